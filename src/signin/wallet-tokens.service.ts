import { Fault } from '../kernel/fault.ts';
import type { WalletTokenOutcome, WalletTokens } from '../access/index.ts';
import { grantedDetails } from './authorization-details.ts';
import type { ClientShown, WalletClient } from './clients.service.ts';
import { createCodeRedemption } from './code-redemption.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import { createOfferRedemption } from './offers.service.ts';
import { createRefreshing } from './refreshing.service.ts';
import type { WalletGrant } from './wallet-grant.ts';
import { walletMetadata } from './wallet-metadata.ts';
import type { WalletGrants } from './wallet-grants.service.ts';

export const walletGrantTypes = {
  offer: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
  code: 'authorization_code',
  refresh: 'refresh_token',
} as const;

type Dependencies = SigninDependencies & {
  readonly grants: WalletGrants;
  readonly clientOf: (shown: ClientShown) => Promise<WalletClient>;
};

export function createWalletTokens(deps: Dependencies): WalletTokens {
  const redeemOffer = createOfferRedemption(deps);
  const redeemCode = createCodeRedemption(deps);
  const refreshing = createRefreshing(deps);
  return {
    grantTypes: Object.values(walletGrantTypes),
    metadata: walletMetadata({
      origin: deps.node.origin,
      attested: deps.attesters.length > 0,
      attestationRequired: deps.attestationRequired,
    }),
    async redeem(request) {
      const { parameters } = request;
      const client = await deps.clientOf({ ...request, clientId: parameters.client_id });
      // RFC 9449 section 5.2.
      if (deps.haip && request.dpopThumbprint === null)
        throw new Fault('oauth-invalid-dpop-proof', { values: { reason: 'missing' } });
      switch (parameters.grant_type) {
        case walletGrantTypes.offer:
          return outcomeOf(await redeemOffer(request, client), refreshing.give);
        case walletGrantTypes.code:
          return outcomeOf(await redeemCode(request, client), refreshing.give);
        case walletGrantTypes.refresh: {
          const { grant, token } = await refreshing.refresh(request, client);
          return outcomeOf(grant, async () => token);
        }
        default:
          throw new Fault('oauth-unsupported-grant-type');
      }
    },
  };
}

/** What the wallet is told beside the token: by scope or by details, as it asked. */
async function outcomeOf(
  grant: WalletGrant,
  refreshToken: (grant: WalletGrant) => Promise<string | null>,
): Promise<WalletTokenOutcome> {
  const { id, clientId, identifiers, configurations } = grant;
  return {
    grantId: id,
    clientId,
    scope: identifiers === null ? configurations.join(' ') : null,
    refreshToken: await refreshToken(grant),
    authorizationDetails: identifiers && grantedDetails(identifiers),
  };
}
