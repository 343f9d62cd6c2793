import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.ts';
import type { Side } from '../../src/bin/demo-acts.ts';
import { NodeClient } from '../../src/bin/demo-client.ts';
import type { DemoNode } from '../../src/bin/demo-nodes.ts';
import { registerAll } from '../../src/bin/demo-register.ts';
import { newKeyPair } from '../../src/bin/demo-wallet.ts';
import { type Contexts, createContexts } from '../../src/contexts.ts';
import type { Clock, Outbound } from '../../src/kernel/ports.ts';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { configurationFrom } from '../../src/platform/configuration.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import type { Router } from '../../src/platform/router.ts';
import { copyOfDatabase, createTestDatabase, type TestDatabase } from './database.ts';
import { agree } from './recognised.ts';
import { collectingLog, generateKeys, realClock, seededEntropy } from './world.ts';

/** Both nodes whole, in this process: their own databases, keys and ports, real HTTP between them, and the organisations of the demonstration. */

export interface TestNode extends Side {
  readonly name: 'hk' | 'sz';
  readonly app: FastifyInstance;
  readonly router: Router;
  readonly contexts: Contexts;
  readonly database: TestDatabase;
  readonly baseUrl: string;
  readonly origin: string;
  /** Everything that was logged, for tests of what must not be. */
  readonly lines: readonly string[];
  /** While true nothing leaves this node. */
  cut: boolean;
}

export interface Border {
  readonly hk: TestNode;
  readonly sz: TestNode;
  stop(): Promise<void>;
}

export interface BorderOptions {
  readonly clock?: Clock;
  /** Of the configuration of both nodes. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Who else may be called, by origin, and where they listen. */
  readonly others?: Readonly<Record<string, string>>;
  /** False: the test runs the workers' steps itself. */
  readonly workers?: boolean;
  /** True: databases in which no worker ever ran, so that nothing of the log is cosigned. */
  readonly fresh?: boolean;
  /** True: both sides have signed DEMO-1, which is in force. */
  readonly agreed?: boolean;
}

const places = {
  hk: { name: 'hk', title: 'Hong Kong', jurisdiction: 'HK', origin: 'https://hk.wenjin.example' },
  sz: { name: 'sz', title: 'Shenzhen', jurisdiction: 'CN-SZ', origin: 'https://sz.wenjin.example' },
} as const;

interface Half {
  readonly place: (typeof places)['hk' | 'sz'];
  readonly database: TestDatabase;
  readonly variables: Record<string, string>;
  readonly anchor: string;
}

/** What is left of a border that was stopped after everybody was registered. */
interface Registered {
  readonly database: TestDatabase;
  readonly register: Side['register'];
}
type BothRegistered = Readonly<Record<'hk' | 'sz', Registered>>;

/** Once for all files of a worker: registering and agreeing is most of a start, and all would do the same. */
let registered: Promise<BothRegistered> | undefined;
let agreed: Promise<BothRegistered> | undefined;

async function registerOnce(): Promise<BothRegistered> {
  const { hk, sz, ...border } = await start({});
  await border.halt();
  return { hk, sz };
}

async function agreeOnce(): Promise<BothRegistered> {
  const border = await start({}, await (registered ??= registerOnce()));
  await agree(border);
  await border.halt();
  return { hk: border.hk, sz: border.sz };
}

/** With a clock of its own a border is fresh as well, since in its time nobody is registered yet. */
export async function startBorder(options: BorderOptions = {}): Promise<Border> {
  if (options.fresh !== true && options.clock === undefined) {
    return start(
      options,
      await (options.agreed === true ? (agreed ??= agreeOnce()) : (registered ??= registerOnce())),
    );
  }
  const border = await start(options);
  if (options.agreed === true) await agree(border);
  return border;
}

async function start(
  options: BorderOptions,
  from?: BothRegistered,
): Promise<Border & { readonly halt: () => Promise<void> }> {
  const [hkHalf, szHalf] = await Promise.all([
    prepare('hk', options, from?.hk),
    prepare('sz', options, from?.sz),
  ]);
  const addresses: Record<string, string> = {};
  const hk = await serve(hkHalf, szHalf, { options, addresses });
  const sz = await serve(szHalf, hkHalf, { options, addresses });
  const nodes = [hk, sz] as const;
  if (options.workers !== false) for (const { contexts } of nodes) contexts.startWorkers();
  await Promise.all(
    nodes.map(async ({ node }) => {
      const register = from?.[node.name].register ?? (await populate(node));
      Object.assign(node, { register: structuredClone(register) });
    }),
  );
  const halt = async () => {
    for (const { node, close } of nodes) {
      await node.app.close();
      await node.contexts.stop();
      await close();
    }
  };
  return {
    hk: hk.node,
    sz: sz.node,
    halt,
    async stop() {
      await halt();
      for (const { node } of nodes) await node.database.drop();
    },
  };
}

async function prepare(name: 'hk' | 'sz', options: BorderOptions, from?: Registered): Promise<Half> {
  const place = places[name];
  const database = from === undefined ? await createTestDatabase() : await copyOfDatabase(from.database);
  const peer = name === 'hk' ? places.sz : places.hk;
  const variables = {
    WENJIN_JURISDICTION: place.jurisdiction,
    WENJIN_ORIGIN: place.origin,
    WENJIN_PEER_ORIGIN: peer.origin,
    WENJIN_CONTACT: `query@${name}.wenjin.example`,
    WENJIN_DATABASE_URL: database.appUrl,
    WENJIN_LOG_DATABASE_URL: database.logUrl,
    WENJIN_DATABASE_CONNECTIONS: '12',
    WENJIN_MASTER_KEY: Buffer.alloc(32, name).toString('base64url'),
    WENJIN_DEMONSTRATION: 'true',
    ...options.variables,
  };
  const { contexts, close } = contextsOf({ ...variables, WENJIN_PEER_ANCHORS: '' }, options, refuseAll);
  await contexts.keys.ensureNodeKeys();
  const anchor = contexts.keys.signer('trust-list').kid;
  await contexts.stop();
  await close();
  return { place, database, variables, anchor };
}

const refuseAll: Outbound = {
  request: () => Promise.reject(new OutboundFailure('nobody may be called yet')),
};

function contextsOf(
  variables: Record<string, string>,
  { clock = realClock }: BorderOptions,
  outbound: Outbound,
) {
  const configuration = configurationFrom(variables);
  const onError = () => undefined;
  const main = openDatabase(configuration.databaseUrl, { max: configuration.databaseConnections, onError });
  const sequencer = openDatabase(configuration.logDatabaseUrl, { max: 4, onError });
  const { log, lines } = collectingLog('info');
  const entropy = seededEntropy(randomUUID());
  const contexts = createContexts({
    configuration,
    db: main.db,
    logDb: sequencer.db,
    clock,
    entropy,
    outbound,
    generateKeys,
    log,
  });
  const close = async (): Promise<void> => {
    await Promise.all([main.close(), sequencer.close()]);
  };
  return { contexts, close, lines };
}

async function serve(
  half: Half,
  peer: Half,
  { options, addresses }: { options: BorderOptions; addresses: Record<string, string> },
) {
  const { place, database, variables } = half;
  const state = { cut: false };
  // The other node's port is known only once it listens.
  const outbound: Outbound = {
    request(url, request) {
      const { origin } = new URL(url);
      const peerAddress = origin === peer.place.origin ? addresses[origin] : undefined;
      const mapped = options.others?.[origin] ?? peerAddress;
      if (state.cut || mapped === undefined) return Promise.reject(new OutboundFailure('the line is cut'));
      return createOutbound({ allowedOrigins: [origin], mapped: { [origin]: mapped } }).request(url, request);
    },
  };
  const { contexts, close, lines } = contextsOf(
    { ...variables, WENJIN_PEER_ANCHORS: peer.anchor },
    options,
    outbound,
  );
  const { app, router } = await buildApp(contexts, {
    requestId: randomUUID,
    isReady: () => contexts.isReady(),
  });
  await contexts.start();
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  addresses[place.origin] = baseUrl;
  const api = new NodeClient({ baseUrl, origin: place.origin, nextId: randomUUID });
  const node: TestNode & { register: Side['register'] } = Object.defineProperty(
    {
      name: place.name,
      app,
      router,
      contexts,
      database,
      baseUrl,
      origin: place.origin,
      lines,
      api,
      register: { operator: { id: '', privateJwk: {} }, organisations: {} },
      cut: false,
    },
    'cut',
    { get: () => state.cut, set: (cut: boolean) => void (state.cut = cut), enumerable: true },
  );
  return { node, contexts, close };
}

async function populate(node: TestNode): Promise<Side['register']> {
  const operator = await newKeyPair();
  const names = { en: 'Demo operator', zhHant: '示範營運者', zhHans: '示范运营者' };
  const { clientId } = await node.contexts.access.ensureOperator({ names, publicJwk: operator.publicJwk });
  const demo = {
    ...places[node.name],
    port: 0,
    baseUrl: node.baseUrl,
    secrets: { masterKey: '', databasePassword: '' },
    databaseUrl: '',
    logDatabaseUrl: '',
  } satisfies DemoNode;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-border-'));
  const file = path.join(folder, `${node.name}.json`);
  const of = { id: clientId, privateJwk: operator.file.privateJwk };
  const register = await registerAll(demo, node.api, file, of);
  rmSync(folder, { recursive: true, force: true });
  return register;
}
