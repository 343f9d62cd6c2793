import type { Member } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { thumbprint } from '../kernel/jwk.ts';
import { vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import type { IdentityNumber, Person } from '../vault/index.ts';
import type { HomeFacts } from './claims.ts';
import { findCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { type AwardFacts, reserveHome, supersedeFormer } from './home-attestation.service.ts';
import type { Issuing } from './issuing.service.ts';
import { type Holder, mandatedAuthority, requireKeyProof } from './preconditions.service.ts';
import { recordOfAward } from './records.service.ts';
import { ensureSubject } from './subjects.service.ts';

export interface AttestationRequest {
  readonly holder: Holder;
  readonly person: Person;
  readonly identityNumbers: readonly IdentityNumber[];
  readonly award: AwardFacts & { readonly qualification: string };
  readonly standing: HomeFacts['standing'];
}

export interface Asked {
  readonly caller: Member;
  readonly requestId: string;
  readonly claim: Claim<Transaction>;
}

export interface Attestations {
  /**
   * Attests an award: it does not award. The same award keeps its record, and a newer attestation takes the place of the former one.
   * @throws Fault `not-mandated`, `qualification-unknown`, `key-proof-refused`, `credential-not-sound`, `identity-conflict`,
   * `award-of-another`, `record-ended`, `standing-differs`, `not-renewable`
   */
  attest(request: AttestationRequest, asked: Asked): Promise<{ status: number; reference: string }>;
}

export function createAttestations(deps: CredentialsDependencies, issuing: Issuing): Attestations {
  const { db, catalogue, node } = deps;
  return {
    async attest(request, { caller, requestId, claim }) {
      const { award, standing } = request;
      const authority = mandatedAuthority(deps, caller, {
        vct: vct.homeAttestation,
        ids: [award.qualification],
      });
      if (catalogue.qualification(award.qualification)?.side !== node.jurisdiction)
        throw new Fault('qualification-unknown');
      const act = actOf({ caller, requestId }, { role: 'home-registrar', purpose: 'attestation' });
      // A retry after a crash resumes with what was reserved; the proof was good when that was done.
      if (!(await findCredential(db, claim.id))) {
        const keyProof = requireKeyProof(request.holder, deps);
        await db.transaction((tx) =>
          reserve(tx, deps, issuing, { request, authority, keyProof, id: claim.id }),
        );
      }
      const signed = await issuing.sign(claim.id);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        const details = { route: award.route, awardDate: award.date, standing: standing.state };
        const row = await issuing.record(tx, signed, { act, type: 'credential.issued', details });
        await supersedeFormer(tx, deps, row, act);
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

interface Reservation {
  readonly request: AttestationRequest;
  readonly authority: string;
  readonly keyProof: Uint8Array;
  readonly id: string;
}

async function reserve(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { request, authority, keyProof, id }: Reservation,
): Promise<void> {
  const { holder, person, identityNumbers, award, standing } = request;
  const subjectId = await ensureSubject(tx, deps, {
    authority,
    holderThumbprint: thumbprint(holder.jwk),
    person,
    identityNumbers,
  });
  const { qualification } = award;
  const record = await recordOfAward(tx, deps, {
    authority,
    subjectId,
    qualification,
    certificateNumber: award.certificateNumber,
    standing: standing.state,
  });
  await reserveHome(tx, deps, issuing, {
    id,
    record,
    holderJwk: holder.jwk,
    keyProof,
    person,
    award,
    standing,
  });
}
