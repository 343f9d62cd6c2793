import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  sql,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from '../platform/drizzle.ts';
import type { EventFacts } from '../kernel/event.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { languages } from '../kernel/localised.ts';
import { bytes } from '../platform/columns.ts';
import { evidenceTypes } from './application.ts';
import { applicationStates } from './life-cycle.ts';
import { appealOutcomes, decisionOutcomes, decisionStates, verdicts } from './decision-words.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Whose key stands for which person of the vault: one person applies again with the same key. */
export const applicants = pgTable('applicants', {
  holderThumbprint: text().primaryKey(),
  subjectId: uuid().notNull(),
});

/** Applications for recognition. The person is in the vault; here is a pseudonym. */
export const applications = pgTable(
  'applications',
  {
    id: uuid().primaryKey(),
    state: text({ enum: applicationStates }).notNull(),
    /** Slug of the authority that recognises. */
    authority: text().notNull(),
    subjectId: uuid().notNull(),
    holderThumbprint: text().notNull(),
    holderJwk: jsonb().$type<PublicJwk>().notNull(),
    targetQualification: text().notNull(),
    homeIssuer: text().notNull(),
    homeQualification: text().notNull(),
    homeRecordId: text().notNull(),
    /** What its events are counted by. Null for what came before they were. */
    facts: jsonb().$type<EventFacts>(),
    /** Civil date at +08:00, which governs where an agreement says so. */
    applicationDate: date({ mode: 'string' }).notNull(),
    acknowledgedAt: instant().notNull(),
    stoppedAt: instant(),
    stoppedWorkingDays: integer().notNull().default(0),
    closedAt: instant(),
    language: text({ enum: languages }).notNull(),
    experienceMonths: integer(),
    cpdHours: integer(),
    cpdWithinMonths: integer(),
    languages: text({ enum: languages }).array(),
    targetSpecialism: text(),
    consentId: uuid().notNull(),
    /** The organisation that relays, by the holder's mandate, and until when. */
    relayedBy: uuid(),
    relayedUntil: instant(),
    mandateId: text(),
    caseReference: text(),
  },
  (table) => [
    index('applications_by_authority').on(table.authority, table.id),
    index('applications_by_holder').on(table.holderThumbprint, table.id),
    index('applications_by_relay').on(table.relayedBy, table.id),
    index('applications_by_subject').on(table.subjectId),
    index('applications_closed').on(table.closedAt).where(sql`${table.closedAt} is not null`),
  ],
);

const applicationId = () =>
  uuid()
    .notNull()
    .references(() => applications.id);

/** The versions that govern an application, picked when it came and kept for its life. */
export const applicationAgreements = pgTable(
  'application_agreements',
  { applicationId: applicationId(), agreementId: text().notNull(), version: integer().notNull() },
  (table) => [primaryKey({ columns: [table.applicationId, table.agreementId] })],
);

/** What an application rests on, as the bytes that were signed. No name is in them: disclosures are in the vault. */
export const applicationEvidence = pgTable(
  'application_evidence',
  {
    id: uuid().primaryKey(),
    applicationId: applicationId(),
    type: text({ enum: evidenceTypes }).notNull(),
    /** Who signed it: an issuer, the holder's key, or the address of a status list. */
    source: text().notNull(),
    content: bytes().notNull(),
    /** Base64url of the SHA-256 of `content`. */
    digest: text().notNull(),
    observedAt: instant().notNull(),
  },
  (table) => [
    uniqueIndex('application_evidence_once').on(table.applicationId, table.type, table.digest),
    index('application_evidence_by_digest').on(table.digest),
  ],
);

/** What the engine proposed, each time; `content` is canonical JSON. */
export const proposals = pgTable(
  'proposals',
  {
    id: uuid().primaryKey(),
    applicationId: applicationId(),
    sequence: integer().notNull(),
    agreementId: text().notNull(),
    agreementVersion: integer().notNull(),
    rowId: text().notNull(),
    outcome: text().notNull(),
    content: bytes().notNull(),
    digest: text().notNull(),
    proposedAt: instant().notNull(),
  },
  (table) => [uniqueIndex('proposals_in_sequence').on(table.applicationId, table.sequence)],
);

/** What a maker decided and signed. At most one waits for its checker. */
export const decisions = pgTable(
  'decisions',
  {
    id: uuid().primaryKey(),
    applicationId: applicationId(),
    sequence: integer().notNull(),
    proposalId: uuid()
      .notNull()
      .references(() => proposals.id),
    outcome: text({ enum: decisionOutcomes }).notNull(),
    override: boolean().notNull(),
    conditions: text().array().notNull(),
    /** What was signed, as canonical JSON with the reasons, under the key of the person that they are about. */
    sealed: bytes().notNull(),
    digest: text().notNull(),
    jws: text().notNull(),
    officerId: uuid().notNull(),
    personId: uuid().notNull(),
    organisationId: uuid().notNull(),
    decidedAt: instant().notNull(),
    state: text({ enum: decisionStates }).notNull(),
    /** Of the credential that is reserved for it while it is being issued, and since when. */
    credentialId: uuid(),
    reservedAt: instant(),
  },
  (table) => [
    uniqueIndex('decisions_in_sequence').on(table.applicationId, table.sequence),
    index('decisions_by_proposal').on(table.proposalId),
    uniqueIndex('decisions_pending').on(table.applicationId).where(sql`state = 'pending'`),
  ],
);

/** What a checker, another person, said of a decision. One word for each decision. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid().primaryKey(),
    applicationId: applicationId(),
    decisionId: uuid()
      .notNull()
      .references(() => decisions.id)
      .unique(),
    verdict: text({ enum: verdicts }).notNull(),
    /** In words, so under the key of the person. */
    noteSealed: bytes(),
    jws: text().notNull(),
    officerId: uuid().notNull(),
    personId: uuid().notNull(),
    organisationId: uuid().notNull(),
    approvedAt: instant().notNull(),
    credentialId: uuid(),
  },
  (table) => [index('approvals_by_application').on(table.applicationId)],
);

/** Against which refusal its holder appealed, and what came of it. One appeal against each. */
export const appeals = pgTable(
  'appeals',
  {
    id: uuid().primaryKey(),
    applicationId: applicationId(),
    /** The refusal. */
    decisionId: uuid()
      .notNull()
      .references(() => decisions.id)
      .unique(),
    /** In words, so under the key of the person. */
    groundsSealed: bytes().notNull(),
    filedAt: instant().notNull(),
    outcome: text({ enum: appealOutcomes }),
    /** The decision, by two other people, that determined it. */
    determinedBy: uuid().references(() => decisions.id),
    determinedAt: instant(),
  },
  (table) => [
    uniqueIndex('appeals_open').on(table.applicationId).where(sql`outcome is null`),
    index('appeals_by_application').on(table.applicationId),
    index('appeals_by_determination').on(table.determinedBy),
  ],
);
