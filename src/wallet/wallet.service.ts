import type { Reader, Transaction } from '../platform/database.ts';
import type { WalletDependencies } from './dependencies.ts';
import { attesterOf, type ConfiguredAttester } from './key-attestation.ts';
import { type KeptOffer, keptOffer } from './kept-offer.ts';
import { createWalletIssuance, type WalletIssuance } from './issuance.service.ts';
import { createWalletMetadata, type WalletMetadata } from './metadata.service.ts';
import { createWalletNotifications, type WalletNotifications } from './notifications.service.ts';
import { removeIssuancesOf } from './issuances.store.ts';
import { createCredentialOffers, type CredentialOffers } from './offers.service.ts';
import { readOffersOf } from './offers.store.ts';
import { ownerOf } from './sources.service.ts';

export interface WalletConfiguration extends Omit<WalletDependencies, 'attesters'> {
  readonly attesters: readonly ConfiguredAttester[];
}

/** Issuing to wallets: OpenID4VCI 1.0. */
export interface WalletContext {
  readonly offers: CredentialOffers;
  readonly metadata: WalletMetadata;
  readonly issuance: WalletIssuance;
  readonly notifications: WalletNotifications;
  /** In the transaction that erases them: no wallet waits for these people any more, and no key of theirs stays. */
  forget(tx: Transaction, subjectIds: readonly string[]): Promise<void>;
  /** What decides for how long persons are kept. */
  readonly retention: {
    /** Nobody takes up every offer: what was collected for one that is over is kept as that of a closed application. */
    offers(
      reader: Reader,
      subjectIds: readonly string[],
    ): Promise<readonly (KeptOffer & { readonly subjectId: string })[]>;
  };
}

/** @throws Error for a configuration under which no wallet could ever be served */
export function createWallet({ attesters, ...rest }: WalletConfiguration): WalletContext {
  const deps = { ...rest, attesters: attesters.map(attesterOf) };
  if (attesters.length === 0 && Object.values(deps.keyRequirements).some((each) => each !== undefined))
    throw new Error('WENJIN_KEY_ATTESTATION requires what nobody in WENJIN_WALLET_ATTESTERS vouches for.');
  return {
    offers: createCredentialOffers(deps),
    metadata: createWalletMetadata(deps),
    issuance: createWalletIssuance(deps),
    notifications: createWalletNotifications(deps),
    forget: async (tx, subjectIds) => {
      const offers = await readOffersOf(tx, subjectIds);
      await removeIssuancesOf(tx, [
        ...subjectIds.map((subjectId) => ownerOf({ basis: { kind: 'subject', subjectId } })),
        ...offers.map(({ id: offerId }) => ownerOf({ basis: { kind: 'offer', offerId } })),
      ]);
    },
    retention: {
      offers: async (reader, subjectIds) =>
        (await readOffersOf(reader, subjectIds)).map((offer) => keptOffer(offer, deps.clock.now())),
    },
  };
}
