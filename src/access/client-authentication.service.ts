import { Fault } from '../kernel/fault.ts';
import type { FaultCode } from '../kernel/fault-codes.ts';
import { nowSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { type Assertion, type AssertionRefusal, isSignedBy, readAssertion } from './assertion.ts';
import type { ActiveClient } from './directory.ts';
import type { Members } from './directory.service.ts';
import { clientAssertionType } from './grants.ts';
import { type AssertionUse, useAssertions } from './single-use.store.ts';
import type { TokenRequest } from './token.schema.ts';

export interface AssertionDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly members: Members;
}

export type ClientForm = Pick<TokenRequest, 'client_id' | 'client_assertion' | 'client_assertion_type'>;

/** private_key_jwt, RFC 7523 section 3: the key is the registered one, found by the issuer and by nothing in the header. */
export async function authenticateClient(
  deps: AssertionDependencies,
  request: ClientForm,
): Promise<{ client: ActiveClient; assertion: Assertion }> {
  if (request.client_assertion === undefined || request.client_assertion_type !== clientAssertionType) {
    throw refused('oauth-invalid-client', 'malformed');
  }
  const read = readAssertion(request.client_assertion, 'client', expectation(deps));
  if (!read.ok) throw refused('oauth-invalid-client', read.reason);
  const { assertion } = read;
  if (request.client_id !== undefined && request.client_id !== assertion.issuer) {
    throw refused('oauth-invalid-client', 'subject');
  }
  const client = await deps.members.client(assertion.issuer);
  if (!client || !isSignedBy(assertion, client.key)) throw refused('oauth-invalid-client', 'not-verified');
  return { client, assertion };
}

/** All are used up in one commit, and then it is judged: what came with a replayed assertion is not good a second time either. */
export async function useUp(
  { db }: Pick<AssertionDependencies, 'db'>,
  uses: readonly (AssertionUse & { readonly refusal: FaultCode })[],
): Promise<void> {
  const first = await db.transaction((tx) =>
    useAssertions(
      tx,
      uses.map(({ digest, expiresAt }) => ({ digest, expiresAt })),
    ),
  );
  uses.forEach(({ refusal }, index) => {
    if (first[index] !== true) throw refused(refusal, 'replayed');
  });
}

export function expectation({ node, clock }: Pick<AssertionDependencies, 'node' | 'clock'>): {
  audience: string;
  now: number;
} {
  return { audience: node.origin, now: nowSeconds(clock) };
}

export function refused(code: FaultCode, reason: AssertionRefusal): Fault {
  return new Fault(code, { values: { reason } });
}
