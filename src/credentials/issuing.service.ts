import assert from 'node:assert/strict';
import {
  buildSdJwt,
  combineSdJwt,
  issuerJwtDigest,
  neverDisclosable,
  sdJwtVcType,
} from '../formats/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import type { Act, DomainEvent, EventFacts } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { Signer } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { type CredentialType, issuerOf } from '../kernel/vocabulary.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { neverDisclosableOf } from '../typemetadata/index.ts';
import type { CredentialContent, StatusReference } from './claims.ts';
import {
  type CredentialRow,
  drawNumber,
  findCredential,
  insertCredential,
  markIssued,
  redateIntention,
} from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { factsOf } from './event-facts.ts';
import { type StandingState, standingToAttest } from './life-cycle.ts';
import { lint } from './lint.ts';
import { lockRecord } from './records.store.ts';

const saltBytes = 16;

/** An intention older than this is given the time of now before it is signed: the windows of two keys overlap by as much. */
const intentionSecondsMax = 60;

/** Reserve, act, record: the intention is stored, signed with no transaction open, and recorded with its event. */
export interface Issuing {
  reserve(tx: Transaction, intention: Intention): Promise<void>;
  /** No transaction is open while the signer works. What was left behind by a crash is signed as of now. */
  sign(credentialId: string): Promise<SignedCredential>;
  /** @throws Fault `credential-already-issued`, `record-ended`, `standing-differs`: the record may have changed since it was reserved */
  record(tx: Transaction, signed: SignedCredential, event: IssuedEvent): Promise<CredentialRow>;
  /** Number and status index for a credential about to be reserved. */
  draw(tx: Transaction, kind: SeriesKind): Promise<{ number: string; status: StatusReference }>;
  /** The whole SD-JWT with all its disclosures, as the holder is to have it; undefined once the person was erased. */
  complete(reader: Reader, credential: CredentialRow): Promise<string | undefined>;
}

/** Of the certificate numbers: attestation, bridging result, recognition. */
export type SeriesKind = 'A' | 'B' | 'R';

export interface Intention {
  readonly id: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly qualification: string;
  readonly facts: EventFacts;
  readonly holderJwk: PublicJwk;
  readonly number: string;
  readonly vct: CredentialType;
  readonly status: StatusReference;
  readonly content: CredentialContent;
  readonly iat: number;
  readonly exp: number;
  readonly keyProof?: Uint8Array;
  readonly recordId?: string;
  readonly copyOf?: string;
  readonly standing?: StandingState;
  readonly homeIss?: string;
  readonly homeRecordId?: string;
  readonly agreement?: { readonly id: string; readonly version: number; readonly row: string };
  readonly applicationId?: string;
  readonly reviewBy?: string;
}

export interface SignedCredential {
  readonly credentialId: string;
  readonly issuerJwt: string;
  readonly keyId: string;
  /** The `iat` that was signed. */
  readonly issuedAt: Date;
}

export interface IssuedEvent {
  readonly act: Act;
  readonly type: 'credential.issued' | 'credential.renewed' | 'credential.copied';
  readonly details?: DomainEvent['details'];
  readonly evidence?: DomainEvent['evidence'];
}

export function createIssuing(deps: CredentialsDependencies): Issuing {
  const { db, node, keys, vault, status } = deps;
  const place = node.jurisdiction === 'HK' ? 'HK' : 'SZ';
  return {
    async draw(tx, kind) {
      const series = `${node.demonstration ? 'DEMO-' : ''}${place}-${kind}`;
      const drawn = await drawNumber(tx, series);
      return {
        number: `${series}-${String(drawn).padStart(6, '0')}`,
        status: await status.allocate(tx, 'credential'),
      };
    },
    reserve: (tx, intention) => reserve(tx, deps, intention),
    async sign(credentialId) {
      const reserved = await findCredential(db, credentialId);
      assert(reserved, `credential ${credentialId} was not reserved`);
      const signer = keys.signer('credential', reserved.authority);
      const { payload, issuedAt } = await timelyIntention(deps, reserved, signer);
      const chain = keys.chain(signer.kid);
      const header = { typ: sdJwtVcType, kid: signer.kid, ...(chain && { x5c: chain }) };
      return {
        credentialId,
        issuerJwt: await signCompactJws(header, payload, signer),
        keyId: signer.kid,
        issuedAt,
      };
    },
    record: (tx, signed, event) => record(tx, deps, signed, event),
    async complete(reader, credential) {
      if (credential.issuerJwt === null) return undefined;
      const disclosures = await vault.disclosures(reader, credential.id);
      return disclosures && combineSdJwt(credential.issuerJwt, disclosures);
    },
  };
}

/**
 * The stored payload while it is fresh. One that was left behind (a crash, a retry hours later) keeps its number, its index and
 * everything that it says, but not its instant: by that, mandate and key are judged.
 */
async function timelyIntention(
  { db, clock, keys }: CredentialsDependencies,
  reserved: CredentialRow,
  signer: Signer,
): Promise<{ payload: Uint8Array; issuedAt: Date }> {
  const iat = epochSeconds(reserved.issuedAt);
  const now = epochSeconds(clock.now());
  const signFrom = keys.find(signer.kid)?.signFrom;
  const ofKey = signFrom === undefined || epochSeconds(signFrom) <= iat;
  if (ofKey && now - iat <= intentionSecondsMax) return reserved;
  const parsed = parseStrictObject(reserved.payload);
  assert(parsed.ok, `the intention of ${reserved.id} does not read`);
  const exp = now + epochSeconds(reserved.expiresAt) - iat;
  const payload = canonicalBytes({ ...parsed.value, iat: now, exp });
  const [issuedAt, expiresAt] = [fromEpochSeconds(now), fromEpochSeconds(exp)];
  const redated = await db.transaction((tx) =>
    redateIntention(tx, reserved.id, { payload, issuedAt, expiresAt }),
  );
  if (!redated) throw new Fault('credential-already-issued');
  return { payload, issuedAt };
}

async function reserve(tx: Transaction, deps: CredentialsDependencies, intention: Intention): Promise<void> {
  const { clock, entropy, node, vault } = deps;
  const { content } = intention;
  const problems = lint(content, {
    now: clock.now(),
    demonstration: node.demonstration,
    iss: issuerOf(node.origin, intention.authority),
    origin: node.origin,
    peerOrigin: node.peer.origin,
  });
  if (problems.length > 0)
    throw new Fault('credential-not-sound', { values: { problems: problems.join('; ').slice(0, 500) } });
  const salts = content.disclosable.map(() => entropy.bytes(saltBytes));
  const rule = neverDisclosable(neverDisclosableOf[intention.vct]);
  const built = buildSdJwt({ ...content, salts, neverDisclosable: rule });
  if (!(await insertCredential(tx, rowOf(intention, canonicalBytes(built.payload)))))
    throw new Fault('key-proof-refused', { values: { reason: 'used before' } });
  const disclosures = built.disclosures.map(({ text }) => text);
  await vault.putDisclosures(tx, { credentialId: intention.id, subjectId: intention.subjectId, disclosures });
}

async function record(
  tx: Transaction,
  { clock, events, node }: CredentialsDependencies,
  { credentialId, issuerJwt, keyId, issuedAt }: SignedCredential,
  { act, type, details, evidence }: IssuedEvent,
): Promise<CredentialRow> {
  await refuseChangedRecord(tx, credentialId);
  const digest = issuerJwtDigest(issuerJwt);
  const signed = { issuerJwt, issuerJwtDigest: digest, keyId, recordedAt: clock.now() };
  if (!(await markIssued(tx, { id: credentialId, issuedAt }, signed)))
    throw new Fault('credential-already-issued');
  const row = await findCredential(tx, credentialId);
  assert(row, `credential ${credentialId} vanished`);
  const { agreementId, agreementVersion, agreementRow } = row;
  await events.append(tx, act, {
    type,
    issuer: issuerOf(node.origin, row.authority),
    subjectId: row.subjectId,
    objectType: 'credential',
    objectId: row.id,
    effectiveAt: row.issuedAt.toISOString(),
    keyId,
    after: digest,
    ...(agreementId !== null && {
      agreement: { id: agreementId, version: agreementVersion ?? 0, rowId: agreementRow ?? '' },
    }),
    ...(evidence && { evidence }),
    facts: factsOf(row),
    details: {
      number: row.number,
      vct: row.vct,
      qualification: row.qualification,
      ...(row.recordId !== null && { record: row.recordId }),
      ...(row.copyOf !== null && { copyOf: row.copyOf }),
      ...details,
    },
  });
  return row;
}

/** The record is locked before any of its credentials, here as everywhere, so that no two changes wait for each other. */
async function refuseChangedRecord(tx: Transaction, credentialId: string): Promise<void> {
  const reserved = await findCredential(tx, credentialId);
  const record = reserved?.recordId ? await lockRecord(tx, reserved.recordId) : undefined;
  if (!reserved || !record) return;
  if (record.value === 1) throw new Fault('record-ended');
  if (standingToAttest(record.value) !== reserved.standing) throw new Fault('standing-differs');
}

function rowOf(intention: Intention, payload: Uint8Array) {
  const { status, agreement, holderJwk } = intention;
  return {
    id: intention.id,
    number: intention.number,
    vct: intention.vct,
    authority: intention.authority,
    subjectId: intention.subjectId,
    recordId: intention.recordId ?? null,
    copyOf: intention.copyOf ?? null,
    qualification: intention.qualification,
    facts: intention.facts,
    homeIss: intention.homeIss ?? null,
    homeRecordId: intention.homeRecordId ?? null,
    agreementId: agreement?.id ?? null,
    agreementVersion: agreement?.version ?? null,
    agreementRow: agreement?.row ?? null,
    applicationId: intention.applicationId ?? null,
    holderThumbprint: thumbprint(holderJwk),
    keyProof: intention.keyProof ?? null,
    standing: intention.standing ?? null,
    statusUri: status.uri,
    statusIdx: status.idx,
    life: 'reserved' as const,
    payload,
    issuedAt: fromEpochSeconds(intention.iat),
    expiresAt: fromEpochSeconds(intention.exp),
    reviewBy: intention.reviewBy ?? null,
  };
}
