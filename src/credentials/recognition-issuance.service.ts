import type { Act, EventFacts } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds, epochSeconds } from '../kernel/instants.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { type RecognitionFacts, recognition } from './claims.ts';
import { findCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { followKnownChange } from './home-changes.service.ts';
import type { IssuedEvent, Issuing, SignedCredential } from './issuing.service.ts';
import { lockHomeRecord } from './status-events.store.ts';
import { requireOwnKey } from './subjects.service.ts';

/** What a recognition credential will say, as two people have decided it. */
export interface RecognitionGrant extends Omit<RecognitionFacts, 'recognitionId'> {
  readonly credentialId: string;
  readonly applicationId: string;
  readonly authority: string;
  readonly subjectId: string;
  readonly holderJwk: PublicJwk;
  readonly facts: EventFacts;
  readonly validityDays: number;
}

/** Issuing in the three steps that a signer outside of any transaction asks for. */
export interface RecognitionIssuance {
  /** Stores the intention, under the identifier of the grant; doing it again changes nothing. @throws Fault `not-mandated`, `subject-erased`, `subject-restricted`, `identity-conflict` for a key that is another person's */
  reserve(tx: Transaction, grant: RecognitionGrant, act: Act): Promise<void>;
  /** Signs what was reserved. No transaction is open. */
  sign(credentialId: string): Promise<SignedCredential>;
  /**
   * Issued by this, with its event; once. What the home side has said of the record meanwhile takes its effect at once.
   * @throws Fault `credential-already-issued`
   */
  record(
    tx: Transaction,
    signed: SignedCredential,
    act: Act,
    evidence?: IssuedEvent['evidence'],
  ): Promise<void>;
}

export function createRecognitionIssuance(
  deps: CredentialsDependencies,
  issuing: Issuing,
): RecognitionIssuance {
  const { clock, node, trust, vault } = deps;
  return {
    async reserve(tx, grant) {
      if (await findCredential(tx, grant.credentialId)) return;
      const now = clock.now();
      const iss = issuerOf(node.origin, grant.authority);
      if (!trust.view().mandateAt(iss, vct.recognition, grant.target, now)) throw new Fault('not-mandated');
      const person = await vault.person(tx, grant.subjectId);
      if (!person) throw await unreadable(tx, vault, grant.subjectId);
      const { authority, subjectId, holderJwk, facts } = grant;
      await requireOwnKey(tx, deps, {
        authority,
        subjectId,
        person,
        holderThumbprint: thumbprint(holderJwk),
      });
      const { number, status } = await issuing.draw(tx, 'R');
      const iat = epochSeconds(now);
      const exp = epochSeconds(addSeconds(now, grant.validityDays * 86_400));
      const { demonstration } = node;
      const common = { iss, iat, exp, holderJwk, status, number, demonstration, person };
      await issuing.reserve(tx, {
        id: grant.credentialId,
        authority,
        subjectId,
        holderJwk,
        facts,
        number,
        qualification: grant.target,
        vct: vct.recognition,
        status,
        content: recognition(common, { ...grant, recognitionId: grant.credentialId }),
        iat,
        exp,
        homeIss: grant.home.iss,
        homeRecordId: grant.home.record.id,
        agreement: grant.agreement,
        applicationId: grant.applicationId,
        reviewBy: grant.reviewBy,
      });
    },
    sign: (credentialId) => issuing.sign(credentialId),
    async record(tx, signed, act, evidence) {
      const reserved = await findCredential(tx, signed.credentialId);
      const { homeIss, homeRecordId } = reserved ?? {};
      if (typeof homeIss === 'string' && typeof homeRecordId === 'string')
        await lockHomeRecord(tx, homeIss, homeRecordId);
      const row = await issuing.record(tx, signed, {
        act,
        type: 'credential.issued',
        ...(evidence && { evidence }),
      });
      await followKnownChange(tx, deps, row, act);
    },
  };
}

/** A person who applied was put into the vault: who is not there any more is erased, who does not show may only be stored. */
async function unreadable(
  tx: Transaction,
  vault: CredentialsDependencies['vault'],
  subjectId: string,
): Promise<Fault> {
  const [standing] = await vault.standings(tx, [subjectId]);
  return new Fault(standing?.restrictedAt && !standing.erasedAt ? 'subject-restricted' : 'subject-erased');
}
