import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { vct } from '../kernel/vocabulary.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { IdentityNumber, Person } from '../vault/index.ts';
import type { HomeFacts } from './claims.ts';
import { recordCopy, refuseKeyOfAnother, requireMandate, reserveCopies } from './copies.service.ts';
import { type CredentialRow, findCredential, listInForce, lockCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { type AwardFacts, reserveHome, supersedeFormer } from './home-attestation.service.ts';
import { lockHolderKeys } from './holders.store.ts';
import type { Issuing, SignedCredential } from './issuing.service.ts';
import { recordOfAward, refuseUnlessAttestable } from './records.service.ts';
import { lockRecord } from './records.store.ts';
import { lockHomeRecord } from './status-events.store.ts';
import { subjectWithoutKey } from './subjects.service.ts';

export type OfferedAward = AwardFacts & { readonly qualification: string };

/** An award as a registrar offers it, before there is a key. */
export interface AwardOffer {
  readonly subjectId: string;
  readonly recordId: string;
  readonly award: OfferedAward;
  readonly standing: HomeFacts['standing'];
}

/** Who redeems, and what else commits with the intention: the nonces of the proofs, for one. */
export interface KeyedIssuance {
  readonly act: Act;
  readonly keys: readonly PublicJwk[];
  /** Runs in the transaction that stores the intention, before anything else. */
  readonly alongside: (tx: Transaction) => Promise<void>;
  /** Runs in the transaction by which everything is issued. */
  readonly afterwards: (tx: Transaction) => Promise<void>;
  /** For the entry in the log. */
  readonly details: Readonly<Record<string, string>>;
}

export interface KeyIssuance {
  /**
   * Pseudonym and record of an award that is offered: all that can be wrong with it is said to the registrar, not to the wallet.
   * @throws Fault `not-mandated`, `identity-conflict`, `award-of-another`, `record-ended`, `standing-differs`
   */
  offer(
    tx: Transaction,
    of: {
      readonly authority: string;
      readonly person: Person;
      readonly identityNumbers: readonly IdentityNumber[];
      readonly award: OfferedAward;
      readonly standing: HomeFacts['standing'];
    },
  ): Promise<{ readonly subjectId: string; readonly recordId: string }>;
  /**
   * One credential for each key, in their order, and no second one for a key that has one: asking again gives the same. The first is
   * issued for the offer, or is in force already; the others repeat it. No transaction is open while the signer works.
   * @throws Fault `not-in-force`, `not-mandated`, `too-many-copies`, `record-ended`, `standing-differs`, `not-renewable`, `credential-not-sound`
   */
  issueToKeys(
    of: { readonly credentialId: string; readonly authority: string; readonly offer?: AwardOffer },
    issuance: KeyedIssuance,
  ): Promise<readonly string[]>;
  /** What is in force of one type for a person, newest first; `dataset` is what stays the same when it is renewed. */
  inForce(
    reader: Reader,
    of: { readonly authority: string; readonly subjectId: string; readonly vct: string },
  ): Promise<readonly { readonly id: string; readonly dataset: string }[]>;
}

export function createKeyIssuance(deps: CredentialsDependencies, issuing: Issuing): KeyIssuance {
  const { db } = deps;
  return {
    offer: (tx, of) => prepareOffer(tx, deps, of),
    async issueToKeys(of, issuance) {
      const { ids, pending } = await db.transaction(async (tx) => {
        await issuance.alongside(tx);
        await lockHolderKeys(tx, of.authority, issuance.keys.map(thumbprint));
        return reserve(tx, deps, issuing, { ...of, keys: issuance.keys });
      });
      const signed: SignedCredential[] = [];
      for (const id of pending) signed.push(await issuing.sign(id));
      await db.transaction(async (tx) => {
        await record(tx, deps, issuing, { ...of, signed, issuance });
        await issuance.afterwards(tx);
      });
      return wholeOf(deps, issuing, ids);
    },
    async inForce(reader, of) {
      const now = deps.clock.now();
      return (await listInForce(reader, of))
        .filter(({ expiresAt }) => now < expiresAt)
        .map(({ id, recordId, applicationId }) => ({ id, dataset: recordId ?? applicationId ?? id }));
    },
  };
}

async function prepareOffer(
  tx: Transaction,
  deps: CredentialsDependencies,
  { authority, person, identityNumbers, award, standing }: Parameters<KeyIssuance['offer']>[1],
): Promise<{ subjectId: string; recordId: string }> {
  const { qualification } = award;
  requireMandate(deps, { authority, vct: vct.homeAttestation, qualification });
  if (deps.catalogue.qualification(qualification)?.side !== deps.node.jurisdiction)
    throw new Fault('qualification-unknown');
  const subjectId = await subjectWithoutKey(tx, deps, { authority, person, identityNumbers });
  const record = await recordOfAward(tx, deps, {
    authority,
    subjectId,
    qualification,
    certificateNumber: award.certificateNumber,
    standing: standing.state,
  });
  return { subjectId, recordId: record.id };
}

interface Reservation {
  readonly credentialId: string;
  readonly authority: string;
  readonly offer?: AwardOffer;
  readonly keys: readonly PublicJwk[];
}

async function reserve(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  reservation: Reservation,
): Promise<{ ids: string[]; pending: string[] }> {
  const { credentialId, keys } = reservation;
  const original = await originalOf(tx, deps, issuing, reservation);
  const { qualification, authority } = original;
  requireMandate(deps, { authority, vct: original.vct, qualification });
  if (original.expiresAt <= deps.clock.now()) throw new Fault('not-in-force');
  const ids = await reserveCopies(tx, deps, issuing, { original, keys });
  // What a crash left unsigned is issued first: nothing can repeat what is not in force.
  const pending: string[] = [];
  for (const id of new Set([credentialId, ...ids])) {
    const row = await findCredential(tx, id);
    if (row?.issuerJwt === null) pending.push(id);
  }
  return { ids, pending };
}

/** The one that the others repeat, locked after its record, as everywhere; reserved for the first key if it is not there yet. */
async function originalOf(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { credentialId, authority, offer, keys }: Reservation,
): Promise<CredentialRow> {
  const found = await findCredential(tx, credentialId);
  const recordId = offer?.recordId ?? found?.recordId ?? undefined;
  const record = recordId === undefined ? undefined : await lockRecord(tx, recordId);
  if (offer && record && !(await lockCredential(tx, credentialId))) {
    refuseUnlessAttestable(record, offer.standing.state);
    const { qualification } = offer.award;
    requireMandate(deps, { authority, vct: vct.homeAttestation, qualification });
    const [holderJwk] = keys;
    if (holderJwk) await refuseKeyOfAnother(tx, deps, { authority, subjectId: offer.subjectId }, holderJwk);
    const person = await deps.vault.person(tx, offer.subjectId);
    if (!person || !holderJwk) throw new Fault('not-in-force');
    const { award, standing } = offer;
    await reserveHome(tx, deps, issuing, { id: credentialId, record, holderJwk, person, award, standing });
  }
  const original = await lockCredential(tx, credentialId);
  const usable = original?.life === 'active' || (original?.life === 'reserved' && offer !== undefined);
  if (!original || !usable || original.authority !== authority) throw new Fault('not-in-force');
  // A credential whose record has changed is given to nobody again, also where nothing has to be signed for it.
  if (record && original.standing !== null) refuseUnlessAttestable(record, original.standing);
  return original;
}

async function record(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  of: {
    readonly credentialId: string;
    readonly offer?: AwardOffer;
    readonly signed: readonly SignedCredential[];
    readonly issuance: KeyedIssuance;
  },
): Promise<void> {
  const { credentialId, offer, signed, issuance } = of;
  const { act } = issuance;
  const details = { ...issuance.details, ...(offer && awardDetails(offer)) };
  const original = await findCredential(tx, credentialId);
  if (original?.recordId) await lockRecord(tx, original.recordId);
  if (original?.homeIss && original.homeRecordId)
    await lockHomeRecord(tx, original.homeIss, original.homeRecordId);
  for (const each of signed) {
    const row = await lockCredential(tx, each.credentialId);
    // Another request for the same keys was faster.
    if (row?.issuerJwt !== null) continue;
    if (row.copyOf === null) {
      const issued = await issuing.record(tx, each, {
        act,
        type: 'credential.issued',
        details,
      });
      await supersedeFormer(tx, deps, issued, act);
    } else await recordCopy(tx, issuing, each, { originalId: row.copyOf, act, details: issuance.details });
  }
}

function awardDetails({ award, standing }: AwardOffer) {
  return { route: award.route, awardDate: award.date, standing: standing.state };
}

async function wholeOf(
  { db }: CredentialsDependencies,
  issuing: Issuing,
  ids: readonly string[],
): Promise<string[]> {
  const whole: string[] = [];
  for (const id of ids) {
    const row = await findCredential(db, id);
    const credential = row && (await issuing.complete(db, row));
    if (row?.life !== 'active' || credential === undefined) throw new Fault('not-in-force');
    whole.push(credential);
  }
  return whole;
}
