import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Side } from '../../src/bin/demo-acts.ts';
import { NodeClient } from '../../src/bin/demo-client.ts';
import { registerAll } from '../../src/bin/demo-register.ts';
import { newKeyPair } from '../../src/bin/demo-wallet.ts';
import { openContexts } from '../../src/bin/node-process.ts';
import { configurationFrom } from '../../src/platform/configuration.ts';
import { freePort } from '../../src/platform/embedded-process.ts';
import { compiled } from '../support/compiled.ts';
import { createTestDatabase } from '../support/database.ts';

/** The Hong Kong node as a process of its own, as it runs in production, so that a test can stop, kill and start it. Its peer is away. */

export interface ServedNode extends Side {
  readonly baseUrl: string;
  readonly origin: string;
  readonly ownerUrl: string;
  start(): Promise<ChildProcess>;
  close(): Promise<void>;
}

const origin = 'https://hk.wenjin.example';
const program = path.resolve(import.meta.dirname, '../../src/bin/serve.ts');

export async function servedNode(): Promise<ServedNode> {
  const database = await createTestDatabase();
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const env = {
    ...compiled,
    WENJIN_JURISDICTION: 'HK',
    WENJIN_ORIGIN: origin,
    WENJIN_PEER_ORIGIN: 'https://sz.wenjin.example',
    WENJIN_CONTACT: 'query@hk.wenjin.example',
    WENJIN_DATABASE_URL: database.appUrl,
    WENJIN_LOG_DATABASE_URL: database.logUrl,
    WENJIN_MASTER_KEY: Buffer.alloc(32, 'faults').toString('base64url'),
    WENJIN_DEMONSTRATION: 'true',
    WENJIN_OUTBOUND_MAP: JSON.stringify({ 'https://sz.wenjin.example': 'http://127.0.0.1:9' }),
    WENJIN_PORT: String(port),
    WENJIN_LOG_LEVEL: 'silent',
  };
  const running = new Set<ChildProcess>();
  async function start(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    await once(child, 'message');
    return child;
  }
  const api = new NodeClient({ baseUrl, origin, nextId: randomUUID });
  const operator = await setUp(env);
  await start();
  const register = await registered({ api, baseUrl, operator });
  return {
    api,
    register,
    baseUrl,
    origin,
    ownerUrl: database.ownerUrl,
    async start() {
      for (const child of running) await ended(child, 'SIGKILL');
      return start();
    },
    async close() {
      for (const child of running) await ended(child, 'SIGKILL');
      await database.drop();
    },
  };
}

/** Sends the signal and waits for the end; gives the exit code, or null where the signal ended it. */
export async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code]: (number | null)[] = await exit;
  return code ?? null;
}

async function setUp(env: Record<string, string>) {
  const { contexts, close } = openContexts(configurationFrom(env));
  await contexts.keys.ensureNodeKeys();
  await contexts.start();
  const { file, publicJwk } = await newKeyPair();
  const names = { en: 'Demo operator', zhHant: '示範營運者', zhHans: '示范营运者' };
  const { clientId } = await contexts.access.ensureOperator({ names, publicJwk });
  await contexts.stop();
  await close();
  return { id: clientId, privateJwk: file.privateJwk };
}

async function registered(of: {
  api: NodeClient;
  baseUrl: string;
  operator: Awaited<ReturnType<typeof setUp>>;
}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wenjin-faults-'));
  const node = {
    name: 'hk',
    title: 'Hong Kong',
    jurisdiction: 'HK',
    origin,
    port: 0,
    baseUrl: of.baseUrl,
    secrets: { masterKey: '', databasePassword: '' },
    databaseUrl: '',
    logDatabaseUrl: '',
  } as const;
  const register = await registerAll(node, of.api, path.join(folder, 'hk.json'), of.operator);
  fs.rmSync(folder, { recursive: true });
  return register;
}
