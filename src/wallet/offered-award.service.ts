import { canonicalBytes } from '../kernel/canonical-json.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { AwardOffer } from '../credentials/index.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { WalletDependencies } from './dependencies.ts';
import { keptAward } from './offer-secrets.schema.ts';
import type { OfferRow } from './offers.store.ts';

export type Standing = AwardOffer['standing'];

const awardContext = (offerId: string): string => `credential-offer-award:${offerId}`;

/** A certificate number names a person: what is offered is kept under the person's key until it is issued. */
export function sealAward(
  tx: Transaction,
  { vault }: Pick<WalletDependencies, 'vault'>,
  of: { readonly id: string; readonly subjectId: string } & Pick<AwardOffer, 'award' | 'standing'>,
): Promise<Uint8Array> {
  const { award, standing } = of;
  const { nextDue, ...stated } = standing;
  const kept = {
    award: { ...award, specialisms: award.specialisms.map((each) => ({ ...each })) },
    standing: { ...stated, ...(nextDue !== undefined && { nextDue }) },
  };
  return vault.seal(tx, of.subjectId, canonicalBytes(kept), awardContext(of.id));
}

/** Undefined for a recognition, and once the person was erased. */
export async function openAward(
  reader: Reader,
  { vault }: Pick<WalletDependencies, 'vault'>,
  { id, subjectId, recordId, awardSealed }: OfferRow,
): Promise<AwardOffer | undefined> {
  if (awardSealed === null || recordId === null) return undefined;
  const plain = await vault.open(reader, subjectId, awardSealed, awardContext(id));
  const read = plain && parseStrictObject(plain);
  if (!read) return undefined;
  if (!read.ok) throw new Error(`the award of offer ${id} does not read`);
  return { subjectId, recordId, ...keptAward.parse(read.value) };
}
