import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { compiled } from '../support/compiled.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ask, askOn, type Outcome, questions } from './asking.ts';

const program = (name: string) => path.resolve(import.meta.dirname, `../../src/bin/${name}.ts`);

let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  env = {
    ...compiled,
    WENJIN_JURISDICTION: 'HK',
    WENJIN_ORIGIN: 'https://hk.wenjin.example',
    WENJIN_PEER_ORIGIN: 'https://sz.wenjin.example',
    WENJIN_PEER_ANCHORS: '',
    WENJIN_CONTACT: 'query@hk.wenjin.example',
    WENJIN_DATABASE_URL: database.appUrl,
    WENJIN_LOG_DATABASE_URL: database.logUrl,
    WENJIN_MASTER_KEY: Buffer.alloc(32, 'serve').toString('base64url'),
    WENJIN_DEMONSTRATION: 'true',
    WENJIN_HOST: '127.0.0.1',
    WENJIN_PORT: '0',
    WENJIN_LOG_LEVEL: 'silent',
  };
  await promisify(execFile)(process.execPath, [program('setup')], { env });
});
afterAll(() => database.drop());

const listening = z.object({ listening: z.url() });

async function serve(): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [program('serve')], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await once(child, 'message');
  return { child, address: listening.parse(message).listening };
}

/** The whole answer on one connection, whose request is finished only when asked to. */
async function halfARequest(address: string) {
  const socket = net.connect(Number(new URL(address).port), '127.0.0.1');
  await once(socket, 'connect');
  const body = JSON.stringify({ receipt: 'eyJ0eXAiOiJ3ZW5qaW4ifQ.e30.c2lnbmF0dXJl' });
  socket.write(
    `POST /v1/receipts/verify HTTP/1.1\r\nhost: hk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n{`,
  );
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  return {
    async finish(): Promise<string> {
      socket.write(body.slice(1));
      await once(socket, 'close');
      return answer;
    },
  };
}

/** Each with a process of its own; most of it is waiting. */
test.concurrent.each(['SIGTERM', 'SIGINT'] as const)(
  '%s cuts no request: what is under way is answered, new work is turned away first, and nothing is left',
  async (signal) => {
    const { child, address } = await serve();
    expect((await request(address).get('/healthz')).status).toBe(200);
    const half = await halfARequest(address);
    child.kill(signal);
    while ((await request(address).get('/readyz')).status === 200);
    const turnedAway = await request(address).get('/readyz');
    expect([turnedAway.status, turnedAway.headers['connection']]).toEqual([503, 'close']);
    const exit = once(child, 'exit');
    const answer = await half.finish();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"authentic":false');
    expect(await exit).toEqual([0, null]);
    await expect(request(address).get('/healthz')).rejects.toThrow('ECONNREFUSED');
  },
);

test.concurrent('a node stops when the process that started it is gone', async () => {
  const { child } = await serve();
  const exit = once(child, 'exit');
  child.disconnect();
  expect(await exit).toEqual([0, null]);
});

test.concurrent('who connects and says nothing, or only half of it, holds up no stop for more than 15 s', async () => {
  const { child, address } = await serve();
  const port = Number(new URL(address).port);
  const [silent, slow] = [net.connect(port, '127.0.0.1'), net.connect(port, '127.0.0.1')];
  await Promise.all([once(silent, 'connect'), once(slow, 'connect')]);
  slow.write(
    'POST /v1/nonces HTTP/1.1\r\nhost: hk\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{',
  );
  const [silentEnd, slowEnd] = [once(silent.resume(), 'close'), once(slow.resume(), 'close')];
  const exit = once(child, 'exit');
  const stopped = performance.now();
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(performance.now() - stopped).toBeLessThan(15_000);
  await Promise.all([silentEnd, slowEnd]);
});

test.concurrent('stopped under load, no request is cut', async ({ expect }) => {
  const { child, address } = await serve();
  const outcomes: Outcome[] = [];
  const clients = Array.from({ length: 4 }, () => questions)
    .flat()
    .map((question) => askOn(address, question, outcomes));
  await expect.poll(() => outcomes.length).toBeGreaterThan(50);
  const before = outcomes.length;
  const stopped = performance.now();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await sleep(200);
  const during = await ask(address, new http.Agent(), { path: '/readyz' });
  expect(during).toEqual({ kind: 'answered', status: 503 });
  expect(await exit).toEqual([0, null]);
  expect(performance.now() - stopped).toBeLessThan(15_000);
  await Promise.all(clients);
  expect(outcomes.length).toBeGreaterThan(before + 50);
  const after = outcomes.slice(before);
  expect(after.filter(({ kind }) => kind === 'answered').length).toBeGreaterThan(clients.length);
  expect(outcomes.filter(({ kind }) => kind === 'cut')).toEqual([]);
  const statuses = new Set(outcomes.map((outcome) => (outcome.kind === 'answered' ? outcome.status : 0)));
  expect([...statuses].toSorted()).toEqual([0, 200, 503]);
});
