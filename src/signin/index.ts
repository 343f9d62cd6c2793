import type { Reader } from '../platform/database.ts';
import type { WalletTokens } from '../access/index.ts';
import type { SigninDependencies } from './dependencies.ts';
import { createOffers, type Offers } from './offers.service.ts';
import type { WalletGrant } from './wallet-grant.ts';
import { createWalletGrants, type WalletGrants } from './wallet-grants.service.ts';
import { createWalletTokens } from './wallet-tokens.service.ts';

export type { SigninDependencies } from './dependencies.ts';
export type { OfferedCode } from './offers.service.ts';
export {
  type CredentialConfigurationId,
  credentialConfigurations,
  type GrantBasis,
  type WalletGrant,
} from './wallet-grant.ts';

/** Lets a wallet fetch what is a person's: by a code that an authority offered, or after the person has signed in. */
export interface Signin extends Offers {
  /** What a token of this grant is good for now; undefined once it was revoked or is over. */
  grant(id: string, reader?: Reader): Promise<WalletGrant | undefined>;
  readonly grants: Pick<WalletGrants, 'revoke'>;
  /** For the token endpoint. */
  readonly tokens: WalletTokens;
}

export function createSignin(deps: SigninDependencies): Signin {
  const grants = createWalletGrants(deps);
  return {
    ...createOffers(deps),
    grant: (id, reader = deps.db) => grants.find(reader, id),
    grants,
    tokens: createWalletTokens({ ...deps, grants }),
  };
}
