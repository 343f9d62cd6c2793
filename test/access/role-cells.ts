import { type FastifyInstance } from 'fastify';
import request from 'supertest';
import { isOpen, roleRules } from '../../src/access/index.ts';
import { purposes, type Role, roles } from '../../src/kernel/caller.ts';
import type { Router } from '../../src/platform/router.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  clientToken,
  holderToken,
  type Offering,
  officerToken,
  registerClient,
  registerOfficer,
  registerOrganisation,
  walletToken,
} from './access-node.ts';

type Operation = Router['operations'][number];

/** Roles whose callers bring a token, and the one that brings none. */
export const callingRoles = roles.filter((role) => role !== 'peer');

export function mayCall(role: Role, { access }: Operation): boolean {
  if (isOpen(access)) return true;
  const { scopes } = roleRules[role];
  return access.roles.includes(role) && scopes.some((scope) => scope === access.scope);
}

export interface RoleTableRow {
  readonly request: string;
  readonly scope: string | null;
  readonly purpose: string;
  readonly allowed: readonly Role[];
  readonly refused: readonly Role[];
}

/** Who may call what: generated from what is mounted, kept beside the tests to be read and reviewed. */
export function roleTable(operations: readonly Operation[]): Record<string, RoleTableRow> {
  const rows = operations.map((operation): [string, RoleTableRow] => [
    operation.id,
    {
      request: `${operation.method} ${operation.path}`,
      scope: operation.access.scope,
      purpose: operation.access.purpose,
      allowed: callingRoles.filter((role) => mayCall(role, operation)),
      refused: callingRoles.filter((role) => !mayCall(role, operation)),
    },
  ]);
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One real token for each role, of an organisation that may have it, good for every scope and purpose. */
export async function tokensOfRoles(
  node: Offering,
  operator: string,
): Promise<ReadonlyMap<Role, string | undefined>> {
  const tokens = new Map<Role, string | undefined>([['public', undefined]]);
  for (const role of callingRoles) {
    const { heldBy, kinds } = roleRules[role];
    if (heldBy.includes('wallet')) tokens.set(role, await walletToken(node));
    if (heldBy.includes('holder')) tokens.set(role, await holderToken(node, softwareSigner()));
    const [kind] = kinds;
    if (kind === undefined) continue;
    const organisation = await registerOrganisation(node, operator, {
      kind,
      purposes,
      authority: 'demo-authority',
    });
    const program = heldBy.includes('client');
    const client = await registerClient(node, operator, organisation, program ? [role] : []);
    const officer = program ? undefined : await registerOfficer(node, operator, organisation, [role]);
    tokens.set(role, officer ? await officerToken(node, client, officer) : await clientToken(node, client));
  }
  return tokens;
}

/** What the guard says to the token: the rest of the answer is the operation's own. */
export async function knock(
  app: FastifyInstance,
  { method, path }: Operation,
  token: string | undefined,
): Promise<'passed' | 'unauthenticated' | 'forbidden'> {
  const address = path.replaceAll(/:[a-zA-Z]+/g, '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b');
  const agent = request(app.server);
  const asked =
    method === 'GET' ? agent.get(address) : method === 'POST' ? agent.post(address) : agent.delete(address);
  const answer = await (token === undefined ? asked : asked.set('authorization', `Bearer ${token}`));
  const { code, error, error_description: description } = Object(answer.body);
  // The endpoints for wallets say it in their own form.
  const challenged = code === 'unauthenticated' || description === 'See WWW-Authenticate.';
  if (answer.status === 401 && challenged) return 'unauthenticated';
  const forbidden = code === 'forbidden' || error === 'insufficient_scope';
  return answer.status === 403 && forbidden ? 'forbidden' : 'passed';
}

export interface WrongCell {
  readonly operation: string;
  readonly role: Role;
  readonly expected: string;
  readonly got: string;
}

/** Tries every cell of the table with a real request. Gives those that are not as the table says. */
export async function wrongCells(
  app: FastifyInstance,
  operations: readonly Operation[],
  tokens: ReadonlyMap<Role, string | undefined>,
): Promise<WrongCell[]> {
  const wrong: WrongCell[] = [];
  for (const operation of operations) {
    for (const [role, token] of tokens) {
      const refused = token === undefined ? 'unauthenticated' : 'forbidden';
      const expected = mayCall(role, operation) ? 'passed' : refused;
      const got = await knock(app, operation, token);
      if (got !== expected) wrong.push({ operation: operation.id, role, expected, got });
    }
  }
  return wrong;
}
