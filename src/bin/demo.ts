import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { configurationFrom } from '../platform/configuration.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { organisation } from './demo-acts.ts';
import { type KeyFile, NodeClient } from './demo-client.ts';
import { closing } from './demo-closing.ts';
import { demoFolders } from './demo-folders.ts';
import { type DemoNode, environmentOf, prepareNodes, type ServingNode, serveNode } from './demo-nodes.ts';
import { castOf } from './demo-people.ts';
import { readRegister, registerAll, registerFileOf } from './demo-register.ts';
import { progress, say, Story } from './demo-output.ts';
import { banner, walk } from './demo-story.ts';
import { newKeyPair } from './demo-wallet.ts';
import { openContexts } from './node-process.ts';
import { entropy } from './world.ts';

/** `npm start`: both nodes on one machine, and the whole story over HTTP. `--once` walks and exits; non-zero when a step failed. */

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    ports: { type: 'string' },
    data: { type: 'string' },
  },
});
const stops: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;
/** Written where signals are heard, and read where the walk fails. */
const heard: { signal?: 'SIGINT' | 'SIGTERM' } = {};

/** Once, whoever asks first: the end of the walk does not overtake what a signal has begun. */
function stopAll(): Promise<void> {
  stopping ??= stopInReverse();
  return stopping;
}

/** In the reverse order of starting, so that a node never outlives its database. */
async function stopInReverse(): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
}

function onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
  process.on(signal, () => {
    heard.signal = signal;
    say('\nStopping …');
    stopAll().then(
      () => process.exit(signal === 'SIGINT' ? 130 : 143),
      (error: unknown) => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exit(1);
      },
    );
  });
}

/** Keys of the node and its first operator; gives the thumbprint that the other side pins. */
async function setUp(
  node: DemoNode,
  peer: DemoNode,
  folder: string,
): Promise<{ anchor: string; operator: KeyFile }> {
  const { contexts, close } = openContexts(
    configurationFrom({ ...environmentOf(node, peer, ''), WENJIN_LOG_LEVEL: 'silent' }),
  );
  try {
    await contexts.keys.ensureNodeKeys();
    await contexts.start();
    const known = readRegister(registerFileOf(folder, node.name))?.operator;
    if (known) return { anchor: contexts.keys.signer('trust-list').kid, operator: known };
    const { file, publicJwk } = await newKeyPair();
    const names = {
      en: `Demo operator of the ${node.title} node`,
      zhHant: '示範節點營運者',
      zhHans: '示范节点运营者',
    };
    const { clientId } = await contexts.access.ensureOperator({ names, publicJwk });
    return {
      anchor: contexts.keys.signer('trust-list').kid,
      operator: { id: clientId, privateJwk: file.privateJwk },
    };
  } finally {
    await contexts.stop();
    await close();
  }
}

function nextWalk(folder: string): number {
  const file = path.join(folder, 'walks.json');
  const walk = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  fs.writeFileSync(file, String(walk + 1));
  return walk;
}

async function main(): Promise<number> {
  const started = performance.now();
  banner();
  const { postgres: dataDir, demonstration: folder } = demoFolders(values.data);
  // Postgres, as another user, has to walk through the folder above; what is in this one is for its owner alone.
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  progress('Starting Postgres', started);
  const starting = startEmbeddedPostgres({ dataDir, entropy, binDir: process.env['EMBEDDED_PG_BIN'] });
  stops.push(async () => {
    await (await starting.catch(() => undefined))?.stop();
  });
  const server = await starting;
  progress('Preparing two databases, roles and tables', started);
  const ports = values.ports?.split(',').map(Number);
  const nodes = await prepareNodes(
    server,
    folder,
    ports?.length === 2 ? [ports[0] ?? 0, ports[1] ?? 0] : undefined,
  );
  const [hkNode, szNode] = nodes;
  progress('Making the keys of both nodes', started);
  const [hkSetup, szSetup] = await Promise.all([
    setUp(hkNode, szNode, folder),
    setUp(szNode, hkNode, folder),
  ]);
  progress('Starting both nodes', started);
  const serving: ServingNode[] = [
    serveNode(hkNode, environmentOf(hkNode, szNode, szSetup.anchor), folder),
    serveNode(szNode, environmentOf(szNode, hkNode, hkSetup.anchor), folder),
  ];
  stops.push(async () => {
    await Promise.all(serving.map((node) => node.stop()));
  });
  await Promise.all(serving.map((node) => node.listening));
  say(
    `Hong Kong node ${hkNode.baseUrl} and Shenzhen node ${szNode.baseUrl}, up after ${String(Math.round(performance.now() - started))} ms\n`,
  );

  progress('Registering the organisations of the demonstration', started);
  const nextId = (): string => uuidV4(entropy);
  const sideOf = async (node: DemoNode, operator: KeyFile) => {
    const api = new NodeClient({ baseUrl: node.baseUrl, origin: node.origin, nextId });
    return { api, register: await registerAll(node, api, registerFileOf(folder, node.name), operator) };
  };
  const [hk, sz] = [await sideOf(hkNode, hkSetup.operator), await sideOf(szNode, szSetup.operator)];
  const story = new Story();
  const keepsakes = await walk({ story, hk, sz, nodes, cast: castOf(nextWalk(folder)) });
  say(
    `\n${story.failed === 0 ? 'The story is finished' : `${String(story.failed)} steps failed`} after ${(Math.round(performance.now() - started) / 1000).toFixed(1)} s.`,
  );
  if (keepsakes) closing({ nodes, folder, data: values.data, keepsakes, bank: organisation(hk, 'bank') });
  return story.failed === 0 ? 0 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

onSignal('SIGINT');
onSignal('SIGTERM');
try {
  const code = await main();
  if (values.once) {
    await stopAll();
    process.exit(code);
  }
  say('\nBoth nodes stay up. Ctrl-C stops everything.');
  // The nodes are other processes: something has to wait for the signal.
  setInterval(() => undefined, 1 << 30);
} catch (error) {
  // What fails because everything is being stopped is nobody's news, and whoever was asked to stop says how it ended.
  if (heard.signal) await new Promise(() => undefined);
  process.stderr.write(`${messageOf(error)}\n`);
  await stopAll();
  process.exit(1);
}
