import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signPeerToken } from '../../src/access/index.ts';
import { organisation } from '../../src/bin/demo-acts.ts';
import { decodeBundle } from '../../src/transparency/entry-bundle.ts';
import { logHealth } from '../../src/transparency/log.schema.ts';
import { parsePolicy } from '../../src/transparency/log-policy.ts';
import { leafHash, rootOf } from '../../src/transparency/merkle.ts';
import { judgeCheckpoint, type SignedCheckpoint } from '../../src/transparency/signed-checkpoint.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';

/** Both nodes as they run: each log signed by its node, cosigned by the other, read over HTTP by somebody who trusts neither. */

let border: Border;
beforeAll(async () => {
  border = await startBorder();
  for (const node of [border.hk, border.sz])
    await until(async () => (await get(node, '/log/checkpoint')).status === 200, 15_000);
}, 40_000);
afterAll(() => border.stop());

async function until(holds: () => Promise<boolean>, milliseconds = 5_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come to that');
    await sleep(50);
  }
}

function get(node: TestNode, path: string, token?: string): Promise<Response> {
  return fetch(`${node.baseUrl}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
}

const bytesOf = async (answer: Response): Promise<Uint8Array> => new Uint8Array(await answer.arrayBuffer());

async function checkpointOf(node: TestNode): Promise<SignedCheckpoint> {
  const policy = parsePolicy(await (await get(node, '/log/policy')).text());
  if (!policy.ok) throw new Error(`no policy: ${policy.reason}`);
  const verdict = judgeCheckpoint(policy.policy, await (await get(node, '/log/checkpoint')).text());
  if (!verdict.ok) throw new Error(`no good checkpoint: ${verdict.reason}`);
  return verdict;
}

async function examinersToken(node: TestNode): Promise<string> {
  return node.api.clientToken(organisation(node, 'examiner').client);
}

/** As Shenzhen signs for Hong Kong, unless told otherwise. */
async function peerToken(of: { by?: TestNode; from?: string; to?: string; at?: Date } = {}): Promise<string> {
  const { by = border.sz, to = border.hk.origin, at = new Date() } = of;
  const from = of.from ?? by.origin;
  return signPeerToken({ from, to, at }, by.contexts.keys.signer('notice'));
}

/** The path of the only bundle or tile of a level that these small logs have. */
const partial = (size: number): string => (size % 256 === 0 ? '000' : `000.p/${size}`);

describe('each log', () => {
  test.each(['hk', 'sz'] as const)(
    'of %s is signed, cosigned by the other side, and its entries give its root',
    async (name) => {
      const node = border[name];
      const { checkpoint, cosigned } = await checkpointOf(node);
      const { origin, size, root } = checkpoint;
      expect(origin).toBe(`${name}.wenjin.example/log`);
      expect(cosigned.map(({ witness }) => witness.key.name)).toEqual([
        `${name === 'hk' ? 'sz' : 'hk'}.wenjin.example/witness`,
      ]);
      expect(size).toBeGreaterThan(10);
      expect(size).toBeLessThan(256);
      const bundle = await get(node, `/log/tile/entries/${partial(size)}`, await examinersToken(node));
      expect(bundle.status).toBe(200);
      const entries = decodeBundle(await bytesOf(bundle), size) ?? [];
      expect(Buffer.from(rootOf(entries.map(leafHash)))).toEqual(Buffer.from(root));
      expect(JSON.parse(Buffer.from(entries[0] ?? []).toString())).toMatchObject({ type: 'log.genesis' });
      const tile = await bytesOf(await get(node, `/log/tile/0/${partial(size)}`));
      expect(Buffer.from(tile)).toEqual(Buffer.concat(entries.map(leafHash)));
    },
  );

  test('grows, and what is new is cosigned in a moment', async () => {
    const before = (await checkpointOf(border.hk)).checkpoint.size;
    await happen(border.hk);
    const started = performance.now();
    await until(async () => (await checkpointOf(border.hk)).checkpoint.size > before);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

/** Something happens there. */
async function happen({ api, register, contexts }: TestNode): Promise<void> {
  await api.post(
    '/v1/organisations',
    {
      kind: 'employer',
      names: { en: 'Example employer', zhHant: '示例僱主', zhHans: '示例雇主' },
      jurisdiction: contexts.configuration.node.jurisdiction,
      registeredPlace: 'ELSEWHERE',
      gbaEligible: false,
      contractFilingNumber: null,
      purposes: ['verification'],
      authority: null,
    },
    { token: await api.clientToken(register.operator), expect: 201 },
  );
}

describe('what is served', () => {
  test('has the headers that caches need', async () => {
    const { size } = (await checkpointOf(border.hk)).checkpoint;
    const note = await get(border.hk, '/log/checkpoint');
    expect(note.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(note.headers.get('cache-control')).toBe('no-cache');
    const tile = await get(border.hk, `/log/tile/0/${partial(size)}`);
    expect(tile.headers.get('content-type')).toBe('application/octet-stream');
    expect(tile.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const bundle = await get(
      border.hk,
      `/log/tile/entries/${partial(size)}`,
      await examinersToken(border.hk),
    );
    expect(bundle.headers.get('content-type')).toBe('application/octet-stream');
    expect(bundle.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const policy = await get(border.hk, '/log/policy');
    expect(policy.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('begins every wider tile with every narrower one', async () => {
    const { size } = (await checkpointOf(border.hk)).checkpoint;
    const whole = await bytesOf(await get(border.hk, `/log/tile/0/${partial(size)}`));
    for (const width of [1, 7, size - 1]) {
      const part = await bytesOf(await get(border.hk, `/log/tile/0/000.p/${width}`));
      expect(Buffer.from(part)).toEqual(Buffer.from(whole.subarray(0, 32 * width)));
    }
  });

  test.each([
    '/log/tile/0/000',
    '/log/tile/0/000.p/0',
    '/log/tile/0/000.p/256',
    '/log/tile/0/000.p/255',
    '/log/tile/0/000.p/01',
    '/log/tile/0/0000.p/1',
    '/log/tile/00/000.p/1',
    '/log/tile/0/0.p/1',
    '/log/tile/0/001.p/1',
    '/log/tile/0/x000/000.p/1',
    '/log/tile/1/000.p/1',
    '/log/tile/64/000.p/1',
    '/log/tile/-1/000.p/1',
    '/log/tile/0/999999999999999999999',
    '/log/tile/0/x999/x999/x999/x999/x999/999',
    '/log/tile/0/000.p/1/',
    '/log/tile//0/000.p/1',
    '/log/tile/0/%30%30%30.p/1',
    '/log/tile/0/000%2Ep/1',
    '/log/tile/%30/000.p/1',
    '/log/tile/',
    '/log/tile',
    '/log/',
    '/log',
    '/log/checkpoint/',
    '/LOG/checkpoint',
    '/log/tile/entries',
    '/log/tile/data/000.p/1',
    '/log/tile/%65ntrie/000.p/1',
  ])('has nothing at %s', async (path) => {
    const answer = await get(border.hk, path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each(['/log/tile/0/000.p/1?', '/log/tile/0/000.p/1?x=1', '/log/checkpoint?x'])(
    'has no second name at %s',
    async (path) => {
      // A bare question mark does not survive fetch; what is behind it does.
      expect([200, 400, 404]).toContain((await get(border.hk, path)).status);
      if (!path.endsWith('?')) expect((await get(border.hk, path)).status).toBe(400);
    },
  );

  test.each([
    '/log/tile/entries/000',
    '/log/tile/entries/000.p/0',
    '/log/tile/entries/001.p/1',
    '/log/tile/%65ntries/000.p/1',
  ])('has nothing at %s for whoever may read entries', async (path) => {
    expect((await get(border.hk, path, await examinersToken(border.hk))).status).toBe(404);
  });
});

describe('entries are for supervisors and the peer alone', () => {
  const path = '/log/tile/entries/000.p/1';

  test('nobody without a token, no bank, no operator', async () => {
    expect((await get(border.hk, path)).status).toBe(401);
    const { api, register } = border.hk;
    expect(
      (await get(border.hk, path, await api.clientToken(organisation(border.hk, 'bank').client))).status,
    ).toBe(403);
    expect((await get(border.hk, path, await api.clientToken(register.operator))).status).toBe(403);
    expect((await get(border.hk, path, await examinersToken(border.hk))).status).toBe(200);
  });

  test('the peer by a token that it signs', async () => {
    expect((await get(border.hk, path, await peerToken())).status).toBe(200);
    expect(
      (await get(border.sz, path, await peerToken({ by: border.hk, to: border.sz.origin }))).status,
    ).toBe(200);
  });

  test('and by no other', async () => {
    const now = Date.now();
    const tokens = [
      await peerToken({ to: border.sz.origin }),
      await peerToken({ by: border.hk }),
      await peerToken({ by: border.hk, from: border.sz.origin }),
      await peerToken({ at: new Date(now - 601_000) }),
      await peerToken({ at: new Date(now + 120_000) }),
      await signPeerToken(
        { from: border.sz.origin, to: border.hk.origin, at: new Date() },
        border.sz.contexts.keys.signer('status'),
      ),
      `${await peerToken()}x`,
      (await peerToken()).split('.').slice(0, 2).join('.'),
    ];
    for (const [at, token] of tokens.entries())
      expect((await get(border.hk, path, token)).status, `token ${at}`).toBe(401);
  });

  test('and opens nothing else', async () => {
    for (const other of ['/v1/log/health', '/v1/audit/events', '/v1/organisations'])
      expect([401, 404]).toContain((await get(border.hk, other, await peerToken())).status);
  });
});

test('health tells an examiner and an operator of both logs, and nobody else', async () => {
  const { api, register } = border.hk;
  const own = await checkpointOf(border.hk);
  for (const token of [await examinersToken(border.hk), await api.clientToken(register.operator)]) {
    const answer = await get(border.hk, '/v1/log/health', token);
    expect(answer.status).toBe(200);
    const health = logHealth.parse(await answer.json());
    expect(health.own).toMatchObject({ origin: 'hk.wenjin.example/log', frozenBecause: null });
    expect(health.own.size).toBeGreaterThanOrEqual(own.checkpoint.size);
    expect(health.peer).toMatchObject({ origin: 'sz.wenjin.example/log', source: 'add-checkpoint' });
  }
  const bank = await api.clientToken(organisation(border.hk, 'bank').client);
  expect((await get(border.hk, '/v1/log/health', bank)).status).toBe(403);
  expect((await get(border.hk, '/v1/log/health')).status).toBe(401);
});

test('the witness shows what it cosigned, which is what the log shows', async () => {
  const digest = createHash('sha256').update('hk.wenjin.example/log').digest('hex');
  await until(async () => {
    const [witnessed, published] = await Promise.all([
      get(border.sz, `/witness/${digest}/checkpoint`).then((answer) => answer.text()),
      get(border.hk, '/log/checkpoint').then((answer) => answer.text()),
    ]);
    return witnessed === published;
  });
});

test('a cut line leaves the last cosigned checkpoint, and mends', async () => {
  border.sz.cut = true;
  // What was on its way when the line was cut has arrived.
  await sleep(300);
  const before = (await checkpointOf(border.sz)).checkpoint.size;
  await happen(border.sz);
  await sleep(2_500);
  expect((await checkpointOf(border.sz)).checkpoint.size).toBe(before);
  const { api, register } = border.sz;
  const health = await get(border.sz, '/v1/log/health', await api.clientToken(register.operator));
  expect(logHealth.parse(await health.json()).own.witness).toBe('pending');
  border.sz.cut = false;
  await until(async () => (await checkpointOf(border.sz)).checkpoint.size > before);
});
