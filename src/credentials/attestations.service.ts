import type { Member } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { addSeconds, civilDate, epochSeconds } from '../kernel/instants.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import type { IdentityNumber, Person } from '../vault/index.ts';
import { type HomeFacts, homeAttestation } from './claims.ts';
import { type CredentialRow, findCredential, lockLiveOfRecord } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { refusalOfKeyProof } from './holder-key.ts';
import type { Issuing } from './issuing.service.ts';
import { type AwardRecord, ensureRecord, setRecordValue } from './records.store.ts';
import { ensureSubject } from './subjects.service.ts';
import { supersede } from './superseding.service.ts';

const validitySeconds = 365 * 86_400;

export interface AttestationRequest {
  readonly holder: { readonly jwk: PublicJwk; readonly proof: string };
  readonly person: Person;
  readonly identityNumbers: readonly IdentityNumber[];
  readonly award: {
    readonly qualification: string;
    readonly route: string;
    readonly date: string;
    readonly certificateNumber: string;
    readonly specialisms: readonly { readonly code: string; readonly date: string }[];
  };
  readonly standing: HomeFacts['standing'];
}

export interface Asked {
  readonly caller: Member;
  readonly requestId: string;
  readonly claim: Claim<Transaction>;
}

export interface Attestations {
  /**
   * Attests an award: it does not award. The same award keeps its record through every renewal.
   * @throws Fault `not-mandated`, `qualification-unknown`, `key-proof-refused`, `credential-not-sound`
   */
  attest(request: AttestationRequest, asked: Asked): Promise<{ status: number; reference: string }>;
}

export function createAttestations(deps: CredentialsDependencies, issuing: Issuing): Attestations {
  const { db } = deps;
  return {
    async attest(request, { caller, requestId, claim }) {
      const authority = mandatedAuthority(deps, caller, {
        vct: vct.homeAttestation,
        ids: [request.award.qualification],
      });
      const qualification = deps.catalogue.qualification(request.award.qualification);
      if (qualification?.side !== deps.node.jurisdiction) throw new Fault('qualification-unknown');
      refuseWithoutProof(request.holder, deps);
      const act = actOf({ caller, requestId }, { role: 'home-registrar', purpose: 'attestation' });
      if (!(await findCredential(db, claim.id)))
        await db.transaction((tx) => reserve(tx, deps, issuing, { request, authority, id: claim.id }));
      const signed = await issuing.sign(claim.id);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        const details = {
          route: request.award.route,
          awardDate: request.award.date,
          standing: request.standing.state,
        };
        const row = await issuing.record(tx, signed, { act, type: 'credential.issued', details });
        await supersedeFormer(tx, deps, row, act);
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

/** The authority that the caller acts for, when its mandate covers all of this at this instant. */
export function mandatedAuthority(
  { trust, node, clock }: Pick<CredentialsDependencies, 'trust' | 'node' | 'clock'>,
  caller: Member,
  wanted: { readonly vct: string; readonly ids: readonly string[] },
): string {
  const { authority } = caller.organisation;
  const iss = authority === null ? undefined : issuerOf(node.origin, authority);
  const covers = (id: string): boolean =>
    iss !== undefined && trust.view().mandateAt(iss, wanted.vct, id, clock.now()) !== undefined;
  if (authority === null || !wanted.ids.every(covers)) throw new Fault('not-mandated');
  return authority;
}

export function refuseWithoutProof(
  holder: AttestationRequest['holder'],
  { node, clock }: Pick<CredentialsDependencies, 'node' | 'clock'>,
): void {
  const reason = refusalOfKeyProof(holder.proof, {
    jwk: holder.jwk,
    audience: node.origin,
    now: clock.now(),
  });
  if (reason !== undefined) throw new Fault('key-proof-refused', { values: { reason } });
}

async function reserve(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { request, authority, id }: { request: AttestationRequest; authority: string; id: string },
): Promise<void> {
  const { clock, node, status } = deps;
  const { holder, person, award } = request;
  const now = clock.now();
  const subjectId = await ensureSubject(tx, deps, {
    authority,
    holderThumbprint: thumbprint(holder.jwk),
    person,
    identityNumbers: request.identityNumbers,
  });
  const record = await recordOf(tx, deps, { authority, subjectId, qualification: award.qualification });
  await followStanding(tx, { status }, record, request.standing.state);
  const { number, status: own } = await issuing.draw(tx, 'A');
  const iat = epochSeconds(now);
  const exp = epochSeconds(addSeconds(now, validitySeconds));
  const iss = issuerOf(node.origin, authority);
  const content = homeAttestation(
    { iss, iat, exp, holderJwk: holder.jwk, status: own, number, demonstration: node.demonstration, person },
    {
      record: { id: record.id, status: { uri: record.statusUri, idx: record.statusIdx } },
      qualification: award.qualification,
      route: award.route,
      awardDate: award.date,
      certificateNumber: award.certificateNumber,
      specialisms: award.specialisms,
      standing: request.standing,
      firstAttestedOn: civilDate(record.firstAttestedAt),
    },
  );
  await issuing.reserve(tx, {
    id,
    authority,
    subjectId,
    qualification: award.qualification,
    holderJwk: holder.jwk,
    number,
    vct: vct.homeAttestation,
    status: own,
    content,
    iat,
    exp,
    recordId: record.id,
  });
}

async function recordOf(
  tx: Transaction,
  { clock, entropy, status }: Pick<CredentialsDependencies, 'clock' | 'entropy' | 'status'>,
  of: { authority: string; subjectId: string; qualification: string },
): Promise<AwardRecord> {
  const { uri, idx } = await status.allocate(tx, 'record');
  const firstAttestedAt = clock.now();
  return ensureRecord(tx, {
    ...of,
    id: uuidV4(entropy),
    statusUri: uri,
    statusIdx: idx,
    value: 0,
    revision: 0,
    firstAttestedAt,
  });
}

/** A first attestation may find the standing ended already: the record says so, and so does the credential itself. */
async function followStanding(
  tx: Transaction,
  { status }: Pick<CredentialsDependencies, 'status'>,
  record: AwardRecord,
  state: 'current' | 'inactive',
): Promise<void> {
  if (record.value === 1) throw new Fault('record-ended');
  const isNew = record.revision === 0 && record.value === 0;
  if (!isNew || state === 'current') return;
  await status.set(tx, { uri: record.statusUri, idx: record.statusIdx }, 3);
  await setRecordValue(tx, record.id, 3);
}

async function supersedeFormer(
  tx: Transaction,
  deps: CredentialsDependencies,
  row: CredentialRow,
  act: Act,
): Promise<void> {
  if (row.recordId === null) return;
  for (const former of await lockLiveOfRecord(tx, row.recordId))
    if (former.id !== row.id) await supersede(tx, deps, former, { by: row.id, act });
}
