import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import { loteOf } from '../../src/trust/lote-writing.ts';
import { trustListBytesMax } from '../../src/trust/trust-list-limits.ts';
import { identityOf, startNode, type TestNode } from '../keys/node.ts';
import { testClock } from '../support/world.ts';
import { anchor, now, payload, sign, signDocument } from './lists.ts';
import { changed, scheme } from './lote-changes.ts';

/** What the peer's address may answer, over real HTTP: nothing in it makes this node ask anybody else. */

const origin = 'https://sz.wenjin.example';
const asked: string[] = [];
let answer: (response: http.ServerResponse) => void;
let server: http.Server;
let hk: TestNode;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    answer(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const mapped = {
    [origin]: `http://127.0.0.1:${String(port)}`,
    'https://evil.example': `http://127.0.0.1:${String(port)}`,
  };
  const identity = identityOf('hk');
  hk = await startNode('hk', {
    clock: testClock(now.toISOString()),
    node: { ...identity, peer: { ...identity.peer, anchors: [anchor.kid] } },
    outbound: createOutbound({ allowedOrigins: [origin], mapped }),
  });
});
afterAll(async () => {
  await hk.close();
  server.close();
});
beforeEach(() => asked.splice(0));

const list = (text: string) => (response: http.ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/jose' }).end(text);
};
const state = async () => [hk.trust.view(), await hk.query('select count(*) from trust_lists')];

describe('the address of the peer', () => {
  test.each<[string, number, string]>([
    ['to another host', 302, 'https://evil.example/.well-known/wenjin-trust-list'],
    ['to another place of its own', 301, '/other'],
    ['without https', 307, 'http://sz.wenjin.example/.well-known/wenjin-trust-list'],
  ])('leads nowhere else by a redirect %s', async (_, status, location) => {
    const before = await state();
    answer = (response) => response.writeHead(status, { location }).end();
    await expect(hk.trust.syncPeer()).rejects.toThrow(OutboundFailure);
    expect([asked, await state()]).toEqual([['sz.wenjin.example/.well-known/wenjin-trust-list'], before]);
  });

  test('is heard out to the largest list there can be, and no further', async () => {
    const before = await state();
    answer = list('x'.repeat(trustListBytesMax + 1));
    await expect(hk.trust.syncPeer()).rejects.toThrow('larger');
    expect(await state()).toEqual(before);
  });

  test('is not left for where a list points to, says that it is, or has its keys', async () => {
    const before = await state();
    const elsewhere = 'https://evil.example/.well-known/wenjin-trust-list';
    const good = loteOf(payload());
    const cases: [string, string][] = [
      [
        await signDocument(
          Object(changed(good, [...scheme, 'PointersToOtherLoTE', 0, 'LoTELocation'], () => elsewhere)),
        ),
        'peer',
      ],
      [
        await signDocument(Object(changed(good, [...scheme, 'DistributionPoints'], () => [elsewhere]))),
        'distribution-point',
      ],
      [await sign(payload({ status_lists: 'https://evil.example/status-lists' })), 'status-lists'],
      [await sign(payload(), anchor, { jku: elsewhere }), 'embedded-key'],
      [await sign(payload(), anchor, { x5u: elsewhere }), 'embedded-key'],
    ];
    for (const [text, reason] of cases) {
      answer = list(text);
      expect(await hk.trust.syncPeer()).toEqual({ kind: 'refused', reason });
    }
    expect(new Set(asked)).toEqual(new Set(['sz.wenjin.example/.well-known/wenjin-trust-list']));
    expect(await state()).toEqual(before);
  });

  test('gives a good list', async () => {
    const text = await sign(payload());
    answer = list(text);
    expect(await hk.trust.syncPeer()).toEqual({ kind: 'accepted', version: 'CN-SZ-7' });
  });
});
