import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { OutboundFailure, type Signer } from '../../src/kernel/ports.ts';
import { loteOf } from '../../src/trust/lote-writing.ts';
import { readTrustList } from '../../src/trust/trust-list.ts';
import { act, answerOf, startProcess } from '../keys/node.ts';
import {
  type Border,
  end,
  grant,
  homeAttestation,
  publish,
  register,
  rotateAnchor,
  startBorder,
  unreachable,
} from './border.ts';
import { payload, sign } from './lists.ts';

const iss = 'https://sz.wenjin.example/authorities/registrar';
const origin = 'https://sz.wenjin.example';

let border: Border;
let serve: Border['network']['answer'];
beforeAll(async () => {
  border = await startBorder();
  serve = border.network.answer;
  await register(border.sz, 'registrar');
  await grant(border.sz, { slug: 'registrar' });
});
afterEach(() => {
  border.network.answer = serve;
});
afterAll(() => border.close());

const sync = () => border.hk.trust.syncPeer();
const view = () => border.hk.trust.view();

describe('before the first list', () => {
  test('the peer has no issuers, and nothing of it is fresh', () => {
    expect([
      view().knowsIssuer(iss),
      view().fresh(origin, border.clock.now()),
      view().version(origin),
    ]).toEqual([false, false, 'CN-SZ-0']);
  });

  test('a peer that has none yet changes nothing', async () => {
    expect(await sync()).toEqual({ kind: 'refused', reason: 'answer' });
  });
});

describe('the list of the peer', () => {
  test('is fetched from the address of configuration, accepted, recorded, and known at once', async () => {
    await publish(border.sz);
    expect(await sync()).toEqual({ kind: 'accepted', version: 'CN-SZ-1' });
    expect(new Set(border.asked)).toEqual(new Set([`${origin}/.well-known/wenjin-trust-list`]));
    const { kid } = border.sz.keys.signer('credential', 'registrar');
    expect(view().issuerKey(iss, kid)).toBeDefined();
    expect(view().mandateAt(iss, homeAttestation, 'cn-qcbp-im-cc', border.clock.now())).toBeDefined();
    expect(view().fresh(origin, border.clock.now())).toBe(true);
    expect(await border.hk.trust.keptList(border.hk.db, 'CN-SZ-1')).toEqual(border.sz.trust.currentList());
    const events = await border.hk.query(`select type from events where type = 'trust.received'`);
    expect(events).toHaveLength(1);
  });

  test('is nothing new the second time', async () => {
    expect(await sync()).toEqual({ kind: 'unchanged' });
  });

  test('says of both nodes the same', async () => {
    await register(border.hk, 'assessor');
    await publish(border.hk);
    const at = border.clock.now();
    for (const node of [border.hk, border.sz]) {
      expect(node.trust.view().mandateAt(iss, homeAttestation, 'cn-qcbp-im-cc', at)?.from).toEqual(at);
    }
    expect(view().knowsIssuer('https://hk.wenjin.example/authorities/assessor')).toBe(true);
  });

  test('is recorded once when two processes fetch it at once, and known to both', async () => {
    const other = await border.hk.another();
    border.clock.advance(60);
    await grant(border.sz, { slug: 'registrar', qualificationIds: ['hk-cb'] });
    const version = await publish(border.sz);
    const outcomes = await Promise.all([sync(), other.trust.syncPeer(), sync()]);
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toEqual([{ kind: 'accepted', version }]);
    expect(outcomes.filter(({ kind }) => kind === 'unchanged')).toHaveLength(2);
    await other.snapshots.refreshAll();
    expect(other.trust.view().version(origin)).toBe(version);
  });

  test('ends a mandate here as it does there', async () => {
    const id = await grant(border.sz, { slug: 'registrar', qualificationIds: ['hk-cb-s1'] });
    border.clock.advance(60);
    await publish(border.sz);
    await sync();
    const before = border.clock.now();
    border.clock.advance(60);
    await end(border.sz, 'registrar', id);
    await publish(border.sz);
    await sync();
    const mandated = (at: Date) => view().mandateAt(iss, homeAttestation, 'hk-cb-s1', at)?.id;
    expect([mandated(before), mandated(border.clock.now())]).toEqual([id, undefined]);
  });
});

describe('whatever is not accepted leaves the view as it was', () => {
  const forged = async () => answerOf(await sign(payload({ sequence: 1000 })));
  test.each<[string, Border['network']['answer'], string]>([
    ['a forged list', forged, 'signer-unknown'],
    ['an answer of 500', async () => answerOf('', { status: 500 }), 'answer'],
    [
      'a page of a provider',
      async () => answerOf('<html>', { headers: { 'content-type': 'text/html' } }),
      'answer',
    ],
    ['an answer without a type', async () => answerOf('x.y.z', { headers: {} }), 'answer'],
    ['nothing', async () => answerOf(''), 'not-compact'],
    ['bytes that are no text', async () => answerOf(Uint8Array.of(0xff, 0xfe, 0)), 'not-compact'],
  ])('%s', async (_, answer, reason) => {
    border.network.answer = answer;
    const before = [view(), await border.hk.query('select count(*) from events')];
    expect(await sync()).toEqual({ kind: 'refused', reason });
    expect([view(), await border.hk.query('select count(*) from events')]).toEqual(before);
  });

  test('an older list of the peer itself', async () => {
    const old = await border.hk.trust.keptList(border.hk.db, 'CN-SZ-1');
    border.network.answer = async () => answerOf(old ?? '');
    expect(await sync()).toEqual({ kind: 'refused', reason: 'rolled-back' });
  });

  test('no answer at all', async () => {
    border.network.answer = unreachable;
    const before = view();
    await expect(sync()).rejects.toThrow(OutboundFailure);
    expect(view()).toBe(before);
  });

  test('a list with a key of ours', async () => {
    // The Shenzhen operator registers a public key of Hong Kong as one of its own.
    const { kid } = border.hk.keys.signer('status');
    const jwk = border.hk.keys.find(kid)?.jwk;
    await border.sz.query(
      `insert into signing_keys values ($1, 'credential', 'thief', 'ES256', $2, null, '2026-06-01T00:00:00Z', '2026-06-01T00:00:00Z', null, null, now())`,
      [kid, JSON.stringify(jwk)],
    );
    await border.sz.query(
      `insert into authorities values ('thief', 'authority', '{"en":"T","zhHant":"T","zhHans":"T"}', 'x', now())`,
    );
    await publish(border.sz);
    expect(await sync()).toEqual({ kind: 'refused', reason: 'key-of-another-node' });
    await border.sz.query('delete from signing_keys where kid = $1', [kid]);
    await border.sz.query(`delete from authorities where slug = 'thief'`);
    await publish(border.sz);
    expect(await sync()).toMatchObject({ kind: 'accepted' });
  });
});

describe('a peer out of reach', () => {
  test('is fresh until its list says so no more, then not, and again when it is back', async () => {
    border.network.answer = unreachable;
    border.clock.advance(86_399);
    expect(view().fresh(origin, border.clock.now())).toBe(true);
    border.clock.advance(1);
    expect(view().fresh(origin, border.clock.now())).toBe(false);
    expect(view().knowsIssuer(iss)).toBe(true);
    border.network.answer = serve;
    expect(await sync()).toEqual({ kind: 'unchanged' });
    expect(view().fresh(origin, border.clock.now())).toBe(false);
    await publish(border.sz);
    await sync();
    expect(view().fresh(origin, border.clock.now())).toBe(true);
  });
});

describe('the key of the list itself', () => {
  let former: string;
  let formerSigner: Signer;
  let next: string;

  test('is handed over by a list that the former key signed, with an overlap', async () => {
    formerSigner = border.sz.keys.signer('trust-list');
    former = formerSigner.kid;
    next = await rotateAnchor(border.sz);
    await publish(border.sz);
    expect(await sync()).toMatchObject({ kind: 'accepted' });
    border.clock.advance(86_405);
    expect(border.sz.keys.signer('trust-list').kid).toBe(next);
    await publish(border.sz);
    expect(await sync()).toMatchObject({ kind: 'accepted' });
    border.clock.advance(60);
    await publish(border.sz);
    expect(await sync()).toMatchObject({ kind: 'accepted' });
    const anchors = await border.hk.query('select kid, sign_until from trust_anchors order by announced_in');
    expect(anchors.map(({ kid }) => kid)).toEqual([former, next]);
  });

  test('is pointed to by our list, and changes it once', async () => {
    await publish(border.hk);
    const anchorsIn = () => {
      const read = readTrustList(Buffer.from(border.hk.trust.currentList() ?? '').toString());
      return read.ok ? read.list.payload.peer_anchors : [];
    };
    expect(anchorsIn()).toEqual([next]);
    for (const signUntil of [null, border.clock.now(), null]) {
      await border.hk.query('update trust_anchors set sign_until = $1 where kid = $2', [signUntil, former]);
      expect(await border.hk.trust.publishIfDue()).toMatchObject({ kind: 'published' });
      expect(anchorsIn()).toEqual(signUntil === null ? [former, next].toSorted() : [next]);
    }
    // The rows change places; what they say does not.
    await border.hk.query('update trust_anchors set sign_until = null where kid = $1', [next]);
    expect(await border.hk.trust.publishIfDue()).toEqual({ kind: 'not-due' });
    await border.hk.query('update trust_anchors set sign_until = $1 where kid = $2', [
      border.clock.now(),
      former,
    ]);
  });

  test('signs nothing any more that is accepted after its end, though configuration still pins it', async () => {
    expect(border.hk.node.peer.anchors).toEqual([former]);
    // Somebody found the old key: it signs a list that would be good in every other respect.
    const read = readTrustList(Buffer.from(border.sz.trust.currentList() ?? '').toString('latin1'));
    if (!read.ok) throw new Error(read.reason);
    const content = loteOf({ ...read.list.payload, sequence: 1000, anchors: [former] });
    const header = { typ: 'trustlist+jwt', kid: former, iat: read.list.payload.iat };
    const stolen = await signCompactJws(header, content, formerSigner);
    border.network.answer = async () => answerOf(stolen);
    expect(await sync()).toEqual({ kind: 'refused', reason: 'signer-ended' });
  });

  test('leads from configuration to the kept list in every new process', async () => {
    const restarted = await border.hk.another();
    expect(restarted.trust.view().version(origin)).toBe(view().version(origin));
    expect(restarted.untrusted).toEqual([]);
  });

  test('that the database alone names is not believed', async () => {
    const { clock, databaseUrl, node } = border.hk;
    const anchors = ['A'.repeat(43)];
    const repinned = { ...node, peer: { ...node.peer, anchors } };
    const other = await startProcess(databaseUrl, { node: repinned, clock });
    expect(other.trust.view().knowsIssuer(iss)).toBe(false);
    expect(other.trust.view().fresh(origin, clock.now())).toBe(false);
    expect(other.untrusted).toEqual([view().version(origin)]);
    await other.close();
  });

  test('when it was compromised is replaced by pinning its successor', async () => {
    const replacement = await border.sz.keys.prepare({
      purpose: 'trust-list',
      authority: null,
      suite: 'ES256',
    });
    const report = { kid: next, compromisedAt: border.clock.now(), reason: '-', replacement };
    await border.sz.db.transaction((tx) => border.sz.keys.markCompromised(tx, report, act));
    await publish(border.sz);
    expect(await sync()).toEqual({ kind: 'refused', reason: 'signer-unknown' });
    const { node } = border.hk;
    const anchors = [replacement.kid];
    const repinned = await border.hk.another({ node: { ...node, peer: { ...node.peer, anchors } } });
    expect(await repinned.trust.syncPeer()).toMatchObject({ kind: 'accepted' });
    expect(repinned.trust.view().nodeKey(origin, 'trust-list', next)?.compromisedAt).toEqual(
      border.clock.now(),
    );
  });
});

describe('a node for production', () => {
  test('refuses the list of a demonstration', async () => {
    const { node } = border.hk;
    const production = await border.hk.another({ node: { ...node, demonstration: false } });
    await grant(border.sz, { slug: 'registrar' });
    await publish(border.sz);
    expect(await production.trust.syncPeer()).toEqual({ kind: 'refused', reason: 'demonstration' });
  });
});
