import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeKeyPurposes } from '../../src/keys/index.ts';
import type { Database } from '../../src/platform/database.ts';
import { readTrustList } from '../../src/trust/trust-list.ts';
import { act, startNode, type TestNode } from '../keys/node.ts';
import { end, grant, homeAttestation, publish, register } from './border.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode('sz');
  await register(node, 'registrar');
});
afterAll(() => node.close());

const iss = 'https://sz.wenjin.example/authorities/registrar';

function payloadOf(list: Uint8Array | undefined) {
  const read = readTrustList(Buffer.from(list ?? new Uint8Array()).toString('latin1'));
  if (!read.ok) throw new Error(read.reason);
  return read.list.payload;
}

const kept = async () =>
  (await node.query('select sequence::int from trust_lists order by sequence')).map(
    ({ sequence }) => sequence,
  );

async function eventTypes(objectType: string, objectId: string): Promise<unknown[]> {
  const rows = await node.query(
    'select type from events join event_openings on event_id = id where object_type = $1 and object_id = $2',
    [objectType, objectId],
  );
  return rows.map(({ type }) => type);
}

const mandated = (at: Date) => node.trust.view().mandateAt(iss, homeAttestation, 'cn-qcbp-im-cc', at);

describe('the list of a node', () => {
  test('is its own view, and names all its keys and authorities', async () => {
    expect(node.trust.view().knowsIssuer(iss)).toBe(false);
    expect(node.trust.currentList()).toBeUndefined();
    expect(await publish(node)).toBe('CN-SZ-1');
    const payload = payloadOf(node.trust.currentList());
    expect(payload).toMatchObject({
      iss: 'https://sz.wenjin.example',
      jurisdiction: 'CN-SZ',
      sequence: 1,
      demonstration: true,
      anchors: [node.keys.signer('trust-list').kid],
      status_lists: 'https://sz.wenjin.example/status-lists',
      peer: 'https://hk.wenjin.example/.well-known/wenjin-trust-list',
      authorities: [{ iss, slug: 'registrar', mandates: [] }],
    });
    expect(payload.node_keys).toHaveLength(nodeKeyPurposes.length);
    const view = node.trust.view();
    const { kid } = node.keys.signer('credential', 'registrar');
    expect(view.issuerKey(iss, kid)?.alg).toBe('ES256');
    expect(view.nodeKey(node.node.origin, 'status', node.keys.signer('status').kid)).toBeDefined();
    expect(view.version(node.node.origin)).toBe('CN-SZ-1');
    expect(await eventTypes('trust-list', 'CN-SZ-1')).toEqual(['trust.changed']);
    expect(await eventTypes('authority', iss)).toEqual(['trust.changed']);
  });

  test('is not signed again while nothing has changed, until half a day has passed', async () => {
    expect(await node.trust.publishIfDue()).toEqual({ kind: 'not-due' });
    node.clock.advance(12 * 3600 - 1);
    expect(await node.trust.publishIfDue()).toEqual({ kind: 'not-due' });
    node.clock.advance(1);
    expect(await publish(node)).toBe('CN-SZ-2');
    expect(payloadOf(node.trust.currentList()).next_update).toBe(node.clock.now().getTime() / 1000 + 86_400);
  });

  test('follows a mandate and its end', async () => {
    const id = await grant(node, { slug: 'registrar' });
    const granted = node.clock.now();
    expect(mandated(granted)).toBeUndefined();
    await publish(node);
    expect(mandated(granted)?.id).toBe(id);
    expect(mandated(new Date(granted.getTime() - 1))).toBeUndefined();
    node.clock.advance(3600);
    await end(node, 'registrar', id);
    await publish(node);
    expect(mandated(node.clock.now())).toBeUndefined();
    expect(mandated(granted)?.id).toBe(id);
    expect(await eventTypes('mandate', id)).toEqual(['trust.changed', 'trust.changed']);
  });

  test('follows a rotation, a compromise, and the end of a former key', async () => {
    const prepared = await node.keys.prepare({ purpose: 'status', authority: null, suite: 'ES256' });
    await node.db.transaction((tx) => node.keys.rotate(tx, { prepared, signFrom: node.clock.now() }, act));
    await publish(node);
    expect(node.trust.view().nodeKey(node.node.origin, 'status', prepared.kid)).toBeDefined();
    const replacement = await node.keys.prepare(prepared);
    const compromisedAt = node.clock.now();
    await node.db.transaction((tx) =>
      node.keys.markCompromised(tx, { kid: prepared.kid, compromisedAt, reason: '-', replacement }, act),
    );
    await publish(node);
    expect(node.trust.view().nodeKey(node.node.origin, 'status', prepared.kid)).toMatchObject({
      compromisedAt,
    });
  });

  test('is signed again when time alone changes what a service is', async () => {
    const prepared = await node.keys.prepare({ purpose: 'notice', authority: null, suite: 'ES256' });
    const signFrom = new Date(node.clock.now().getTime() + 600_000);
    await node.db.transaction((tx) => node.keys.rotate(tx, { prepared, signFrom }, act));
    await publish(node);
    const statusOf = (list: Uint8Array | undefined) => {
      const read = readTrustList(Buffer.from(list ?? '').toString());
      if (!read.ok) throw new Error(read.reason);
      return read.list.document.LoTE.TrustedEntitiesList[0]?.TrustedEntityServices.flatMap(
        ({ ServiceInformation: { ServiceDigitalIdentity, ServiceStatus } }) =>
          ServiceDigitalIdentity.OtherIds.some((id) => id.endsWith(prepared.kid))
            ? [ServiceStatus.split('/').at(-1)]
            : [],
      );
    };
    expect(statusOf(node.trust.currentList())).toEqual(['announced']);
    node.clock.advance(599);
    // The key of the test before has ended meanwhile.
    await publish(node);
    expect(await node.trust.publishIfDue()).toEqual({ kind: 'not-due' });
    expect(statusOf(node.trust.currentList())).toEqual(['announced']);
    node.clock.advance(1);
    await publish(node);
    expect(statusOf(node.trust.currentList())).toEqual(['granted']);
  });

  test('never goes back in time, whatever the clock does', async () => {
    const before = payloadOf(node.trust.currentList());
    const instant = node.clock.now();
    await grant(node, { slug: 'registrar', validFrom: instant });
    node.clock.advance(-600);
    await publish(node);
    expect(payloadOf(node.trust.currentList()).iat).toBe(before.iat);
    node.clock.set(instant);
  });

  test('is kept for ever, byte for byte', async () => {
    const first = await node.trust.keptList(node.db, 'CN-SZ-1');
    expect(payloadOf(first).sequence).toBe(1);
    for (const version of ['CN-SZ-999', 'HK-1', 'CN-SZ-x', 'CN-SZ-', '']) {
      expect(await node.trust.keptList(node.db, version)).toBeUndefined();
    }
  });
});

describe('two publishers at once', () => {
  test('give each number to one list', async () => {
    const other = await node.another();
    for (let round = 0; round < 5; round += 1) {
      const before = await kept();
      await grant(node, { slug: 'registrar' });
      const outcomes = await Promise.all([
        node.trust.publishIfDue(),
        other.trust.publishIfDue(),
        other.trust.publishIfDue(),
      ]);
      expect(outcomes.filter(({ kind }) => kind === 'published')).toHaveLength(1);
      expect(await kept()).toHaveLength(before.length + 1);
    }
    await Promise.all([node, other].map(({ snapshots }) => snapshots.refreshAll()));
    const [ours, theirs] = [node, other].map(({ trust }) => payloadOf(trust.currentList()));
    expect(ours).toEqual(theirs);
  });

  test('lose no change that came while the other was signing', async () => {
    const other = await node.another();
    await grant(node, { slug: 'registrar' });
    const first = node.trust.publishIfDue();
    const late = await grant(other, { slug: 'registrar', validFrom: node.clock.now() });
    await first;
    await other.trust.publishIfDue();
    await node.snapshots.refreshAll();
    const listed = payloadOf(node.trust.currentList()).authorities.flatMap(({ mandates }) =>
      mandates.map(({ id }) => id),
    );
    expect(listed).toContain(late);
  });
});

describe('a publisher that dies', () => {
  /** The transaction that records is the one that is not read-only. */
  function dying(when: 'before' | 'after') {
    return (db: Database): Database => {
      const mortal: Database = Object.create(db);
      mortal.transaction = async (work, config) => {
        if (config?.accessMode === 'read only') return db.transaction(work, config);
        if (when === 'after') await db.transaction(work, config);
        throw new Error(`died ${when} recording`);
      };
      return mortal;
    };
  }

  test('between signing and recording leaves the number free, and its bytes are never served', async () => {
    const before = await kept();
    await grant(node, { slug: 'registrar' });
    const mortal = await node.another({ around: dying('before') });
    await expect(mortal.trust.publishIfDue()).rejects.toThrow('died before recording');
    expect(await kept()).toEqual(before);
    expect(await publish(node)).toBe(`CN-SZ-${before.length + 1}`);
    expect(await node.trust.publishIfDue()).toEqual({ kind: 'not-due' });
  });

  test('just after recording has published, once', async () => {
    const before = await kept();
    await grant(node, { slug: 'registrar' });
    const mortal = await node.another({ around: dying('after') });
    await expect(mortal.trust.publishIfDue()).rejects.toThrow('died after recording');
    expect(await kept()).toHaveLength(before.length + 1);
    expect(await node.trust.publishIfDue()).toEqual({ kind: 'not-due' });
    await node.snapshots.refreshAll();
    expect(payloadOf(node.trust.currentList()).sequence).toBe(before.length + 1);
  });
});

describe('a change is refused', () => {
  test.each([
    ['a slug that is taken', () => register(node, 'registrar'), 'authority-exists'],
    ['a mandate of nobody', () => grant(node, { slug: 'nobody' }), 'not-found'],
    [
      'a qualification that the catalogue does not have',
      () => grant(node, { slug: 'registrar', qualificationIds: ['cn-qcbp-im-cc', 'no-such'] }),
      'qualification-unknown',
    ],
    [
      'a component where a qualification is due',
      () => grant(node, { slug: 'registrar', qualificationIds: ['hk-ethics-and-conduct'] }),
      'qualification-unknown',
    ],
    [
      'a window without an instant in it',
      () => grant(node, { slug: 'registrar', validUntil: node.clock.now() }),
      'mandate-window',
    ],
    [
      'the end of a mandate that is none',
      () => end(node, 'registrar', '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b'),
      'not-found',
    ],
  ])('%s', async (_, change, code) => {
    const events = await node.query('select count(*) from events');
    await expect(change()).rejects.toMatchObject({ code });
    expect(await node.query('select count(*) from events')).toEqual(events);
  });

  test('the end of another authority’s mandate, one in the past, one that comes too late', async () => {
    await register(node, 'college');
    const id = await grant(node, { slug: 'registrar' });
    await expect(end(node, 'college', id)).rejects.toMatchObject({ code: 'not-found' });
    const past = new Date(node.clock.now().getTime() - 1000);
    await expect(end(node, 'registrar', id, past)).rejects.toMatchObject({ code: 'mandate-end-past' });
    await end(node, 'registrar', id);
    await expect(end(node, 'registrar', id)).rejects.toMatchObject({ code: 'mandate-ended' });
  });

  test('more than a list can hold', async () => {
    await node.query(
      `insert into mandates select gen_random_uuid(), 'college', 'attest', $1, array['cn-qcbp-im-cc'], now(), null, repeat('x', 500), now() from generate_series(1, 500)`,
      [homeAttestation],
    );
    await expect(grant(node, { slug: 'college' })).rejects.toMatchObject({ code: 'trust-list-full' });
    await node.query(`delete from mandates where slug = 'college'`);
  });
});

describe('a mandate', () => {
  test('of a bridging provider may name components', async () => {
    const qualificationIds = ['hk-ethics-and-conduct', 'cn-qcbp-im-cc'];
    await grant(node, { slug: 'college', action: 'bridge', qualificationIds });
    await publish(node);
    expect(payloadOf(node.trust.currentList()).authorities.at(-1)?.mandates).toMatchObject([
      { action: 'bridge', qualifications: qualificationIds },
    ]);
  });

  test('that is called off before it began was never in force', async () => {
    const validFrom = new Date(node.clock.now().getTime() + 86_400_000);
    const id = await grant(node, { slug: 'college', validFrom });
    expect(await end(node, 'college', id)).toMatchObject({ validFrom, validUntil: validFrom });
    await publish(node);
  });
});
