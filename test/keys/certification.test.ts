import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importPublicKey } from '../../src/kernel/jwk.ts';
import { createCertificatesWorker, type KeyPurpose, type Keys } from '../../src/keys/index.ts';
import { testClock } from '../support/world.ts';
import { act, identityOf, startNode, type TestNode } from './node.ts';
import { hasOpenssl, opensslVerifies } from './openssl.ts';

const day = 86_400;

let node: TestNode;
beforeAll(async () => {
  node = await startNode('hk');
  await addKey(node, 'credential', 'hkib');
});
afterAll(() => node.close());

async function addKey(
  { db, keys }: TestNode,
  purpose: KeyPurpose,
  authority: string,
  suite = 'ES256' as const,
) {
  const prepared = await keys.prepare({ purpose, authority, suite });
  await db.transaction((tx) => keys.create(tx, prepared, act));
  await keys.refresh();
  return prepared.kid;
}

function chainOf(keys: Keys, purpose: KeyPurpose, authority?: string): X509Certificate[] {
  const chain = keys.chain(keys.signer(purpose, authority).kid) ?? [];
  return chain.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
}

const rootsOf = (keys: Keys) =>
  keys.anchors().map((text) => new X509Certificate(Buffer.from(text, 'base64')));

describe('each key that others check by a certificate', () => {
  const purposes = [
    ['credential', 'hkib', 'https://hk.wenjin.example/authorities/hkib'],
    ['status', undefined, 'https://hk.wenjin.example'],
    ['trust-list', undefined, 'https://hk.wenjin.example'],
    ['presentation', undefined, 'https://hk.wenjin.example'],
    ['metadata', undefined, 'https://hk.wenjin.example'],
  ] as const;

  test.each(purposes)('%s: has a chain of its own that the root certifies', (purpose, authority, uri) => {
    const [leaf, issuing, ...more] = chainOf(node.keys, purpose, authority);
    const [root, ...others] = rootsOf(node.keys);
    expect([more, others]).toEqual([[], []]);
    if (!leaf || !issuing || !root) throw new Error('the chain is not whole');
    expect([leaf.verify(issuing.publicKey), leaf.checkIssued(issuing), leaf.ca]).toEqual([true, true, false]);
    expect([issuing.verify(root.publicKey), issuing.checkIssued(root), issuing.ca]).toEqual([
      true,
      true,
      true,
    ]);
    const { jwk } = node.keys.find(node.keys.signer(purpose, authority).kid) ?? {};
    expect(leaf.publicKey.equals(importPublicKey(jwk) ?? issuing.publicKey)).toBe(true);
    expect(leaf.subjectAltName).toBe(authority ? `URI:${uri}` : `URI:${uri}, DNS:hk.wenjin.example`);
  });

  test.skipIf(!hasOpenssl).each(purposes)(
    '%s: has a chain that OpenSSL verifies strictly',
    (purpose, authority) => {
      const trusted = { roots: rootsOf(node.keys), at: node.clock.now() };
      expect(opensslVerifies(chainOf(node.keys, purpose, authority), trusted)).toBe('leaf.pem: OK\n');
    },
  );

  test('is marked in every name as one of a demonstration', () => {
    const [leaf, issuing] = chainOf(node.keys, 'credential', 'hkib');
    expect(leaf?.subject).toBe('C=HK\nO=hk.wenjin.example\nOU=DEMONSTRATION\nCN=hkib');
    expect(issuing?.subject).toBe(
      'C=HK\nO=hk.wenjin.example\nOU=DEMONSTRATION\nCN=Wenjin issuing authority 1',
    );
    expect(issuing?.issuer).toBe('C=HK\nO=hk.wenjin.example\nOU=DEMONSTRATION\nCN=Wenjin root authority 1');
  });

  test('is base64 of the DER, and never brings the anchor', () => {
    const chain = node.keys.chain(node.keys.signer('credential', 'hkib').kid) ?? [];
    for (const text of chain) expect(Buffer.from(text, 'base64').toString('base64')).toBe(text);
    expect(chain).toHaveLength(2);
    expect(chain).not.toContain(node.keys.anchors()[0]);
  });

  test('has a serial number of its own with 64 bits of chance at least', () => {
    const serials = purposes.map(
      ([purpose, authority]) => chainOf(node.keys, purpose, authority)[0]?.serialNumber,
    );
    expect(new Set(serials).size).toBe(purposes.length);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  });
});

test('keys that nobody checks by a certificate have none', async () => {
  for (const purpose of ['receipt', 'token', 'notice', 'agreement', 'log', 'witness'] as const)
    expect(node.keys.chain(node.keys.signer(purpose).kid)).toBeUndefined();
  expect(node.keys.chain('nobody')).toBeUndefined();
});

test('the same chain comes again, in another process too', async () => {
  const other = await node.another();
  const kid = node.keys.signer('status').kid;
  expect(other.keys.chain(kid)).toEqual(node.keys.chain(kid));
  expect(other.keys.anchors()).toEqual(node.keys.anchors());
  expect(node.keys.anchors()).toBe(node.keys.anchors());
});

test('two processes at once make one authority and one chain for each key', async () => {
  const fresh = await startNode('hk');
  try {
    await fresh.query('delete from key_certificates');
    await fresh.query('delete from certificate_authorities');
    const other = await fresh.another();
    await Promise.all([fresh.keys.refresh(), other.keys.refresh()]);
    await Promise.all([fresh.keys.refresh(), other.keys.refresh()]);
    expect(await fresh.query('select level, number from certificate_authorities order by level')).toEqual([
      { level: 'issuing', number: 1 },
      { level: 'root', number: 1 },
    ]);
    expect(await fresh.query('select kid from key_certificates where number <> 1')).toEqual([]);
    const [leaf, issuing] = chainOf(fresh.keys, 'status');
    const [root] = rootsOf(fresh.keys);
    expect(issuing && leaf?.verify(issuing.publicKey)).toBe(true);
    expect(root && issuing?.verify(root.publicKey)).toBe(true);
  } finally {
    await fresh.close();
  }
});

describe('as time passes', () => {
  test('a new key is certified from its first second on, and the former one keeps its chain', async () => {
    const former = node.keys.signer('presentation').kid;
    const prepared = await node.keys.prepare({ purpose: 'presentation', authority: null, suite: 'ES256' });
    const key = await node.db.transaction((tx) =>
      node.keys.rotate(tx, { prepared, signFrom: undefined }, act),
    );
    await node.keys.refresh();
    expect(node.keys.chain(former)).toHaveLength(2);
    const [leaf] = (await node.query('select chain from key_certificates where kid = $1', [key.kid])).map(
      ({ chain }) => new X509Certificate(Buffer.from(String(Array.isArray(chain) ? chain[0] : ''), 'base64')),
    );
    expect(leaf?.validFromDate).toEqual(key.signFrom);
  });

  test('a chain is renewed a month before its end, and an authority before it could not outlive it', async () => {
    const clock = testClock();
    const aging = await startNode('sz', { clock, node: identityOf('sz') });
    try {
      const kid = aging.keys.signer('status').kid;
      const first = aging.keys.chain(kid);
      clock.advance(366 * day);
      await aging.keys.refresh();
      expect(aging.keys.chain(kid)).toEqual(first);
      clock.advance(2 * day);
      await aging.keys.refresh();
      const second = aging.keys.chain(kid);
      expect(second).not.toEqual(first);
      expect(second?.[1]).toBe(first?.[1]);
      clock.advance(5 * 365 * day);
      await aging.keys.refresh();
      const third = aging.keys.chain(kid);
      expect(third?.[1]).not.toBe(first?.[1]);
      expect(aging.keys.anchors()).toHaveLength(1);
      const [leaf, issuing] = chainOf(aging.keys, 'status');
      const [root] = rootsOf(aging.keys);
      expect(issuing && leaf?.verify(issuing.publicKey)).toBe(true);
      expect(root && issuing?.verify(root.publicKey)).toBe(true);
    } finally {
      await aging.close();
    }
  });
});

test('outside a demonstration no node certifies itself', async () => {
  const plain = await startNode('hk', { node: identityOf('hk', { demonstration: false }) });
  try {
    expect(plain.keys.chain(plain.keys.signer('status').kid)).toBeUndefined();
    expect(plain.keys.anchors()).toEqual([]);
    expect(await plain.query('select 1 from certificate_authorities')).toEqual([]);
  } finally {
    await plain.close();
  }
});

test('no private key of an authority is in the database in clear, and none opens as a signing key', async () => {
  const rows = await node.query('select private_sealed, kid, level from certificate_authorities');
  expect(rows).toHaveLength(2);
  for (const { private_sealed: sealed } of rows) {
    // A PKCS #8 of P-256 holds the identifier of the curve.
    expect(Buffer.isBuffer(sealed) && sealed.includes(Buffer.from('06082a8648ce3d030107', 'hex'))).toBe(
      false,
    );
  }
  await node.query(`update certificate_authorities set level = 'other' where level = 'root'`);
  await expect(node.another()).rejects.toThrow('does not open');
  await node.query(`update certificate_authorities set level = 'root' where level = 'other'`);
});

test('the worker renews, and tells of keys that wait for somebody else', async () => {
  const told: (readonly string[])[] = [];
  const workerOf = (keys: Keys) =>
    createCertificatesWorker({
      keys,
      onError(error) {
        throw error;
      },
      onWaiting: (kids) => told.push(kids),
    });
  const [own, plain] = [
    await startNode('hk'),
    await startNode('hk', { node: identityOf('hk', { demonstration: false }) }),
  ];
  try {
    const kid = own.keys.signer('status').kid;
    const first = own.keys.chain(kid);
    own.clock.advance(380 * day);
    await workerOf(own.keys).runOnce();
    expect(own.keys.chain(kid)).not.toEqual(first);
    expect(told).toEqual([]);
    const worker = workerOf(plain.keys);
    worker.start();
    await worker.stop();
    expect(told).toHaveLength(1);
    expect(told[0]).toHaveLength(4);
    expect(told[0]).toContain(plain.keys.signer('presentation').kid);
  } finally {
    await Promise.all([own.close(), plain.close()]);
  }
});
