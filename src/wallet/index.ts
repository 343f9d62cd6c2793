import type { Router } from '../platform/router.ts';
import { issuanceRoutes } from './issuance.routes.ts';
import { metadataRoutes } from './metadata.routes.ts';
import { offerRoutes } from './offers.routes.ts';
import type { WalletContext } from './wallet.service.ts';

export { datasetsOf } from './datasets.service.ts';
export type { WalletDependencies } from './dependencies.ts';
export { createWallet, type WalletContext } from './wallet.service.ts';

export function walletRoutes(router: Router, wallet: WalletContext): void {
  metadataRoutes(router, wallet);
  offerRoutes(router, wallet);
  issuanceRoutes(router, wallet);
}
