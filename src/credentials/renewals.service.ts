import { Fault } from '../kernel/fault.ts';
import { addSeconds, civilDate, epochSeconds } from '../kernel/instants.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { type Asked, mandatedAuthority } from './attestations.service.ts';
import { type HomeFacts, homeAttestation } from './claims.ts';
import { type CredentialRow, findCredential, lockCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import type { Issuing } from './issuing.service.ts';
import { attestedClaims } from './attested-claims.ts';
import { findRecord } from './records.store.ts';
import { supersede } from './superseding.service.ts';

const validitySeconds = 365 * 86_400;

export interface Renewals {
  /**
   * A new credential for the same record and key, with standing as of now; the former one is superseded. Recognitions that rest on the
   * record are untouched.
   * @throws Fault `not-found`, `not-renewable`, `not-mandated`
   */
  renew(
    id: string,
    standing: HomeFacts['standing'],
    asked: Asked,
  ): Promise<{ status: number; reference: string }>;
}

export function createRenewals(deps: CredentialsDependencies, issuing: Issuing): Renewals {
  const { db } = deps;
  return {
    async renew(id, standing, { caller, requestId, claim }) {
      const former = await findCredential(db, id);
      if (!former || former.authority !== caller.organisation.authority || former.issuerJwt === null)
        throw new Fault('not-found');
      mandatedAuthority(deps, caller, { vct: vct.homeAttestation, ids: [former.qualification] });
      const act = actOf({ caller, requestId }, { role: 'home-registrar', purpose: 'attestation' });
      if (!(await findCredential(db, claim.id)))
        await db.transaction((tx) => reserve(tx, deps, issuing, { former, standing, id: claim.id }));
      const signed = await issuing.sign(claim.id);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        const row = await issuing.record(tx, signed, {
          act,
          type: 'credential.renewed',
          details: { former: former.id, standing: standing.state },
        });
        const locked = await lockCredential(tx, former.id);
        if (!locked || (locked.life !== 'active' && locked.life !== 'suspended'))
          throw new Fault('not-renewable');
        await supersede(tx, deps, locked, { by: row.id, act });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

async function reserve(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { former, standing, id }: { former: CredentialRow; standing: HomeFacts['standing']; id: string },
): Promise<void> {
  const { clock, node, vault } = deps;
  const record = former.recordId === null ? undefined : await findRecord(tx, former.recordId);
  if (former.vct !== vct.homeAttestation || !record || record.value === 1) throw new Fault('not-renewable');
  const whole = await issuing.complete(tx, former);
  const claims = whole === undefined ? undefined : attestedClaims(whole);
  const person = await vault.person(tx, former.subjectId);
  if (!claims || !person) throw new Fault('not-renewable');
  const now = clock.now();
  const iat = epochSeconds(now);
  const exp = epochSeconds(addSeconds(now, validitySeconds));
  const { number, status } = await issuing.draw(tx, 'A');
  const content = homeAttestation(
    {
      iss: issuerOf(node.origin, former.authority),
      iat,
      exp,
      holderJwk: claims.holderJwk,
      status,
      number,
      demonstration: node.demonstration,
      person,
    },
    {
      record: { id: record.id, status: { uri: record.statusUri, idx: record.statusIdx } },
      qualification: former.qualification,
      route: claims.route,
      awardDate: claims.awardDate,
      certificateNumber: claims.certificateNumber,
      specialisms: claims.specialisms,
      standing,
      firstAttestedOn: civilDate(record.firstAttestedAt),
    },
  );
  await issuing.reserve(tx, {
    id,
    authority: former.authority,
    subjectId: former.subjectId,
    qualification: former.qualification,
    holderJwk: claims.holderJwk,
    number,
    vct: vct.homeAttestation,
    status,
    content,
    iat,
    exp,
    recordId: record.id,
  });
}
