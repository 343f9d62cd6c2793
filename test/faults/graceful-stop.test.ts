import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, type ServedNode, servedNode } from './serving.ts';

/** A node that is told to stop while everybody asks it. */

let node: ServedNode;
beforeAll(async () => {
  node = await servedNode();
});
afterAll(() => node.close());

type Outcome = { readonly kind: 'answered'; readonly status: number } | { readonly kind: 'refused' | 'cut' };

interface Asking {
  readonly path: string;
  readonly body?: string;
}

/** Three that only think, one that reads the database, one that writes to it. */
const questions: readonly Asking[] = [
  { path: '/v1/equivalence', body: '{"qualification":"cn-qcbp-im-cc","targetSide":"HK"}' },
  { path: '/v1/qualifications?limit=50' },
  { path: '/status-lists' },
  { path: '/readyz' },
  { path: '/v1/nonces', body: '{}' },
];

/** Whole means: as long as it said, to its end. What could not connect, because nobody listens any more, was not sent. */
function ask(agent: http.Agent, { path, body }: Asking): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length };
    const method = body === undefined ? 'GET' : 'POST';
    const request = http.request(`${node.baseUrl}${path}`, { agent, method, headers }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => (length += chunk.length));
      response.on('error', () => resolve({ kind: 'cut' }));
      response.on('end', () => {
        const whole = response.complete && length === Number(response.headers['content-length'] ?? length);
        resolve(whole ? { kind: 'answered', status: response.statusCode ?? 0 } : { kind: 'cut' });
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: error.syscall === 'connect' ? 'refused' : 'cut' }),
    );
    request.end(body);
  });
}

/** One client after the other on a connection that is kept, until it is refused. */
async function askOn(question: Asking, outcomes: Outcome[]): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const outcome = await ask(agent, question);
    outcomes.push(outcome);
    if (outcome.kind !== 'answered') break;
    await sleep(1);
  }
  agent.destroy();
}

test('stopped under load, no request is cut', async () => {
  const child = await node.start();
  const outcomes: Outcome[] = [];
  const clients = Array.from({ length: 4 }, () => questions)
    .flat()
    .map((question) => askOn(question, outcomes));
  await expect.poll(() => outcomes.length).toBeGreaterThan(50);
  const before = outcomes.length;
  const stopped = performance.now();
  const exit = ended(child, 'SIGTERM');
  await sleep(200);
  const during = await ask(new http.Agent(), { path: '/readyz' });
  expect(during).toEqual({ kind: 'answered', status: 503 });
  expect(await exit).toBe(0);
  expect(performance.now() - stopped).toBeLessThan(15_000);
  await Promise.all(clients);
  expect(outcomes.length).toBeGreaterThan(before + 50);
  const after = outcomes.slice(before);
  expect(after.filter(({ kind }) => kind === 'answered').length).toBeGreaterThan(clients.length);
  expect(outcomes.filter(({ kind }) => kind === 'cut')).toEqual([]);
  const statuses = new Set(outcomes.map((outcome) => (outcome.kind === 'answered' ? outcome.status : 0)));
  expect([...statuses].toSorted()).toEqual([0, 200, 503]);
});

test('who connects and says nothing, or only half of it, holds up no stop for more than 15 s', async () => {
  const child = await node.start();
  const silent = net.connect(Number(new URL(node.baseUrl).port), '127.0.0.1');
  const slow = net.connect(Number(new URL(node.baseUrl).port), '127.0.0.1');
  await Promise.all([once(silent, 'connect'), once(slow, 'connect')]);
  slow.write(
    'POST /v1/nonces HTTP/1.1\r\nhost: hk\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{',
  );
  const [silentEnd, slowEnd] = [once(silent.resume(), 'close'), once(slow.resume(), 'close')];
  const stopped = performance.now();
  expect(await ended(child, 'SIGTERM')).toBe(0);
  expect(performance.now() - stopped).toBeLessThan(15_000);
  await Promise.all([silentEnd, slowEnd]);
});
