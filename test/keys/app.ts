import type { FastifyInstance } from 'fastify';
import request, { type Response } from 'supertest';
import { grantableScopes, isOpen, isPermitted } from '../../src/access/index.ts';
import { type Caller, type Role, roles } from '../../src/kernel/caller.ts';
import { Fault } from '../../src/kernel/fault.ts';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { keysRoutes } from '../../src/keys/index.ts';
import { registerContract } from '../../src/platform/contract.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import { createCursors } from '../../src/platform/paging.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { trustRoutes } from '../../src/trust/index.ts';
import { collectingLog, realClock, seededEntropy } from '../support/world.ts';
import type { Process } from './node.ts';

export interface TestApp {
  readonly app: FastifyInstance;
  /** The contract as it is generated from what is mounted. */
  contract(): object;
  get(path: string, role?: Role): Promise<Response>;
  /** With a new Idempotency-Key when none is given; with none at all when it is null. */
  post(path: string, body: unknown, options?: { role?: Role; key?: string | null }): Promise<Response>;
  /** Whether the guard says that nothing can be answered, as it does when the database is away. */
  away: boolean;
}

/** The routes of both contexts on a real server, with the table of roles as its guard and the role in a header in place of a token. */
export async function startApp(process: Process): Promise<TestApp> {
  const { db, clock, node, keys, trust } = process;
  const entropy = seededEntropy('app');
  const app = await createServer({
    log: collectingLog().log,
    requestId: () => uuidV7(realClock, entropy),
  });
  await registerContract(app);
  const state = { away: false };
  const router = createRouter({
    app,
    authenticate: async ({ headers }, access) => {
      if (state.away) throw new Fault('unavailable');
      const role = roles.find((one) => one === headers['x-role']);
      if (role === undefined) {
        if (isOpen(access)) return { kind: 'public' };
        throw new Fault('unauthenticated');
      }
      const caller = callerOf(role);
      if (isPermitted(caller, access)) return caller;
      throw new Fault('forbidden');
    },
    idempotency: createIdempotency({ db, clock: realClock, entropy }),
  });
  const cursors = createCursors(new Uint8Array(32).fill(3));
  keysRoutes(router, { db, keys, cursors, node });
  trustRoutes(router, { db, keys, trust, cursors, node, clock });
  await app.ready();
  let requests = 0;
  return Object.assign(state, {
    app,
    contract: () => app.swagger(),
    async get(path: string, role?: Role) {
      const asked = request(app.server).get(path);
      return role === undefined ? asked : asked.set('x-role', role);
    },
    async post(path: string, body: unknown, options: { role?: Role; key?: string | null } = {}) {
      requests += 1;
      const { role, key = `request-${requests}` } = options;
      const headers = {
        'content-type': 'application/json',
        ...(role && { 'x-role': role }),
        ...(key !== null && { 'idempotency-key': key }),
      };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return request(app.server).post(path).set(headers).send(text);
    },
  });
}

function callerOf(role: Role): Caller {
  return {
    kind: 'officer',
    clientId: 'client-of-test',
    officerId: 'officer-of-test',
    personId: 'person-of-test',
    roles: [role],
    scopes: grantableScopes([role]),
    organisation: {
      id: 'organisation-of-test',
      name: 'An organisation of the test',
      jurisdiction: 'HK',
      registeredPlace: 'HK',
      gbaEligible: false,
      contractFilingNumber: null,
      purposes: ['node-operation', 'agreement-making', 'supervision'],
      authority: null,
    },
  };
}
