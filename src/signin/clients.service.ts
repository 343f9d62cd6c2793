import { Fault } from '../kernel/fault.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { WalletTokenRequest } from '../access/index.ts';
import { attestedClient } from './client-attestation.ts';
import type { SigninDependencies } from './dependencies.ts';

/** Who asks for a wallet. An anonymous one has no name; one that nobody vouches for has only the name that it gives itself. */
export interface WalletClient {
  readonly clientId: string | null;
  readonly attester: string | null;
}

export interface ClientShown extends Pick<WalletTokenRequest, 'registeredClient' | 'attestation'> {
  readonly clientId: string | undefined;
}

type Dependencies = Pick<
  SigninDependencies,
  'node' | 'clock' | 'access' | 'attesters' | 'attestationRequired'
>;

/** @throws Fault `oauth-invalid-client` */
export function createClients(deps: Dependencies): (shown: ClientShown) => Promise<WalletClient> {
  const { node, clock, access, attesters, attestationRequired } = deps;
  return async ({ clientId, registeredClient, attestation }) => {
    // Where nobody is trusted to vouch, nothing is made of what somebody says.
    const statement = attesters.length === 0 ? null : attestation;
    if (registeredClient !== null) {
      // RFC 6749 section 2.3: one method for one request.
      if (statement !== null) throw refusedClient();
      return { clientId: registeredClient, attester: null };
    }
    // Whoever is registered has a key to show it by, and nobody else may go by that name.
    const isTaken = clientId !== undefined && access.members.current().client(clientId) !== undefined;
    if (isTaken) throw refusedClient('not-verified');
    if (statement === null) {
      if (attestationRequired) throw refusedClient();
      return { clientId: clientId ?? null, attester: null };
    }
    const expected = { attesters, audience: node.origin, now: nowSeconds(clock) };
    const attested = attestedClient(statement, expected);
    if (!attested || (clientId !== undefined && clientId !== attested.clientId)) throw refusedClient();
    if (!(await access.useOnce(attested))) throw refusedClient();
    return { clientId: attested.clientId, attester: attested.attester };
  };
}

function refusedClient(reason = 'attestation'): Fault {
  return new Fault('oauth-invalid-client', { values: { reason } });
}
