import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTrustWorker, type PeerSync, type TrustWorker } from '../../src/trust/index.ts';
import type { Process } from '../keys/node.ts';
import { type Border, publish, register, startBorder, unreachable } from './border.ts';

let border: Border;
let serve: Border['network']['answer'];
const workers: TrustWorker[] = [];
const errors: unknown[] = [];
const refused: PeerSync[] = [];

beforeAll(async () => {
  border = await startBorder();
  serve = border.network.answer;
  await publish(border.sz);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  border.network.answer = serve;
  errors.length = 0;
  refused.length = 0;
});
afterAll(() => border.close());

function workerOf({ trust, keys }: Process): TrustWorker {
  const worker = createTrustWorker({
    trust,
    keys,
    onError: (error) => errors.push(error),
    onRefused: (outcome) => refused.push(outcome),
  });
  workers.push(worker);
  return worker;
}

async function until(condition: () => boolean, milliseconds = 5_000): Promise<number> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > milliseconds) throw new Error('It did not happen in time.');
    await sleep(10);
  }
  return performance.now() - start;
}

const origin = 'https://sz.wenjin.example';

describe('the worker', () => {
  test('has published and asked the peer after one run', async () => {
    await workerOf(border.hk).runOnce();
    expect(border.hk.trust.view().version(border.hk.node.origin)).toBe('HK-1');
    expect(border.hk.trust.view().version(origin)).toBe('CN-SZ-1');
  });

  test('publishes within a second of a change, though its peer never answers', async () => {
    border.network.answer = async () => {
      await sleep(1_500);
      return unreachable();
    };
    const { hk } = border;
    await hk.snapshots.start();
    try {
      workerOf(hk).start();
      await sleep(300);
      await register(hk, 'assessor');
      const iss = `${hk.node.origin}/authorities/assessor`;
      expect(await until(() => hk.trust.view().knowsIssuer(iss))).toBeLessThan(1_000);
      expect(errors).toEqual([]);
    } finally {
      border.network.answer = serve;
      await hk.snapshots.stop();
    }
  });

  test('asks again each second while the peer cannot be reached, then learns of it', async () => {
    border.clock.advance(60);
    await register(border.sz, 'registrar');
    await publish(border.sz);
    border.network.answer = unreachable;
    workerOf(border.hk).start();
    await until(() => errors.length === 1);
    border.network.answer = serve;
    const iss = `${origin}/authorities/registrar`;
    expect(await until(() => border.hk.trust.view().knowsIssuer(iss))).toBeLessThan(2_000);
  });

  test('tells of a list that it refused, and keeps the former one', async () => {
    const before = border.hk.trust.view().version(origin);
    border.network.answer = async () => ({
      status: 200,
      headers: { 'content-type': 'application/jwt' },
      body: Buffer.from('a.b.c'),
    });
    workerOf(border.hk).start();
    await until(() => refused.length > 0);
    expect(refused[0]).toMatchObject({ kind: 'refused' });
    expect(border.hk.trust.view().version(origin)).toBe(before);
  });

  test('does nothing more once it has stopped', async () => {
    const worker = workerOf(border.hk);
    worker.start();
    await sleep(50);
    await worker.stop();
    const asked = border.asked.length;
    await sleep(1_200);
    expect(border.asked).toHaveLength(asked);
  });
});
