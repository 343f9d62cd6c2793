import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import { type CredentialType, issuerOf, vct } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { copiedContent } from './copied-content.ts';
import { type CredentialRow, listOfCopied, lockCredential } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import type { Issuing, SeriesKind, SignedCredential } from './issuing.service.ts';
import { ownersOfKey } from './subjects.service.ts';

/** Copies of a credential for further keys of one person: a wallet makes a new key for each place that it will be shown at. */

/** Of one credential, over all time: more keys than any wallet needs, and a bound on what one person can make a node sign. */
export const copiesMax = 64;

const kindOf: Readonly<Record<string, SeriesKind>> = {
  [vct.homeAttestation]: 'A',
  [vct.bridgingResult]: 'B',
  [vct.recognition]: 'R',
};

/** @throws Fault `not-mandated` */
export function requireMandate(
  { trust, node, clock }: Pick<CredentialsDependencies, 'trust' | 'node' | 'clock'>,
  of: { readonly authority: string; readonly vct: string; readonly qualification: string },
): void {
  const iss = issuerOf(node.origin, of.authority);
  if (trust.view().mandateAt(iss, of.vct, of.qualification, clock.now()) === undefined)
    throw new Fault('not-mandated');
}

/**
 * Stores the intention of a copy for each of these keys that has none yet, and gives the identifiers in the order of the keys. What is
 * repeated is locked by the caller, as the keys are, and in force, or reserved in this very transaction.
 * @throws Fault `too-many-copies`, `identity-conflict`, `credential-not-sound`
 */
export async function reserveCopies(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { original, keys }: { readonly original: CredentialRow; readonly keys: readonly PublicJwk[] },
): Promise<string[]> {
  const group = await listOfCopied(tx, original.id);
  const wanted = keys.map((jwk) => ({
    jwk,
    known: group.find(({ holderThumbprint }) => holderThumbprint === thumbprint(jwk)),
  }));
  if (group.length + wanted.filter(({ known }) => !known).length > copiesMax)
    throw new Fault('too-many-copies');
  const ids: string[] = [];
  for (const { jwk, known } of wanted) {
    if (!known) await refuseKeyOfAnother(tx, deps, original, jwk);
    ids.push(known?.id ?? (await reserveCopy(tx, deps, issuing, { original, jwk })));
  }
  return ids;
}

/** A key is one person's. The caller has locked it. @throws Fault `identity-conflict` */
export async function refuseKeyOfAnother(
  tx: Transaction,
  deps: Pick<CredentialsDependencies, 'vault'>,
  { authority, subjectId }: Pick<CredentialRow, 'authority' | 'subjectId'>,
  jwk: PublicJwk,
): Promise<void> {
  const owners = await ownersOfKey(tx, deps, { authority, holderThumbprint: thumbprint(jwk) });
  if (owners.some(({ id }) => id !== subjectId)) throw new Fault('identity-conflict');
}

async function reserveCopy(
  tx: Transaction,
  deps: CredentialsDependencies,
  issuing: Issuing,
  { original, jwk }: { readonly original: CredentialRow; readonly jwk: PublicJwk },
): Promise<string> {
  const { clock, entropy, vault } = deps;
  const disclosures = await vault.disclosures(tx, original.id);
  if (!disclosures) throw new Fault('not-in-force');
  const { number, status } = await issuing.draw(tx, kindOf[original.vct] ?? 'A');
  const iat = epochSeconds(clock.now());
  const own = { holderJwk: jwk, number, status, iat };
  const content = copiedContent({ payload: original.payload, disclosures }, own);
  if (!content) throw new Error(`credential ${original.id} does not read`);
  const { agreementId, agreementVersion, agreementRow } = original;
  const id = uuidV7(clock, entropy);
  await issuing.reserve(tx, {
    id,
    authority: original.authority,
    subjectId: original.subjectId,
    qualification: original.qualification,
    facts: original.facts ?? {},
    holderJwk: jwk,
    number,
    vct: typeOf(original.vct),
    status,
    content,
    iat,
    exp: epochSeconds(original.expiresAt),
    copyOf: original.id,
    ...(original.recordId !== null && { recordId: original.recordId }),
    ...(original.standing !== null && { standing: original.standing }),
    ...(original.homeIss !== null && { homeIss: original.homeIss }),
    ...(original.homeRecordId !== null && { homeRecordId: original.homeRecordId }),
    ...(agreementId !== null && {
      agreement: { id: agreementId, version: agreementVersion ?? 0, row: agreementRow ?? '' },
    }),
    ...(original.applicationId !== null && { applicationId: original.applicationId }),
    ...(original.reviewBy !== null && { reviewBy: original.reviewBy }),
  });
  return id;
}

function typeOf(text: string): CredentialType {
  const known = Object.values(vct).find((each) => each === text);
  if (known === undefined) throw new Error(`${text} is no type of ours`);
  return known;
}

/** In force by this; while what it repeats is. @throws Fault `not-in-force` */
export async function recordCopy(
  tx: Transaction,
  issuing: Issuing,
  signed: SignedCredential,
  {
    originalId,
    act,
    details,
  }: {
    readonly originalId: string;
    readonly act: Act;
    readonly details: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const original = await lockCredential(tx, originalId);
  if (original?.life !== 'active') throw new Fault('not-in-force');
  await issuing.record(tx, signed, { act, type: 'credential.copied', details });
}
