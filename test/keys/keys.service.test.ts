import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tokenKeysOf } from '../../src/access/index.ts';
import { Fault } from '../../src/kernel/fault.ts';
import { importPublicKey, thumbprint } from '../../src/kernel/jwk.ts';
import { createKeyChanges } from '../../src/keys/changes.service.ts';
import type { KeyPurpose } from '../../src/keys/index.ts';
import { act, type Process, startNode, startProcess, type TestNode } from './node.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode('hk');
});
afterAll(() => node.close());

const nodePurposes = [
  'status',
  'agreement',
  'trust-list',
  'notice',
  'receipt',
  'token',
  'presentation',
  'metadata',
  'log',
  'witness',
] as const;

const prepare = (purpose: KeyPurpose, authority: string | null = null, process: Process = node) =>
  process.keys.prepare({ purpose, authority, suite: 'ES256' });

async function rotate(purpose: KeyPurpose, signFrom?: Date, process: Process = node) {
  const prepared = await prepare(purpose, null, process);
  const rotated = await process.db.transaction((tx) => process.keys.rotate(tx, { prepared, signFrom }, act));
  await process.keys.refresh();
  return rotated;
}

async function report(kid: string, compromisedAt: Date) {
  const found = await node.keys.readOne(node.db, kid);
  if (!found) throw new Error('no such key');
  const replacement = await node.keys.prepare(found);
  const reason = 'A backup went missing.';
  const marked = await node.db.transaction((tx) =>
    node.keys.markCompromised(tx, { kid, compromisedAt, reason, replacement }, act),
  );
  await node.keys.refresh();
  return marked;
}

async function eventsOf(kid: string): Promise<unknown[]> {
  const rows = await node.query(
    'select type from events join event_openings on event_id = id where object_type = $1 and object_id = $2 order by position',
    ['key', kid],
  );
  return rows.map(({ type }) => type);
}

async function signs(process: Process, purpose: KeyPurpose, authority?: string): Promise<string> {
  const signer = process.keys.signer(purpose, authority);
  const key = importPublicKey(process.keys.find(signer.kid)?.jwk);
  const message = Buffer.from('message');
  const signature = await signer.sign(message);
  if (key === undefined) throw new Error('the signer is not published');
  const digest = signer.alg === 'ES256' ? 'sha256' : null;
  expect(verify(digest, message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  return signer.kid;
}

describe('a node that is set up', () => {
  test('has one key of its own for each purpose, by its thumbprint', async () => {
    const published = node.keys.published();
    expect(published.map(({ purpose }) => purpose).sort()).toEqual([...nodePurposes].sort());
    for (const { kid, jwk, authority, suite, purpose } of published) {
      const usual = purpose === 'log' || purpose === 'witness' ? 'Ed25519' : 'ES256';
      expect([kid, authority, suite]).toEqual([thumbprint(jwk), null, usual]);
    }
    for (const purpose of nodePurposes) await signs(node, purpose);
    expect(await eventsOf(node.keys.signer('status').kid)).toEqual(['key.created', 'key.certified']);
    expect(await eventsOf(node.keys.signer('receipt').kid)).toEqual(['key.created']);
  });

  test('is not set up twice, whoever tries at once', async () => {
    const before = node.keys.published();
    const other = await node.another();
    await Promise.all([node.keys.ensureNodeKeys(), other.keys.ensureNodeKeys()]);
    expect(node.keys.published()).toEqual(before);
  });

  test('gets one key for each purpose when two processes set it up at once', async () => {
    const fresh = await startNode('sz');
    try {
      await fresh.query('delete from key_certificates');
      await fresh.query('delete from signing_keys');
      const other = await fresh.another();
      await Promise.all([fresh.keys.ensureNodeKeys(), other.keys.ensureNodeKeys()]);
      await fresh.keys.refresh();
      expect(
        fresh.keys
          .published()
          .map(({ purpose }) => purpose)
          .sort(),
      ).toEqual([...nodePurposes].sort());
    } finally {
      await fresh.close();
    }
  });

  test('of a version before gets the keys that are new when it starts, and keeps the others', async () => {
    const older = await startNode('sz');
    try {
      const status = older.keys.signer('status').kid;
      await older.query(`delete from key_certificates`);
      await older.query(`delete from certificate_authorities`);
      await older.query(`delete from signing_keys where purpose in ('presentation', 'metadata')`);
      const process = await older.another();
      await process.keys.ensureNodeKeys();
      expect(process.keys.signer('status').kid).toBe(status);
      for (const purpose of ['presentation', 'metadata', 'status'] as const)
        expect(process.keys.chain(await signs(process, purpose))).toHaveLength(2);
    } finally {
      await older.close();
    }
  });

  test('begins windows on the whole second, so that what is signed within it lies inside', async () => {
    node.clock.set('2026-06-01T02:00:00.750Z');
    const prepared = await prepare('credential', 'whole-second');
    const key = await node.db.transaction((tx) => node.keys.create(tx, prepared, act));
    expect(key.signFrom).toEqual(new Date('2026-06-01T02:00:00Z'));
  });
});

describe('a private key', () => {
  test('is nowhere in the database in clear', async () => {
    const [token] = node.keys.tokenKeys();
    const secret = createPrivateKey(token?.privatePem ?? '').export({ format: 'jwk' }).d ?? '';
    const rows = await node.query(
      `select encode(private_sealed, 'hex') as sealed, public_jwk::text as jwk from signing_keys`,
    );
    expect(rows).not.toHaveLength(0);
    const hex = Buffer.from(secret, 'base64url').toString('hex');
    for (const { sealed, jwk } of rows) {
      expect(`${String(sealed)} ${String(jwk)}`).not.toContain(hex);
      expect(String(jwk)).not.toContain(secret);
    }
  });

  test('opens under no other master key, and a node with one does not start', async () => {
    const { node: identity, clock, databaseUrl } = node;
    const masterKey = new Uint8Array(32).fill(8);
    await expect(startProcess(databaseUrl, { node: identity, clock, masterKey })).rejects.toThrow(
      /^The master key does not open signing key/,
    );
  });

  test('moved into the row of another key does not open', async () => {
    const fresh = await startNode('sz');
    try {
      await fresh.query(
        `update signing_keys set private_sealed = (select private_sealed from signing_keys where purpose = 'token') where purpose = 'status'`,
      );
      await expect(fresh.another()).rejects.toThrow(/^The master key does not open/);
    } finally {
      await fresh.close();
    }
  });
});

describe('an authority', () => {
  test('has keys apart from the node and from every other', async () => {
    for (const authority of ['registrar', 'college']) {
      const prepared = await prepare('credential', authority);
      await node.db.transaction((tx) => node.keys.create(tx, prepared, act));
    }
    await node.keys.refresh();
    const [registrar, college] = [
      await signs(node, 'credential', 'registrar'),
      await signs(node, 'credential', 'college'),
    ];
    expect(registrar).not.toBe(college);
    expect(node.keys.listed('registrar').map(({ kid }) => kid)).toEqual([registrar]);
    expect(node.keys.listed(null).some(({ kid }) => kid === registrar)).toBe(false);
  });

  test('without a key signs nothing, and a node has no credential key', () => {
    expect(() => node.keys.signer('credential', 'nobody')).toThrow('no-signing-key');
    expect(() => node.keys.signer('credential')).toThrow('no-signing-key');
    expect(() => node.keys.signer('status', 'registrar')).toThrow('no-signing-key');
  });

  test('gets a first key once', async () => {
    const prepared = await prepare('credential', 'registrar');
    await expect(node.db.transaction((tx) => node.keys.create(tx, prepared, act))).rejects.toThrow(
      'which has one',
    );
  });
});

describe('a rotation', () => {
  test('lets both keys overlap: the former signs until the change, and both stay listed', async () => {
    node.clock.set('2026-06-02T00:00:00Z');
    const former = await signs(node, 'receipt');
    const next = await rotate('receipt');
    expect(next.signFrom).toEqual(new Date('2026-06-02T00:10:00Z'));
    expect(await signs(node, 'receipt')).toBe(former);
    node.clock.set('2026-06-02T00:10:04Z');
    expect(await signs(node, 'receipt')).toBe(former);
    node.clock.set('2026-06-02T00:10:05Z');
    expect(await signs(node, 'receipt')).toBe(next.kid);
    expect(node.keys.find(former)).toMatchObject({
      signUntil: new Date('2026-06-02T00:11:00Z'),
      publishedUntil: null,
    });
    node.clock.set('2027-06-02T00:00:00Z');
    expect(node.keys.listed(null).map(({ kid }) => kid)).toEqual(expect.arrayContaining([former, next.kid]));
    expect(await eventsOf(next.kid)).toEqual(['key.rotated']);
  });

  test('is refused while another is under way, and possible after it', async () => {
    node.clock.set('2026-07-01T00:00:00Z');
    await rotate('notice');
    await expect(rotate('notice')).rejects.toMatchObject({ code: 'rotation-under-way' });
    node.clock.set('2026-07-01T00:11:00Z');
    await rotate('notice');
  });

  test('asked for twice at once happens once', async () => {
    node.clock.set('2026-07-02T00:00:00Z');
    const other = await node.another();
    const outcomes = await Promise.allSettled([rotate('agreement'), rotate('agreement', undefined, other)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const keys = (await node.keys.readPublished(node.db)).filter(({ purpose }) => purpose === 'agreement');
    expect(keys).toHaveLength(2);
    expect(keys.filter(({ signUntil }) => signUntil === null)).toHaveLength(1);
  });

  test('of what has no key is not found', async () => {
    const prepared = await prepare('credential', 'nobody');
    const rotation = node.db.transaction((tx) =>
      node.keys.rotate(tx, { prepared, signFrom: undefined }, act),
    );
    await expect(rotation).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that is rolled back leaves nothing', async () => {
    const before = await node.keys.readPublished(node.db);
    const prepared = await prepare('status');
    const attempt = node.db.transaction(async (tx) => {
      await node.keys.rotate(tx, { prepared, signFrom: undefined }, act);
      throw new Error('the process dies here');
    });
    await expect(attempt).rejects.toThrow('dies here');
    expect(await node.keys.readPublished(node.db)).toEqual(before);
    expect(await eventsOf(prepared.kid)).toEqual([]);
  });

  test('whose claim was lost to another request leaves no key', async () => {
    const before = await node.keys.readPublished(node.db);
    const changes = createKeyChanges(node);
    const claim = { id: 'id', record: () => Promise.reject(new Fault('claim-lost')) };
    const request = { purpose: 'status', authority: null, suite: 'ES256', signFrom: undefined } as const;
    await expect(changes.rotate(request, claim, act)).rejects.toMatchObject({ code: 'claim-lost' });
    expect(await node.keys.readPublished(node.db)).toEqual(before);
  });

  test('is seen by every other process', async () => {
    node.clock.set('2026-07-03T00:00:00Z');
    const other = await node.another();
    const { kid } = await rotate('status', node.clock.now());
    node.clock.advance(5);
    await other.snapshots.refreshAll();
    expect(await signs(other, 'status')).toBe(kid);
  });

  test('destroys the private part of a key that stopped more than a day before', async () => {
    const fresh = await startNode('sz');
    try {
      fresh.clock.set('2026-06-02T00:00:00Z');
      const first = fresh.keys.signer('status').kid;
      await rotate('status', fresh.clock.now(), fresh);
      fresh.clock.set('2026-06-04T00:00:00Z');
      await rotate('status', fresh.clock.now(), fresh);
      const rows = await fresh.query('select kid, private_sealed is null as destroyed from signing_keys');
      expect(rows.filter(({ destroyed }) => destroyed)).toEqual([{ kid: first, destroyed: true }]);
      expect(fresh.keys.find(first)).toBeDefined();
    } finally {
      await fresh.close();
    }
  });
});

describe('token keys', () => {
  test('have the one that signs first, and the former until its tokens are over', async () => {
    node.clock.set('2026-08-01T00:00:00Z');
    const tokenKeys = tokenKeysOf(node.keys);
    const former = tokenKeys.current();
    const next = await rotate('token', node.clock.now());
    expect(tokenKeys.current().kid).toBe(former.kid);
    node.clock.advance(5);
    expect(node.keys.tokenKeys().map(({ kid }) => kid)).toEqual([next.kid, former.kid]);
    node.clock.set('2026-08-02T00:01:00Z');
    expect(node.keys.tokenKeys().map(({ kid }) => kid)).toEqual([next.kid]);
    expect(node.keys.listed(null).some(({ kid }) => kid === former.kid)).toBe(false);
  });

  test('are pairs', () => {
    const { privatePem, kid } = tokenKeysOf(node.keys).current();
    const publicPem = tokenKeysOf(node.keys).find(kid)?.publicPem ?? '';
    const message = Buffer.from('message');
    const signature = sign('sha256', message, privatePem);
    expect(verify('sha256', message, createPublicKey(publicPem), signature)).toBe(true);
  });
});

describe('a compromised key', () => {
  test('is replaced at once, leaves the sets, and is remembered with its instant', async () => {
    node.clock.set('2026-09-01T00:00:00Z');
    const former = await signs(node, 'receipt');
    await report(former, new Date('2026-08-20T00:00:00.400Z'));
    const next = await signs(node, 'receipt');
    expect(next).not.toBe(former);
    expect(node.keys.find(next)?.signFrom).toEqual(node.clock.now());
    expect(node.keys.find(former)).toMatchObject({
      compromisedAt: new Date('2026-08-20T00:00:00Z'),
      signUntil: node.clock.now(),
    });
    expect(node.keys.listed(null).some(({ kid }) => kid === former)).toBe(false);
    expect(await eventsOf(former)).toEqual(['key.rotated', 'key.compromised']);
    expect(await eventsOf(next)).toEqual(['key.rotated']);
    const [row] = await node.query('select private_sealed from signing_keys where kid = $1', [former]);
    expect(row).toEqual({ private_sealed: null });
  });

  test('can only be found to have been compromised earlier', async () => {
    const { kid } = node.keys.published().find(({ compromisedAt }) => compromisedAt !== null) ?? {};
    await expect(report(kid ?? '', new Date('2026-08-20T00:00:00Z'))).rejects.toMatchObject({
      code: 'key-already-compromised',
    });
    const earlier = new Date('2026-08-19T00:00:00Z');
    expect(await report(kid ?? '', earlier)).toMatchObject({ compromisedAt: earlier });
    expect(node.keys.published().filter(({ purpose }) => purpose === 'receipt')).toHaveLength(3);
  });

  test('cannot be compromised in the future', async () => {
    const { kid } = node.keys.signer('status');
    await expect(report(kid, new Date('2026-09-01T00:00:01Z'))).rejects.toMatchObject({
      code: 'compromise-in-future',
    });
  });

  test('that is not known is not found', async () => {
    const replacement = await prepare('status');
    const marking = node.db.transaction((tx) =>
      node.keys.markCompromised(
        tx,
        { kid: 'unknown', compromisedAt: node.clock.now(), reason: '-', replacement },
        act,
      ),
    );
    await expect(marking).rejects.toMatchObject({ code: 'not-found' });
  });

  test('during a rotation makes its successor begin at once', async () => {
    node.clock.set('2026-09-02T00:00:00Z');
    const former = await signs(node, 'notice');
    const next = await rotate('notice');
    node.clock.set('2026-09-02T00:01:00Z');
    await report(former, node.clock.now());
    expect(await signs(node, 'notice')).toBe(next.kid);
    expect(node.keys.find(next.kid)?.signFrom).toEqual(node.clock.now());
  });

  test('before it began keeps an empty window, and another takes its place', async () => {
    node.clock.set('2026-09-03T00:00:00Z');
    const former = await signs(node, 'agreement');
    const next = await rotate('agreement');
    await report(next.kid, node.clock.now());
    expect(node.keys.find(next.kid)).toMatchObject({ signFrom: next.signFrom, signUntil: next.signFrom });
    node.clock.set('2026-09-03T00:20:00Z');
    const after = await signs(node, 'agreement');
    expect([former, next.kid]).not.toContain(after);
  });

  test('takes the access tokens of its time with it', async () => {
    const tokenKeys = tokenKeysOf(node.keys);
    const { kid } = tokenKeys.current();
    await report(kid, node.clock.now());
    expect(tokenKeys.find(kid)).toBeUndefined();
    expect(tokenKeys.current().kid).not.toBe(kid);
  });
});
