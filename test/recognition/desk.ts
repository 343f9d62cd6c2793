import { randomUUID } from 'node:crypto';
import pg from 'pg';
import request from 'supertest';
import { createAccess, isPermitted } from '../../src/access/index.ts';
import { type AgreementVersion, buildView } from '../../src/agreements/index.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createCredentials, type RecognitionIssuance } from '../../src/credentials/index.ts';
import type { Caller, Officer, Role } from '../../src/kernel/caller.ts';
import type { Act } from '../../src/kernel/event.ts';
import { Fault } from '../../src/kernel/fault.ts';
import { uuidV7 } from '../../src/kernel/identifiers.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { NodeIdentity } from '../../src/kernel/node.ts';
import { createKeys } from '../../src/keys/index.ts';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { createEventLog, openingContext } from '../../src/platform/events.store.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import type { Authenticate } from '../../src/platform/operation.ts';
import { createCursors } from '../../src/platform/paging.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { createSnapshots } from '../../src/platform/snapshots.worker.ts';
import { createRecognition, recognitionRoutes } from '../../src/recognition/index.ts';
import { createStatus } from '../../src/status/index.ts';
import { createVault } from '../../src/vault/index.ts';
import { treeRoot } from '../../src/transparency/merkle.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { receiptsOf } from '../support/receipts.ts';
import { createTestDatabase } from '../support/database.ts';
import { collectingLog, generateKeys, seededEntropy, testClock } from '../support/world.ts';
import {
  demo1,
  hongKong,
  now,
  recogniser,
  shenzhen,
  statusFacts,
  trustFacts,
  type TurnedStatus,
  type TurnedTrust,
} from './border.ts';

/** The Hong Kong node's recognition over HTTP and a real database. Who calls is named by a header; all else is as it is in life. */

export interface RegisteredOfficer {
  readonly caller: Officer;
  readonly key: SoftwareSigner;
}

/** Where a test lets the process die, before or after the step took effect. */
export type Crash = 'reserve' | 'reserved' | 'sign' | 'signed' | 'record' | 'recorded' | 'committed';

export interface Turned {
  trust: TurnedTrust;
  status: TurnedStatus;
  agreements: AgreementVersion[];
  crash: Crash | undefined;
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

const setup: Act = {
  by: { kind: 'rule', name: 'test' },
  role: 'operator',
  requestId: 'test',
  purpose: 'node-operation',
};

export async function openDesk() {
  const database = await createTestDatabase();
  const opened = openDatabase(database.appUrl, { max: 12, onError: () => undefined });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  const clock = testClock(now);
  const entropy = seededEntropy(database.appUrl);
  const masterKey = new Uint8Array(32).fill(7);
  const node: NodeIdentity = {
    origin: hongKong,
    jurisdiction: 'HK',
    peer: { origin: shenzhen, jurisdiction: 'CN-SZ', anchors: [] },
    demonstration: true,
    contact: 'desk@hk.wenjin.example',
  };
  const turned: Turned = { trust: {}, status: {}, agreements: [demo1], crash: undefined };
  const { db } = opened;
  const catalogue = createCatalogue();
  const vault = createVault({ clock, entropy, masterKey, node });
  const { origin: nodeOrigin, jurisdiction } = node;
  const events = createEventLog({ clock, entropy, sealer: vault, nodeOrigin, jurisdiction });
  const snapshots = createSnapshots(db, () => undefined);
  const cursors = createCursors(entropy.bytes(32));
  const shared = { db, clock, entropy, events, snapshots, cursors, node };
  const keys = createKeys({ ...shared, masterKey, generateKeys });
  const noTokens = {
    current: () => {
      throw new Error('Nobody asks for tokens here.');
    },
    find: () => undefined,
  };
  const access = createAccess({ ...shared, keys: noTokens, treeRoot });
  const trust = { view: () => fullView(turned) };
  const own = createStatus({
    ...shared,
    outbound: { request: () => Promise.reject(new Error('This node calls nobody.')) },
    keys: { statusKey: () => undefined, statusSigner: () => softwareSigner(), statusChain: () => undefined },
  });
  const agreements = { view: () => buildView(turned.agreements) };
  const status = {
    lookup: (...[ref]: Parameters<ReturnType<typeof statusFacts>['lookup']>) => facts().lookup(ref),
    token: (uri: string) => facts().token(uri),
    refetchPeer: () => Promise.resolve({ verified: 0, kept: 0, refused: [] }),
  };
  const facts = () => statusFacts(turned.status, () => epochSeconds(clock.now()) - 10);
  const credentials = createCredentials({
    ...shared,
    catalogue,
    keys,
    trust,
    vault,
    status: own,
    agreements,
    access,
    receipts: receiptsOf(shared),
  });
  const recognition = createRecognition({
    ...shared,
    db: dyingDatabase(db, turned),
    catalogue,
    trust,
    vault,
    status,
    agreements,
    access,
    credentials: dyingIssuance(credentials, turned),
    receipts: receiptsOf(shared),
  });

  const callers = new Map<string, Caller>();
  const { log, lines } = collectingLog();
  const app = await createServer({ log, requestId: () => uuidV7(clock, entropy) });
  const router = createRouter({
    app,
    authenticate: guard(callers),
    idempotency: createIdempotency({ db, clock, entropy }),
  });
  recognitionRoutes(router, recognition);
  await app.ready();
  await snapshots.refreshAll();
  const prepared = await keys.prepare({ purpose: 'credential', authority: recogniser, suite: 'ES256' });
  await db.transaction((tx) => keys.create(tx, prepared, setup));
  await snapshots.refreshAll();

  const claim = () => ({ id: uuidV7(clock, entropy), record: () => Promise.resolve() });
  const organisation = async (authority: string | null, kind: 'recognition-authority' | 'employer') => {
    const { reference } = await access.organisations.register(
      {
        kind,
        names: { en: 'Demo', zhHant: '示範', zhHans: '示范' },
        jurisdiction: 'HK',
        registeredPlace: 'HK',
        gbaEligible: true,
        contractFilingNumber: null,
        purposes: ['recognition', 'verification'],
        authority,
      },
      claim(),
      setup,
    );
    return reference;
  };

  async function officer(
    name: string,
    of: { organisationId: string; authority: string; personId?: string; roles?: readonly Role[] },
  ): Promise<RegisteredOfficer> {
    const key = softwareSigner();
    const roles = of.roles ?? ['host-assessor', 'host-approver'];
    const { organisationId, personId } = of;
    const { reference: officerId } = await access.registry.registerOfficer(
      { roles, publicJwk: key.jwk, ...(personId !== undefined && { personId }) },
      { organisationId, claim: claim(), act: setup },
    );
    const registered = await access.members.officer(officerId);
    if (!registered) throw new Error('The officer is not there.');
    const caller: Officer = {
      kind: 'officer',
      clientId: randomUUID(),
      officerId,
      personId: registered.personId,
      roles,
      scopes: ['applications:read', 'decisions:write', 'approvals:write'],
      organisation: registered.organisation,
    };
    callers.set(name, caller);
    return { caller, key };
  }

  return {
    app,
    db,
    clock,
    node,
    vault,
    access,
    credentials,
    router,
    turned,
    lines,
    callers,
    organisation,
    officer,
    nonce: async () => (await access.nonces.give()).nonce,
    holder(name: string): SoftwareSigner {
      const key = softwareSigner();
      const scopes = ['applications:write', 'applications:read'];
      callers.set(name, { kind: 'holder', keyThumbprint: key.kid, roles: ['holder'], scopes });
      return key;
    },
    post: (as: string | undefined, address: string, body: object | undefined, key: string = randomUUID()) => {
      const call = request(app.server).post(address).set('idempotency-key', key);
      if (as !== undefined) call.set('x-as', as);
      return body === undefined ? call : call.send(body);
    },
    get: (as: string | undefined, address: string) => {
      const call = request(app.server).get(address);
      return as === undefined ? call : call.set('x-as', as);
    },
    /** As the owner, past everything the program may do. */
    async query(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
      const { rows } = await owner.query<Record<string, unknown>>(statement, values);
      return rows;
    },
    /** What the log says of an object, opened as an examiner would, in order. */
    async eventsOf(objectId: string): Promise<Record<string, unknown>[]> {
      const { rows } = await owner.query<{ id: string; subject_id: string | null; sealed: Buffer }>(
        `select e.id, o.subject_id, o.sealed from events e join event_openings o on o.event_id = e.id
         where o.object_id = $1 order by e.position`,
        [objectId],
      );
      return Promise.all(
        rows.map(async ({ id, subject_id: subject, sealed }) => {
          const opened = await vault.open(db, subject, new Uint8Array(sealed), openingContext(id));
          return JSON.parse(Buffer.from(opened ?? []).toString()).payload;
        }),
      );
    },
    expireLease: (key: string) =>
      owner.query(`update idempotency_claims set lease_until = now() - interval '1 second' where key = $1`, [
        key,
      ]),
    /** The database goes away. */
    interrupt: () => opened.close(),
    async close() {
      await app.close();
      await access.stop();
      await owner.end();
      await opened.close().catch(() => undefined);
      await database.drop();
    },
  };
}

function guard(callers: ReadonlyMap<string, Caller>): Authenticate {
  return async (incoming, demand) => {
    const caller = callers.get(String(incoming.headers['x-as']));
    if (!caller) throw new Fault('unauthenticated');
    if (!isPermitted(caller, demand))
      throw new Fault('forbidden', { values: { roles: '', scope: '', purpose: '' } });
    return caller;
  };
}

function fullView(turned: Turned) {
  return {
    ...trustFacts(turned.trust),
    authority: () => undefined,
    authorities: () => [],
    nodeKey: () => undefined,
    nodeKeys: () => [],
    anchorsOf: () => [],
    problemOfCertificate: () => undefined,
  };
}

function die(turned: Turned, at: Crash): void {
  if (turned.crash !== at) return;
  turned.crash = undefined;
  throw new Error(`died: ${at}`);
}

function dyingIssuance(real: RecognitionIssuance, turned: Turned): RecognitionIssuance {
  return {
    async reserve(...given) {
      die(turned, 'reserve');
      await real.reserve(...given);
      die(turned, 'reserved');
    },
    async sign(...given) {
      die(turned, 'sign');
      const signed = await real.sign(...given);
      die(turned, 'signed');
      return signed;
    },
    async record(...given) {
      die(turned, 'record');
      await real.record(...given);
      die(turned, 'recorded');
      if (turned.crash === 'committed') committing.add(turned);
    },
  };
}

/** Desks whose next commit is the one to die after. */
const committing = new Set<Turned>();

function dyingDatabase(real: Database, turned: Turned): Database {
  return new Proxy(real, {
    get(target, name, receiver) {
      if (name !== 'transaction') return Reflect.get(target, name, receiver);
      const transaction: Database['transaction'] = async (work, config) => {
        const result = await target.transaction(work, config);
        if (committing.delete(turned)) die(turned, 'committed');
        return result;
      };
      return transaction;
    },
  });
}
