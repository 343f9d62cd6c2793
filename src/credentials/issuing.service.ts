import assert from 'node:assert/strict';
import { buildSdJwt, combineSdJwt, issuerJwtDigest, sdJwtVcType } from '../formats/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import type { Act, DomainEvent } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { fromEpochSeconds } from '../kernel/instants.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { CredentialContent, StatusReference } from './claims.ts';
import {
  type CredentialRow,
  drawNumber,
  findCredential,
  insertCredential,
  markIssued,
} from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { lint } from './lint.ts';

const saltBytes = 16;

/** Reserve, act, record: the intention is stored, signed with no transaction open, and recorded with its event. */
export interface Issuing {
  reserve(tx: Transaction, intention: Intention): Promise<void>;
  sign(credentialId: string): Promise<SignedCredential>;
  record(tx: Transaction, signed: SignedCredential, event: IssuedEvent): Promise<CredentialRow>;
  /** Number and status index for a credential about to be reserved. */
  draw(tx: Transaction, kind: 'A' | 'B' | 'R'): Promise<{ number: string; status: StatusReference }>;
  /** The whole SD-JWT with all its disclosures, as the holder is to have it; undefined once the person was erased. */
  complete(reader: Reader, credential: CredentialRow): Promise<string | undefined>;
}

export interface Intention {
  readonly id: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly qualification: string;
  readonly holderJwk: PublicJwk;
  readonly number: string;
  readonly vct: string;
  readonly status: StatusReference;
  readonly content: CredentialContent;
  readonly iat: number;
  readonly exp: number;
  readonly recordId?: string;
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
}

export interface IssuedEvent {
  readonly act: Act;
  readonly type: 'credential.issued' | 'credential.renewed';
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
      const header = { typ: sdJwtVcType, kid: signer.kid };
      return {
        credentialId,
        issuerJwt: await signCompactJws(header, reserved.payload, signer),
        keyId: signer.kid,
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

async function reserve(tx: Transaction, deps: CredentialsDependencies, intention: Intention): Promise<void> {
  const { clock, entropy, node, vault } = deps;
  const { content } = intention;
  const problems = lint(content, {
    now: clock.now(),
    demonstration: node.demonstration,
    iss: issuerOf(node.origin, intention.authority),
  });
  if (problems.length > 0)
    throw new Fault('credential-not-sound', { values: { problems: problems.join('; ').slice(0, 500) } });
  const salts = content.disclosable.map(() => entropy.bytes(saltBytes));
  const built = buildSdJwt({ ...content, salts });
  await insertCredential(tx, rowOf(intention, canonicalBytes(built.payload)));
  const disclosures = built.disclosures.map(({ text }) => text);
  await vault.putDisclosures(tx, { credentialId: intention.id, subjectId: intention.subjectId, disclosures });
}

async function record(
  tx: Transaction,
  { clock, events, node }: CredentialsDependencies,
  { credentialId, issuerJwt, keyId }: SignedCredential,
  { act, type, details, evidence }: IssuedEvent,
): Promise<CredentialRow> {
  const digest = issuerJwtDigest(issuerJwt);
  const signed = { issuerJwt, issuerJwtDigest: digest, keyId, recordedAt: clock.now() };
  if (!(await markIssued(tx, credentialId, signed))) throw new Fault('credential-already-issued');
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
    details: { number: row.number, vct: row.vct, qualification: row.qualification, ...details },
  });
  return row;
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
    qualification: intention.qualification,
    homeIss: intention.homeIss ?? null,
    homeRecordId: intention.homeRecordId ?? null,
    agreementId: agreement?.id ?? null,
    agreementVersion: agreement?.version ?? null,
    agreementRow: agreement?.row ?? null,
    applicationId: intention.applicationId ?? null,
    holderThumbprint: thumbprint(holderJwk),
    statusUri: status.uri,
    statusIdx: status.idx,
    life: 'reserved' as const,
    payload,
    issuedAt: fromEpochSeconds(intention.iat),
    expiresAt: fromEpochSeconds(intention.exp),
    reviewBy: intention.reviewBy ?? null,
  };
}
