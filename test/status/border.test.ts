import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { nowSeconds } from '../../src/kernel/instants.ts';
import { statusListAggregation } from '../../src/status/status.schema.ts';
import { type Border, startBorder } from '../support/border.ts';
import { realClock } from '../support/world.ts';

let border: Border;

beforeAll(async () => {
  border = await startBorder();
}, 60_000);

afterAll(() => border.stop());

test('the app serves its lists to everybody, as problem documents where it does not', async () => {
  const { app, origin } = border.sz;
  const answer = await request(app.server).get('/status-lists');
  expect(answer.status).toBe(200);
  const { status_lists: lists } = statusListAggregation.parse(answer.body);
  expect(lists).toHaveLength(2);
  for (const uri of lists) {
    const list = await request(app.server).get(uri.slice(origin.length));
    expect(list.status).toBe(200);
    expect(list.type).toBe('application/statuslist+jwt');
  }
  const unknown = await request(app.server).get('/status-lists/7f1b7a52-2a3c-4c55-9f0f-3f4d8f9a1b2c');
  expect([unknown.status, unknown.type]).toEqual([404, 'application/problem+json']);
});

test('a change on one side is in the memory of the other within two seconds of the commit', async () => {
  const { db, status } = border.sz.contexts;
  const there = border.hk.contexts.status;
  const ref = await db.transaction((tx) => status.allocate(tx, 'record'));
  const valueIn = (of: typeof status) => {
    const answer = of.lookup(ref, nowSeconds(realClock));
    return answer.kind === 'known' ? answer.value : answer.reason;
  };
  // Until the trust lists have crossed, the key of the other side is not known.
  await vi.waitFor(
    async () => {
      expect(await there.refetchPeer()).toMatchObject({ verified: 2, refused: [] });
    },
    { timeout: 10_000, interval: 100 },
  );
  expect(valueIn(there)).toBe(0);

  const committed = performance.now();
  await db.transaction((tx) => status.set(tx, ref, 2));
  // The other side is told of a change once our own list shows it.
  while (valueIn(status) !== 2) await sleep(10);
  await there.refetchPeer(ref.uri);
  expect(valueIn(there)).toBe(2);
  expect(performance.now() - committed).toBeLessThan(2000);
});
