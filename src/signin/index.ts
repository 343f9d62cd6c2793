import type { WalletTokens } from '../access/index.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Router } from '../platform/router.ts';
import { authorizeRoutes } from './authorize.routes.ts';
import { createAuthorizing } from './authorizing.service.ts';
import { createClients } from './clients.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import { createFlow, type Flow } from './flow.service.ts';
import { createLinking, type Linking } from './linking.service.ts';
import { createOffers, type Offers } from './offers.service.ts';
import { createOpenidProvider } from './openid-provider.service.ts';
import { parRoutes } from './par.routes.ts';
import { createPushing, type Pushing } from './pushing.service.ts';
import { createSigningIn } from './signing-in.service.ts';
import { signInRoutes } from './sign-ins.routes.ts';
import type { WalletGrant } from './wallet-grant.ts';
import { createWalletGrants, type WalletGrants } from './wallet-grants.service.ts';
import { forgetPeople } from './forgetting.service.ts';
import { createWalletTokens } from './wallet-tokens.service.ts';

export type { Attester } from './client-attestation.ts';
export type { People, SigninDependencies } from './dependencies.ts';
export type { OfferedCode } from './offers.service.ts';
export { createSigninWorker } from './signin.worker.ts';
export {
  type CredentialConfigurationId,
  datasetNamed,
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
  readonly pushing: Pushing;
  readonly flow: Flow;
  readonly linking: Linking;
  /** Nothing stays by which these people signed in, or could; what their wallets were granted is over. */
  forget(tx: Transaction, subjectIds: readonly string[]): Promise<void>;
}

export function createSignin(deps: SigninDependencies): Signin {
  const grants = createWalletGrants(deps);
  const clientOf = createClients(deps);
  const provider = deps.signIn && createOpenidProvider({ ...deps, provider: deps.signIn });
  const authorizing = createAuthorizing(deps);
  const signingIn = createSigningIn({ ...deps, authorizing, provider });
  return {
    ...createOffers(deps),
    grant: (id, reader = deps.db) => grants.find(reader, id),
    grants,
    tokens: createWalletTokens({ ...deps, grants, clientOf }),
    pushing: createPushing({ ...deps, clientOf }),
    flow: createFlow({ ...deps, authorizing, signingIn, provider }),
    linking: createLinking({ ...deps, grants }),
    forget: forgetPeople,
  };
}

export function signinRoutes(router: Router, { pushing, flow, linking }: Signin): void {
  parRoutes(router, pushing);
  authorizeRoutes(router, flow);
  signInRoutes(router, linking);
}
