import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  sql,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from '../platform/drizzle.ts';
import type { EventFacts } from '../kernel/event.ts';
import { bytes } from '../platform/columns.ts';
import type { RecordValue, StandingState } from './life-cycle.ts';
import type { CredentialLife, StatusEventKind, StatusFacet } from './vocabulary.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** An award as the home side keeps it: one for each certificate of an authority's qualification, the same through all renewals. */
export const records = pgTable(
  'records',
  {
    /** Random, for it stands in credentials and notices. */
    id: uuid().primaryKey(),
    authority: text().notNull(),
    subjectId: uuid().notNull(),
    qualification: text().notNull(),
    /** Keyed hash of the number on the certificate: the same number again is the same award. */
    awardHash: bytes().notNull(),
    statusUri: text().notNull(),
    statusIdx: integer().notNull(),
    value: smallint().$type<RecordValue>().notNull(),
    /** Counts the changes, so that the other node applies them in order. */
    revision: integer().notNull(),
    firstAttestedAt: moment().notNull(),
  },
  (table) => [
    uniqueIndex('records_of_award').on(table.authority, table.qualification, table.awardHash),
    uniqueIndex('records_by_status').on(table.statusUri, table.statusIdx),
    index('records_by_subject').on(table.subjectId),
    check('records_value', sql`${table.value} between 0 and 3`),
  ],
);

/** The last number given out; numbers are never used again. */
export const certificateCounters = pgTable('certificate_counters', {
  series: text().primaryKey(),
  last: integer().notNull(),
});

export const credentials = pgTable(
  'credentials',
  {
    id: uuid().primaryKey(),
    number: text().notNull().unique(),
    vct: text().notNull(),
    authority: text().notNull(),
    subjectId: uuid().notNull(),
    /** Of the award it attests; null for other types. */
    recordId: uuid().references(() => records.id),
    /** The credential that this one repeats for a further key of the same person; null for one that repeats none. */
    copyOf: uuid(),
    qualification: text().notNull(),
    /** What its events are counted by. Null for what was issued before they were. */
    facts: jsonb().$type<EventFacts>(),
    /** For a recognition: where its home record is kept. */
    homeIss: text(),
    homeRecordId: text(),
    agreementId: text(),
    agreementVersion: integer(),
    agreementRow: text(),
    applicationId: uuid(),
    holderThumbprint: text().notNull(),
    /** Digest of key and `jti` of the proof of possession: a proof is good for one credential. Null where the holder was known. */
    keyProof: bytes(),
    /** What a home attestation says of standing; null for other types. */
    standing: text().$type<StandingState>(),
    statusUri: text().notNull(),
    statusIdx: integer().notNull(),
    life: text().$type<CredentialLife>().notNull(),
    /** The intention: what is, or was, to be signed, byte for byte. Hidden claims are digests in it. */
    payload: bytes().notNull(),
    keyId: text(),
    /** What was signed, without disclosures. Null until it is. */
    issuerJwt: text(),
    issuerJwtDigest: text(),
    issuedAt: moment().notNull(),
    expiresAt: moment().notNull(),
    reviewBy: text(),
    recordedAt: moment(),
    supersededBy: uuid(),
  },
  (table) => [
    index('credentials_by_record').on(table.recordId),
    index('credentials_by_home_record').on(table.homeIss, table.homeRecordId),
    index('credentials_by_holder').on(table.holderThumbprint),
    index('credentials_by_subject').on(table.subjectId),
    index('credentials_by_authority').on(table.authority, table.id),
    uniqueIndex('credentials_by_status').on(table.statusUri, table.statusIdx),
    uniqueIndex('credentials_by_key_proof').on(table.keyProof),
    uniqueIndex('credentials_copies')
      .on(table.copyOf, table.holderThumbprint)
      .where(sql`${table.copyOf} is not null`),
  ],
);

/** What was decided about a record or a credential. A proposal stays beside what came of it. */
export const statusEvents = pgTable(
  'status_events',
  {
    id: uuid().primaryKey(),
    objectType: text().$type<'record' | 'credential'>().notNull(),
    objectId: uuid().notNull(),
    authority: text().notNull(),
    kind: text().$type<StatusEventKind>().notNull(),
    facet: text().$type<StatusFacet>().notNull(),
    fromState: text().notNull(),
    toState: text().notNull(),
    state: text().$type<'proposed' | 'in-force' | 'rejected'>().notNull(),
    reasonCode: text().notNull(),
    legalEffect: text().$type<'ab-initio' | 'prospective'>().notNull(),
    effectiveAt: moment().notNull(),
    recordedAt: moment().notNull(),
    reviewOn: text(),
    disclosureUntil: text(),
    instrumentDigest: text(),
    /** SHA-256 of what the officers sign, base64url. */
    decisionSha256: text().notNull(),
    decidedBy: text().notNull(),
    decidedByPerson: uuid(),
    decisionJws: text(),
    approvedBy: text(),
    approvedByPerson: uuid(),
    approvalJws: text(),
    approvedAt: moment(),
    /** Number of the record's change; null for credentials and for proposals. */
    revision: integer(),
  },
  (table) => [
    index('status_events_by_object').on(table.objectType, table.objectId, table.recordedAt),
    index('status_events_proposed').on(table.authority, table.id).where(sql`${table.state} = 'proposed'`),
  ],
);

/** What the other side said of its records, by its signed notices. */
export const homeChanges = pgTable(
  'home_changes',
  {
    id: uuid().primaryKey(),
    homeIss: text().notNull(),
    recordId: text().notNull(),
    sequence: integer().notNull(),
    value: smallint().$type<RecordValue>().notNull(),
    kind: text().notNull(),
    effectiveAt: moment().notNull(),
    receivedAt: moment().notNull(),
  },
  (table) => [uniqueIndex('home_changes_in_order').on(table.homeIss, table.recordId, table.sequence)],
);
