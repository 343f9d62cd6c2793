import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { compiled } from '../support/compiled.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

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

test.each(['SIGTERM', 'SIGINT'] as const)(
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

test('a node stops when the process that started it is gone', async () => {
  const { child } = await serve();
  const exit = once(child, 'exit');
  child.disconnect();
  expect(await exit).toEqual([0, null]);
});
