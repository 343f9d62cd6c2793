import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import type { Signer } from '../../src/kernel/ports.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { answerOf, startProcess, type TestNode } from '../keys/node.ts';
import { type Border, grant, homeAttestation, publish, register, startBorder } from './border.ts';

/** Two nodes whose databases are from before ETSI TS 119 602: their lists are of the form that was then. */

const origin = 'https://sz.wenjin.example';
const iss = `${origin}/authorities/registrar`;
/** The key that Hong Kong pinned once. It handed over to the one that Shenzhen has now. */
const pinned = softwareSigner();

let border: Border;
let hk: Awaited<ReturnType<TestNode['another']>>;
let former: { readonly first: string; readonly second: string };
beforeAll(async () => {
  border = await startBorder();
  const { sz } = border;
  await register(sz, 'registrar');
  await grant(sz, { slug: 'registrar' });
  former = {
    first: await formerList(40, pinned, [pinned.kid, sz.keys.signer('trust-list').kid]),
    second: await formerList(41, sz.keys.signer('trust-list'), [sz.keys.signer('trust-list').kid]),
  };
  for (const node of [border.hk, sz])
    for (const [sequence, text] of [
      [40, former.first],
      [41, former.second],
    ] as const)
      await keep(node, sequence, text);
  await border.hk.query(`insert into trust_anchors values ($1, $2, $3, 40), ($1, $4, null, 40)`, [
    origin,
    pinned.kid,
    border.clock.now(),
    sz.keys.signer('trust-list').kid,
  ]);
  await sz.snapshots.refreshAll();
  hk = await border.hk.another({ node: pinning(border.hk, pinned.kid), outbound: outbound() });
});
afterAll(() => border.close());

const outbound = () => ({ request: () => border.network.answer() });
const pinning = ({ node }: TestNode, kid: string) => ({ ...node, peer: { ...node.peer, anchors: [kid] } });

function formerList(sequence: number, signer: Signer, anchors: readonly string[]): Promise<string> {
  const jwks = [pinned, ...border.sz.keys.published().filter(({ purpose }) => purpose === 'trust-list')];
  const content = {
    version: 1,
    iss: origin,
    jurisdiction: 'CN-SZ',
    sequence,
    iat: epochSeconds(border.clock.now()),
    next_update: epochSeconds(border.clock.now()) + 86_400,
    demonstration: true,
    anchors,
    node_keys: jwks.map(({ kid, jwk }) => ({
      purpose: 'trust-list',
      kid,
      jwk,
      sign_from: 0,
      sign_until: null,
    })),
    authorities: [],
  };
  return signCompactJws({ typ: 'wenjin-trust-list+jwt', kid: signer.kid }, content, signer);
}

function keep(node: TestNode, sequence: number, text: string) {
  return node.query(`insert into trust_lists values ($1, $2, $3, $4, $4)`, [
    origin,
    sequence,
    Buffer.from(text, 'latin1'),
    border.clock.now(),
  ]);
}

describe('a node that starts again on lists of the form before', () => {
  test('judges nothing by them, serves none, and keeps them byte for byte', async () => {
    const { sz } = border;
    expect(sz.trust.currentList()).toBeUndefined();
    for (const node of [sz, hk]) {
      expect(node.trust.view().authorities()).toEqual([]);
      expect(node.trust.view().version(origin)).toBe('CN-SZ-0');
      expect(Buffer.from((await node.trust.keptList(node.db, 'CN-SZ-41')) ?? '').toString()).toBe(
        former.second,
      );
    }
    expect(hk.trust.view().fresh(origin, border.clock.now())).toBe(false);
    expect(hk.untrusted).toEqual([]);
  });

  test('refuses such a list from its peer', async () => {
    const serve = border.network.answer;
    border.network.answer = async () =>
      answerOf(await formerList(42, border.sz.keys.signer('trust-list'), []));
    expect(await hk.trust.syncPeer()).toEqual({ kind: 'refused', reason: 'type' });
    border.network.answer = serve;
  });

  test('signs the next one with the next number, unasked', async () => {
    expect(await publish(border.sz)).toBe('CN-SZ-42');
    expect(await border.sz.trust.publishIfDue()).toEqual({ kind: 'not-due' });
  });

  test('accepts the next one of its peer by the key that was handed over in the form before', async () => {
    expect(await hk.trust.syncPeer()).toEqual({ kind: 'accepted', version: 'CN-SZ-42' });
    const at = border.clock.now();
    expect(hk.trust.view().mandateAt(iss, homeAttestation, 'cn-qcbp-im-cc', at)).toBeDefined();
    const restarted = await border.hk.another({ node: pinning(border.hk, pinned.kid) });
    expect(restarted.trust.view().version(origin)).toBe('CN-SZ-42');
    expect(restarted.untrusted).toEqual([]);
    expect(Buffer.from((await hk.trust.keptList(hk.db, 'CN-SZ-40')) ?? '').toString()).toBe(former.first);
  });

  test('does not believe a hand-over that somebody wrote into the database', async () => {
    const forger = softwareSigner();
    const [head, , tail] = former.first.split('.');
    const [, body] = (
      await formerList(40, forger, [border.sz.keys.signer('trust-list').kid, pinned.kid])
    ).split('.');
    for (const forged of [
      [head, body, tail].join('.'),
      await formerList(40, forger, [forger.kid, border.sz.keys.signer('trust-list').kid]),
    ]) {
      await border.hk.query(`update trust_lists set jws = $1 where sequence = 40`, [Buffer.from(forged)]);
      const other = await startProcess(border.hk.databaseUrl, {
        node: pinning(border.hk, pinned.kid),
        clock: border.clock,
      });
      expect(other.trust.view().knowsIssuer(iss)).toBe(false);
      expect(other.untrusted).toEqual(['CN-SZ-42']);
      await other.close();
    }
  });

  test('stops at a kept list of neither form: the database is damaged', async () => {
    await border.hk.query(`update trust_lists set jws = 'x.y.z' where sequence = 42`);
    await expect(hk.trust.refresh()).resolves.toBeUndefined();
    const start = startProcess(border.hk.databaseUrl, { node: hk.node, clock: border.clock });
    await expect(start).rejects.toThrow('cannot be read');
  });
});
