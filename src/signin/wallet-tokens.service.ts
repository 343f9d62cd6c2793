import { Fault } from '../kernel/fault.ts';
import type { WalletTokens } from '../access/index.ts';
import type { SigninDependencies } from './dependencies.ts';
import { createRedemption } from './offers.service.ts';
import type { WalletGrants } from './wallet-grants.service.ts';

export const preAuthorizedGrantType = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

export function createWalletTokens(
  deps: SigninDependencies & { readonly grants: WalletGrants },
): WalletTokens {
  const redeemOffer = createRedemption(deps);
  return {
    grantTypes: [preAuthorizedGrantType],
    async redeem(request) {
      const { parameters, registeredClient } = request;
      switch (parameters.grant_type) {
        case preAuthorizedGrantType:
          return redeemOffer(request, registeredClient ?? parameters.client_id ?? null);
        default:
          throw new Fault('oauth-unsupported-grant-type');
      }
    },
  };
}
