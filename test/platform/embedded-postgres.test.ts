import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { scratchFolder } from '../support/scratch.ts';

type Child = ChildProcessByStdio<null, Readable, null>;

let folder: string;
let dataDir: string;
let children: Child[];

beforeEach(() => {
  folder = scratchFolder('wenjin-embedded-');
  chmodSync(folder, 0o711);
  dataDir = path.join(folder, 'postgres');
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await expect.poll(serverPid, { timeout: 10_000 }).toBeUndefined();
  rmSync(folder, { recursive: true });
});

const start = () =>
  startEmbeddedPostgres({
    dataDir,
    durable: false,
    entropy: { bytes: (length) => randomBytes(length) },
    binDir: process.env.EMBEDDED_PG_BIN,
  });

/** The server's process while its lock file is there and the process lives. */
function serverPid(): number | undefined {
  try {
    const pid = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows;
  } finally {
    await client.end();
  }
}

const line = z.object({ url: z.string(), attached: z.boolean() });

/** Starts the server in a process of its own and waits until it says that it is up. */
async function startElsewhere(): Promise<z.infer<typeof line> & { child: Child }> {
  const program = path.join(import.meta.dirname, 'embedded-postgres.process.ts');
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [chunk] = await once(child.stdout, 'data');
  return { ...line.parse(JSON.parse(String(chunk))), child };
}

test('starts, keeps what was written, and stops', async () => {
  const server = await start();
  expect(server.attached).toBe(false);
  await ask(server.url, 'create database kept');
  await server.stop();
  expect(serverPid()).toBeUndefined();
  await expect(ask(server.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  const again = await start();
  expect(await ask(again.urlFor('kept'), 'select 1 as one')).toEqual([{ one: 1 }]);
  await again.stop();
});

test('a second process uses the running server and leaves it running', async () => {
  const first = await start();
  const second = await startElsewhere();
  expect(second).toMatchObject({ attached: true, url: first.url });
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await first.stop();
});

test('two processes that start at once on no data share one server', async () => {
  const both = await Promise.all([startElsewhere(), startElsewhere()]);
  expect(both.map((one) => one.attached).toSorted()).toEqual([false, true]);
  for (const { url } of both) expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('nothing is left over when the process is killed', async () => {
  const { child } = await startElsewhere();
  const pid = serverPid();
  expect(pid).toBeDefined();
  child.kill('SIGKILL');
  await expect.poll(serverPid, { timeout: 10_000 }).toBeUndefined();
});

test('the password is random, and nobody enters without it', async () => {
  const server = await start();
  const url = new URL(server.url);
  expect(url.password).toMatch(/^[\w-]{24}$/);
  url.password = 'wrong';
  await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await server.stop();
});
