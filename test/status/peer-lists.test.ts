import { randomUUID } from 'node:crypto';
import { sql } from '../../src/platform/drizzle.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { type Outbound, OutboundFailure, type OutboundResponse } from '../../src/kernel/ports.ts';
import { compressList, packEntries, type StatusEntry } from '../../src/status/status-bits.ts';
import { signStatusToken } from '../../src/status/status-token.ts';
import type { StatusReference, StatusValue } from '../../src/status/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testClock } from '../support/world.ts';
import { type StatusNode, statusNode, type StatusNodeOptions, szOrigin } from './status-node.ts';

const szSigner = softwareSigner();
const mediaType = 'application/statuslist+jwt';
const aggregation = `${szOrigin}/status-lists`;
const clock = testClock();
let database: TestDatabase;
let hk: StatusNode;
let made = 0;
const nodes: StatusNode[] = [];

/** What the other node publishes, list by list, over a network that tests can spoil; what was asked of it is kept. */
let published: Map<string, OutboundResponse>;
let versions: number;
let asked: string[];
let spoil: (url: string, answer: OutboundResponse) => OutboundResponse | Promise<OutboundResponse>;

const outbound: Outbound = {
  async request(url) {
    asked.push(url);
    return spoil(url, answerOf(url));
  },
};

function answerOf(url: string): OutboundResponse {
  if (url === aggregation) return json({ status_lists: [...published.keys()] });
  return published.get(url) ?? { status: 404, headers: {}, body: new Uint8Array() };
}

const json = (value: unknown): OutboundResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
});

async function process(options: Partial<StatusNodeOptions> = {}): Promise<StatusNode> {
  made += 1;
  const seed = `peer ${made}`;
  const one = await statusNode({
    url: database.appUrl,
    seed,
    clock,
    outbound,
    peerSigner: szSigner,
    ...options,
  });
  nodes.push(one);
  return one;
}

beforeAll(async () => {
  database = await createTestDatabase();
});

/** One database for all; each test has two lists of its own. */
beforeEach(async () => {
  asked = [];
  spoil = (_, answer) => answer;
  published = new Map();
  versions = 0;
  clock.advance(1000);
  hk = await process();
  for (let n = 0; n < 2; n += 1) await publish({ uri: `${aggregation}/${randomUUID()}`, idx: 0 }, 0);
});

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((one) => one.close()));
});

afterAll(() => database.drop());

async function publish({ uri, idx }: StatusReference, value: StatusValue): Promise<void> {
  versions += 1;
  const jwt = await signStatusToken(
    {
      uri,
      bytes: packEntries(1000, [{ idx, value }]),
      iat: epochSeconds(clock.now()),
      version: versions,
      demonstration: true,
      aggregationUri: aggregation,
    },
    szSigner,
  );
  published.set(uri, { status: 200, headers: { 'content-type': mediaType }, body: Buffer.from(jwt) });
}

/** Publishes a change a second later. */
async function changed(value: StatusValue, ref?: StatusReference): Promise<StatusReference> {
  const at = ref ?? { uri: [...published.keys()][0] ?? '', idx: 123 };
  clock.advance(1);
  await publish(at, value);
  return at;
}

const keptOf = async (uri: string): Promise<number> => {
  const { rows } = await hk.db.execute<{ count: number }>(
    sql`select count(*)::int as count from peer_status_publications where uri = ${uri}`,
  );
  return rows[0]?.count ?? 0;
};

const lookup = (ref: StatusReference, of = hk) => of.status.lookup(ref, epochSeconds(clock.now()));

describe('the lists of the other node', () => {
  test('are fetched whole, all of them, and then looked up like our own', async () => {
    const ref = await changed(2);
    expect(lookup(ref)).toEqual({ kind: 'unknown', reason: 'list-unknown' });
    expect(await hk.status.refetchPeer()).toEqual({ verified: 2, kept: 2, refused: [] });
    expect(asked).toEqual([aggregation, ...published.keys()]);
    expect(lookup(ref)).toMatchObject({ kind: 'known', value: 2, publishedAt: clock.now() });
    expect(lookup({ ...ref, idx: ref.idx ^ 1 })).toMatchObject({ kind: 'known', value: 0 });
    expect(Buffer.from((await hk.status.token(ref.uri)) ?? [])).toEqual(published.get(ref.uri)?.body);
    expect(hk.status.publishedLists()).toEqual([]);
  });

  test('are kept once, however often they are fetched', async () => {
    await hk.status.refetchPeer();
    expect(await hk.status.refetchPeer()).toEqual({ verified: 2, kept: 0, refused: [] });
    for (const uri of published.keys()) expect(await keptOf(uri)).toBe(1);
  });

  test('are each fetched alone once they are held', async () => {
    const ref = await changed(1);
    await hk.status.refetchPeer();
    await changed(3, ref);
    asked = [];
    expect(await hk.status.refetchPeer(ref.uri)).toEqual({ verified: 1, kept: 1, refused: [] });
    expect(asked).toEqual([ref.uri]);
    expect(lookup(ref)).toMatchObject({ value: 3 });
  });

  test.each(['https://evil.example/status-lists/1', `${szOrigin}.evil.example/status-lists/1`])(
    'do not include %s, which nobody calls',
    async (uri) => {
      await hk.status.refetchPeer(uri);
      spoil = (url, answer) => (url.endsWith('/status-lists') ? json({ status_lists: [uri] }) : answer);
      expect(await hk.status.refetchPeer()).toEqual({
        verified: 0,
        kept: 0,
        refused: [{ uri, reason: 'subject' }],
      });
      expect(asked).not.toContain(uri);
    },
  );

  test('reach the other processes of this node', async () => {
    const other = await process();
    const ref = await changed(2);
    await hk.status.refetchPeer();
    await other.snapshots.refreshAll();
    expect(lookup(ref, other)).toMatchObject({ value: 2 });
  });

  test('go stale 15 minutes after they were signed, and come back', async () => {
    const ref = await changed(2);
    await hk.status.refetchPeer();
    clock.advance(899);
    expect(lookup(ref)).toMatchObject({ kind: 'known' });
    clock.advance(1);
    expect(lookup(ref)).toEqual({ kind: 'unknown', reason: 'list-stale' });
    await changed(2, ref);
    await hk.status.refetchPeer(ref.uri);
    expect(lookup(ref)).toMatchObject({ value: 2 });
  });

  test('are answered as of an instant from what this node held then', async () => {
    const ref = await changed(2);
    const signed = clock.now();
    clock.advance(5.25);
    await hk.status.refetchPeer();
    const received = clock.now();
    const at = (instant: Date, milliseconds = 0) =>
      hk.status.lookupAt(hk.db, ref, new Date(instant.getTime() + milliseconds));
    expect(await at(signed)).toEqual({ kind: 'unknown', reason: 'list-unknown' });
    expect(await at(received, -1)).toEqual({ kind: 'unknown', reason: 'list-unknown' });
    expect(await at(received)).toMatchObject({ kind: 'known', value: 2, publishedAt: received });
    clock.advance(60);
    await changed(1, ref);
    await hk.status.refetchPeer();
    expect(await at(received, 1)).toMatchObject({ value: 2 });
    expect(await at(clock.now())).toMatchObject({ value: 1 });
  });
});

describe('the past for which this node held no list', () => {
  /** The peer keeps the list under the question for an instant, as it was signed. */
  const kept = async (value: StatusValue) => {
    const ref = await changed(value);
    const signed = clock.now();
    const past = answerOf(ref.uri);
    published.set(`${ref.uri}?time=${String(epochSeconds(signed))}`, past);
    return { ref, signed, past };
  };

  test('is asked of the other node, and asked once', async () => {
    const { ref, signed } = await kept(2);
    clock.advance(3600);
    asked = [];
    expect(await hk.status.lookupAt(hk.db, ref, signed)).toMatchObject({
      kind: 'known',
      value: 2,
      iat: epochSeconds(signed),
    });
    expect(await hk.status.lookupAt(hk.db, ref, signed)).toMatchObject({ value: 2 });
    expect(asked).toEqual([`${ref.uri}?time=${String(epochSeconds(signed))}`]);
  });

  test('is not asked of anybody else', async () => {
    asked = [];
    for (const uri of ['https://elsewhere.example/status-lists/1', `${szOrigin}.example/status-lists/1`]) {
      expect(await hk.status.lookupAt(hk.db, { uri, idx: 0 }, clock.now())).toEqual({
        kind: 'unknown',
        reason: 'list-unknown',
      });
    }
    expect(asked).toEqual([]);
  });

  test.each([
    ['was signed a second after it', 1],
    ['expired with it', -900],
  ])('is not told by a list that %s', async (_, seconds) => {
    const { ref, signed, past } = await kept(1);
    const instant = new Date(signed.getTime() - seconds * 1000);
    published.set(`${ref.uri}?time=${String(epochSeconds(instant))}`, past);
    clock.advance(3600);
    expect(await hk.status.lookupAt(hk.db, ref, instant)).toEqual({
      kind: 'unknown',
      reason: 'list-unknown',
    });
  });

  test('stays unknown when the other node has none, or does not answer', async () => {
    const { ref, signed } = await kept(1);
    const unknown = { kind: 'unknown', reason: 'list-unknown' };
    expect(await hk.status.lookupAt(hk.db, ref, new Date(signed.getTime() - 10_000))).toEqual(unknown);
    spoil = () => {
      throw new OutboundFailure('down');
    };
    expect(await hk.status.lookupAt(hk.db, ref, signed)).toEqual(unknown);
  });
});

describe('a newer list', () => {
  test('of the same second is newer by its version', async () => {
    const ref = await changed(2);
    await hk.status.refetchPeer();
    await publish(ref, 1);
    expect(await hk.status.refetchPeer()).toMatchObject({ kept: 1 });
    expect(lookup(ref)).toMatchObject({ value: 1 });
  });

  test('is not replaced by an older one that comes late', async () => {
    const ref = await changed(2);
    const older = answerOf(ref.uri);
    await hk.status.refetchPeer();
    await changed(1, ref);
    await hk.status.refetchPeer();
    spoil = (url, answer) => (url === ref.uri ? older : answer);
    expect(await hk.status.refetchPeer()).toEqual({ verified: 2, kept: 0, refused: [] });
    expect(lookup(ref)).toMatchObject({ value: 1 });
  });

  test('wins over an older one that another process stores at the same time', async () => {
    const ref = await changed(2);
    const older = answerOf(ref.uri);
    await changed(1, ref);
    const slow = await process({
      outbound: { request: async (url) => (url === ref.uri ? older : answerOf(url)) },
    });
    await Promise.all([hk.status.refetchPeer(), slow.status.refetchPeer()]);
    await hk.snapshots.refreshAll();
    expect(lookup(ref)).toMatchObject({ value: 1 });
  });

  test('is seen by who asks for it while an older fetch is under way', async () => {
    const ref = await changed(2);
    const reached = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    let held = false;
    spoil = async (url, answer) => {
      if (url !== ref.uri || held) return answer;
      held = true;
      reached.resolve(undefined);
      await goOn.promise;
      return answer;
    };
    const under = hk.status.refetchPeer();
    await reached.promise;
    await changed(1, ref);
    const [one, other] = [hk.status.refetchPeer(), hk.status.refetchPeer()];
    goOn.resolve(undefined);
    await Promise.all([under, one, other]);
    expect(lookup(ref)).toMatchObject({ value: 1 });
    expect(asked.filter((url) => url === ref.uri)).toHaveLength(2);
  });
});

describe('what the other node sends is refused', () => {
  test.each<[string, string, (answer: OutboundResponse, other: OutboundResponse) => OutboundResponse]>([
    ['the list of another address', 'subject', (_, other) => other],
    ['something of another media type', 'answer', ({ status, body }) => ({ status, headers: {}, body })],
    ['an error', 'answer', (answer) => ({ ...answer, status: 500 })],
    ['a redirect', 'answer', (answer) => ({ ...answer, status: 302 })],
    ['nothing', 'not-compact', (answer) => ({ ...answer, body: new Uint8Array() })],
    ['noise', 'not-compact', (answer) => ({ ...answer, body: Buffer.alloc(5000, 0xff) })],
    [
      'a token with white space',
      'not-base64url',
      (answer) => ({ ...answer, body: Buffer.concat([answer.body, Buffer.from('\n')]) }),
    ],
  ])('%s: %s, and the rest is kept', async (_, reason, change) => {
    const ref = await changed(2);
    await hk.status.refetchPeer();
    await changed(1, ref);
    const other = [...published.keys()].find((uri) => uri !== ref.uri) ?? '';
    spoil = (url, answer) => (url === ref.uri ? change(answer, answerOf(other)) : answer);
    expect(await hk.status.refetchPeer()).toEqual({
      verified: 1,
      kept: 0,
      refused: [{ uri: ref.uri, reason }],
    });
    expect(lookup(ref)).toMatchObject({ value: 2 });
  });

  test('when the list cannot be reached, and the rest is kept', async () => {
    const ref = await changed(2);
    spoil = (url, answer) => {
      if (url === ref.uri) throw new OutboundFailure('timeout');
      return answer;
    };
    expect(await hk.status.refetchPeer()).toEqual({
      verified: 1,
      kept: 1,
      refused: [{ uri: ref.uri, reason: 'unreachable' }],
    });
  });

  test('when it is signed by a key that the trust list does not name', async () => {
    const stranger = await process({ peerSigner: softwareSigner() });
    const { verified, refused } = await stranger.status.refetchPeer();
    expect(verified).toBe(0);
    expect(refused.map(({ reason }) => reason)).toEqual(['unknown-key', 'unknown-key']);
  });

  test.each<[string, OutboundResponse]>([
    ['an error', { status: 503, headers: {}, body: new Uint8Array() }],
    ['no JSON', { status: 200, headers: {}, body: Buffer.from('<html>') }],
    ['another member', json({ lists: [] })],
    ['no list', json({ status_lists: 'x' })],
    [
      'too many',
      json({ status_lists: Array.from({ length: 257 }, (_, n) => `${szOrigin}/status-lists/${n}`) }),
    ],
    ['no addresses', json({ status_lists: ['not an address'] })],
  ])('as an aggregation, when it is %s', async (_, answer) => {
    const ref = await changed(2);
    await hk.status.refetchPeer();
    spoil = (url, given) => (url === aggregation ? answer : given);
    await expect(hk.status.refetchPeer()).rejects.toThrow(OutboundFailure);
    expect(lookup(ref)).toMatchObject({ value: 2 });
  });
});

test('a list of another program, without versions and larger than ours, is understood', async () => {
  const uri = `${szOrigin}/status-lists/other`;
  const entries: StatusEntry[] = [{ idx: 500_000, value: 1 }];
  const iat = epochSeconds(clock.now());
  const lst = compressList(packEntries(2 ** 20, entries));
  const jwt = await signCompactJws(
    { typ: 'statuslist+jwt', kid: szSigner.kid },
    { sub: uri, iat, exp: iat + 600, demonstration: true, status_list: { bits: 2, lst } },
    szSigner,
  );
  spoil = (url, answer) => {
    if (url === uri) return { status: 200, headers: { 'content-type': mediaType }, body: Buffer.from(jwt) };
    return url.endsWith('/status-lists') ? json({ status_lists: [uri], more: 1 }) : answer;
  };
  expect(await hk.status.refetchPeer()).toEqual({ verified: 1, kept: 1, refused: [] });
  expect(lookup({ uri, idx: 500_000 })).toMatchObject({ value: 1, exp: iat + 600 });
  expect(lookup({ uri, idx: 2 ** 20 })).toEqual({ kind: 'unknown', reason: 'out-of-range' });
});
