import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds, civilDate, epochSeconds } from '../kernel/instants.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import type { Person } from '../vault/index.ts';
import { type HomeFacts, homeAttestation } from './claims.ts';
import { type CredentialRow, lockLiveOfRecord } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { specialismOf } from './event-facts.ts';
import type { Issuing } from './issuing.service.ts';
import type { AwardRecord } from './records.store.ts';
import { supersede } from './superseding.service.ts';

const validitySeconds = 365 * 86_400;

export interface AwardFacts {
  readonly route: string;
  readonly date: string;
  readonly certificateNumber: string;
  readonly specialisms: readonly { readonly code: string; readonly date: string }[];
}

export interface HomeReservation {
  readonly id: string;
  readonly record: AwardRecord;
  readonly holderJwk: PublicJwk;
  readonly keyProof?: Uint8Array;
  readonly person: Person;
  readonly award: AwardFacts;
  readonly standing: HomeFacts['standing'];
}

/** Stores the intention of one more attestation of the record, which is locked. @throws Fault `not-renewable`, `credential-not-sound` */
export async function reserveHome(
  tx: Transaction,
  { clock, node }: CredentialsDependencies,
  issuing: Issuing,
  reservation: HomeReservation,
): Promise<void> {
  const { id, record, holderJwk, keyProof, person, award, standing } = reservation;
  await refuseSuspendedFormer(tx, record);
  const { authority, subjectId, qualification } = record;
  const now = clock.now();
  const { number, status } = await issuing.draw(tx, 'A');
  const iat = epochSeconds(now);
  const exp = epochSeconds(addSeconds(now, validitySeconds));
  const iss = issuerOf(node.origin, authority);
  const { demonstration } = node;
  const content = homeAttestation(
    { iss, iat, exp, holderJwk, status, number, demonstration, person },
    {
      record: { id: record.id, status: { uri: record.statusUri, idx: record.statusIdx } },
      qualification,
      route: award.route,
      awardDate: award.date,
      certificateNumber: award.certificateNumber,
      specialisms: award.specialisms,
      standing,
      firstAttestedOn: civilDate(record.firstAttestedAt),
    },
  );
  await issuing.reserve(tx, {
    id,
    authority,
    subjectId,
    qualification,
    facts: { qualification, route: award.route, specialism: specialismOf(award.specialisms) },
    holderJwk,
    number,
    vct: vct.homeAttestation,
    status,
    content,
    iat,
    exp,
    recordId: record.id,
    standing: standing.state,
    ...(keyProof && { keyProof }),
  });
}

/** A suspension ends by reinstatement or by an ending, never by a newer credential (domain 5.3). */
async function refuseSuspendedFormer(tx: Transaction, record: AwardRecord): Promise<void> {
  const live = await lockLiveOfRecord(tx, record.id);
  if (live.some(({ life }) => life === 'suspended')) throw new Fault('not-renewable');
}

/** The newest attestation of a record takes the place of all before it. */
export async function supersedeFormer(
  tx: Transaction,
  deps: CredentialsDependencies,
  row: CredentialRow,
  act: Act,
): Promise<void> {
  if (row.recordId === null) return;
  for (const former of await lockLiveOfRecord(tx, row.recordId)) {
    if (former.id === row.id) continue;
    if (former.life === 'suspended') throw new Fault('not-renewable');
    await supersede(tx, deps, former, { by: row.id, act });
  }
}
