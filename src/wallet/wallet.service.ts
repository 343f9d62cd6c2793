import type { WalletDependencies } from './dependencies.ts';
import { createWalletIssuance, type WalletIssuance } from './issuance.service.ts';
import { createWalletMetadata, type WalletMetadata } from './metadata.service.ts';
import { createWalletNotifications, type WalletNotifications } from './notifications.service.ts';
import { createCredentialOffers, type CredentialOffers } from './offers.service.ts';

/** Issuing to wallets: OpenID4VCI 1.0. */
export interface WalletContext {
  readonly offers: CredentialOffers;
  readonly metadata: WalletMetadata;
  readonly issuance: WalletIssuance;
  readonly notifications: WalletNotifications;
}

export function createWallet(deps: WalletDependencies): WalletContext {
  return {
    offers: createCredentialOffers(deps),
    metadata: createWalletMetadata(deps),
    issuance: createWalletIssuance(deps),
    notifications: createWalletNotifications(deps),
  };
}
