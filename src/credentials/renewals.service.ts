import { Fault } from '../kernel/fault.ts';
import { vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import type { Person } from '../vault/index.ts';
import type { Asked } from './attestations.service.ts';
import { attestedClaims } from './attested-claims.ts';
import type { HomeFacts } from './claims.ts';
import { type CredentialRow, findCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { type AwardFacts, reserveHome, supersedeFormer } from './home-attestation.service.ts';
import type { Issuing } from './issuing.service.ts';
import { mandatedAuthority } from './preconditions.service.ts';
import { awardHashOf, refuseUnlessAttestable } from './records.service.ts';
import { lockRecord, setAwardHash } from './records.store.ts';

type Given<T> = { readonly [Member in keyof T]?: T[Member] | undefined };

export interface Correction {
  /** Names and birth date anew, all of them. */
  readonly person?: Person | undefined;
  readonly award?: Given<AwardFacts> | undefined;
}

export interface RenewalRequest {
  readonly standing: HomeFacts['standing'];
  readonly correction?: Correction | undefined;
}

export interface Renewals {
  /**
   * A new credential for the same record and key, with standing as of now and perhaps a correction; the former one is superseded.
   * Recognitions that rest on the record are untouched.
   * @throws Fault `not-found`, `not-renewable`, `not-mandated`, `record-ended`, `standing-differs`, `award-of-another`,
   * `credential-not-sound`
   */
  renew(id: string, request: RenewalRequest, asked: Asked): Promise<{ status: number; reference: string }>;
}

export function createRenewals(deps: CredentialsDependencies, issuing: Issuing): Renewals {
  const { db } = deps;
  return {
    async renew(id, request, { caller, requestId, claim }) {
      const former = await findCredential(db, id);
      if (!former || former.authority !== caller.organisation.authority || former.issuerJwt === null)
        throw new Fault('not-found');
      mandatedAuthority(deps, caller, { vct: vct.homeAttestation, ids: [former.qualification] });
      const act = actOf({ caller, requestId }, { role: 'home-registrar', purpose: 'attestation' });
      if (!(await findCredential(db, claim.id)))
        await db.transaction((tx) => reserve(tx, deps, issuing, { former, request, id: claim.id }));
      const signed = await issuing.sign(claim.id);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        const { standing, correction } = request;
        const row = await issuing.record(tx, signed, {
          act,
          type: 'credential.renewed',
          details: { former: former.id, standing: standing.state, corrected: correctedNames(correction) },
        });
        // Another renewal may have been faster, or the former one was ended meanwhile.
        const current = await findCredential(tx, former.id);
        if (current?.life !== 'active') throw new Fault('not-renewable');
        await supersedeFormer(tx, deps, row, act);
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

/** What was corrected, by name alone: the values are in the vault and in the two credentials. */
function correctedNames(correction: Correction | undefined): string[] {
  const award = Object.entries(correction?.award ?? {}).filter(([, value]) => value !== undefined);
  return [...(correction?.person ? ['person'] : []), ...award.map(([name]) => `award.${name}`)];
}

interface Reservation {
  readonly former: CredentialRow;
  readonly request: RenewalRequest;
  readonly id: string;
}

async function reserve(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { former, request, id }: Reservation,
): Promise<void> {
  const { vault } = deps;
  const { standing, correction } = request;
  // The person before the record, as attesting does: two who wait for each other would both fail.
  if (correction?.person) await vault.putPerson(tx, former.subjectId, correction.person);
  const record = former.recordId === null ? undefined : await lockRecord(tx, former.recordId);
  const { life } = (await findCredential(tx, former.id)) ?? former;
  if (former.vct !== vct.homeAttestation || !record || life !== 'active') throw new Fault('not-renewable');
  refuseUnlessAttestable(record, standing.state);
  const whole = await issuing.complete(tx, former);
  const claims = whole === undefined ? undefined : attestedClaims(whole);
  const person = await vault.person(tx, former.subjectId);
  if (!claims || !person) throw new Fault('not-renewable');
  const award: AwardFacts = {
    route: correction?.award?.route ?? claims.route,
    date: correction?.award?.date ?? claims.awardDate,
    certificateNumber: correction?.award?.certificateNumber ?? claims.certificateNumber,
    specialisms: correction?.award?.specialisms ?? claims.specialisms,
  };
  const awardHash = awardHashOf(deps, award.certificateNumber);
  const corrected = Buffer.compare(awardHash, record.awardHash) !== 0;
  if (corrected && !(await setAwardHash(tx, record, awardHash))) throw new Fault('award-of-another');
  await reserveHome(tx, deps, issuing, { id, record, holderJwk: claims.holderJwk, person, award, standing });
}
