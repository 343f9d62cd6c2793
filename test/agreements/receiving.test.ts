import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PublishedAgreement } from '../../src/agreements/index.ts';
import { publicationOf } from '../../src/agreements/publication.ts';
import type { OutboundResponse } from '../../src/kernel/ports.ts';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { act, type AgreementsNode, agreementsNode, quietWorld } from './agreements-node.ts';
import { document as demonstration } from './demo.ts';

let hk: AgreementsNode;
let sz: AgreementsNode;
beforeAll(async () => {
  [hk, sz] = await Promise.all([agreementsNode('hk'), agreementsNode('sz')]);
});
afterAll(() => Promise.all([hk.close(), sz.close()]));
afterEach(() => {
  for (const { clock, world } of [hk, sz]) {
    clock.set('2026-06-01T02:00:00Z');
    Object.assign(world, quietWorld());
  }
});

/** Each test makes an agreement of its own. */
let made = 0;
let document = demonstration;
let named = { id: '', version: 1 };
let reference = '';
beforeEach(() => {
  made += 1;
  const id = `TEST-${made}`;
  const rows = demonstration.rows.map((row) => ({ ...row, id: row.id.replace('DEMO-1', id) }));
  document = { ...demonstration, id, rows };
  named = { id, version: 1 };
  reference = `${id}/1`;
});
const peer = { requestId: 'notice-1' };

const drafted = (by: AgreementsNode, text = document) => by.agreements.draft(text, { act });
async function signed(by: AgreementsNode) {
  const { digest = '' } = (await by.agreements.read(named)) ?? {};
  await by.agreements.sign({ ...named, digest }, { act });
}
async function publishedBy(from: AgreementsNode): Promise<PublishedAgreement> {
  const version = await from.agreements.read(named);
  if (!version) throw new Error('nothing to publish');
  const { jws, statements } = publicationOf(version, from.clock.now());
  return { jws, statements: statements.map((statement) => statement.jws) };
}
const received = async (by: AgreementsNode, from: AgreementsNode) =>
  by.agreements.receive(await publishedBy(from), peer);
/** In force on both nodes. */
async function agreed() {
  await drafted(hk);
  await signed(hk);
  await received(sz, hk);
  await signed(sz);
  await received(hk, sz);
}
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'taken over',
    (error: unknown) => error,
  );
const stateOf = ({ agreements, clock }: AgreementsNode) =>
  agreements.view().stateAt(named.id, named.version, clock.now());

describe('what the peer publishes', () => {
  test('is taken over once: a second arrival changes nothing and leaves no event', async () => {
    await drafted(hk);
    await signed(hk);
    const published = await publishedBy(hk);
    expect(await sz.agreements.receive(published, peer)).toEqual({ ...named, changed: true });
    expect(await sz.agreements.receive(published, peer)).toEqual({ ...named, changed: false });
    expect(await sz.eventTypes(reference)).toEqual(['agreement.drafted', 'agreement.signed']);
    expect(stateOf(sz)).toBe('unsigned');
    await signed(sz);
    expect(stateOf(sz)).toBe('in-force');
    await received(hk, sz);
    expect(stateOf(hk)).toBe('in-force');
    expect(await hk.eventTypes(reference)).toEqual([
      'agreement.drafted',
      'agreement.signed',
      'agreement.signed',
    ]);
  });

  test('arrives twice at one time and is still taken over once', async () => {
    await drafted(hk);
    await signed(hk);
    const published = await publishedBy(hk);
    const both = await Promise.all([1, 2, 3].map(() => sz.agreements.receive(published, peer)));
    expect(both.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await sz.eventTypes(reference)).toEqual(['agreement.drafted', 'agreement.signed']);
  });

  test('is joined where both sides drafted the same text', async () => {
    for (const each of [hk, sz]) {
      await drafted(each);
      await signed(each);
    }
    await received(sz, hk);
    expect(stateOf(sz)).toBe('in-force');
  });

  test('is refused whole where it differs from the text held under the same version', async () => {
    await drafted(hk);
    await signed(hk);
    await drafted(sz, { ...document, recognitionValidityDays: 366 });
    const before = await sz.agreements.read(named);
    expect(await codeOf(received(sz, hk))).toMatchObject({
      code: 'agreement-differs',
    });
    expect(await sz.agreements.read(named)).toEqual(before);
  });

  test('is refused with a signature that is wrong, even beside a right one', async () => {
    await drafted(hk);
    await signed(hk);
    const { jws } = await publishedBy(hk);
    const [right] = jws.signatures;
    if (!right) throw new Error('no signature');
    for (const signatures of [
      [{ ...right, signature: `${right.signature.startsWith('A') ? 'B' : 'A'}${right.signature.slice(1)}` }],
      [right, { ...right, signature: 'A'.repeat(86) }],
      [right, right],
    ])
      expect(
        await codeOf(sz.agreements.receive({ jws: { ...jws, signatures }, statements: [] }, peer)),
      ).toMatchObject({ code: 'agreement-refused' });
    expect(await sz.agreements.read(named)).toBeUndefined();
    expect(await sz.eventTypes(reference)).toEqual([]);
  });

  test('is refused when it is not canonical, or not an agreement of these nodes', async () => {
    await drafted(hk);
    await signed(hk);
    const { jws } = await publishedBy(hk);
    const text = Buffer.from(jws.payload, 'base64url').toString();
    for (const changed of [
      text.replace('{', '{ '),
      `${text}\n`,
      text.replace('"version":1', '"Version":1'),
      '[]',
    ])
      expect(
        await codeOf(
          sz.agreements.receive(
            { jws: { ...jws, payload: Buffer.from(changed).toString('base64url') }, statements: [] },
            peer,
          ),
        ),
      ).toMatchObject({ code: 'agreement-refused' });
  });

  test('needs the peer’s own signature: ours alone, come back, says nothing', async () => {
    await drafted(hk);
    await signed(hk);
    expect(await codeOf(received(hk, hk))).toMatchObject({
      code: 'agreement-refused',
      values: { reason: 'signed-by-peer-missing' },
    });
    expect(stateOf(sz)).toBeUndefined();
  });

  test('stays good when the key that signed it is given up later, but nothing new by that key is taken', async () => {
    await agreed();
    sz.world.keyChanges = { compromisedAt: new Date('2026-06-01T02:00:00Z') };
    expect(await received(sz, hk)).toMatchObject({ changed: false });
    await hk.agreements.state(
      { ...named, statementId: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b', kind: 'terminated', reasonCode: 'x' },
      { act },
    );
    expect(await codeOf(received(sz, hk))).toMatchObject({
      code: 'agreement-refused',
      values: { reason: 'key-compromised' },
    });
    expect(stateOf(sz)).toBe('in-force');
  });
});

describe('asking the peer', () => {
  const answering =
    (answer: Partial<OutboundResponse>, asked: string[] = []) =>
    async (url: string): Promise<OutboundResponse> => {
      asked.push(url);
      return { status: 200, headers: {}, body: new Uint8Array(), ...answer };
    };

  test('fetches the version by its address and takes over what verifies', async () => {
    await drafted(hk);
    await signed(hk);
    const version = await hk.agreements.read(named);
    const body = Buffer.from(JSON.stringify(version && publicationOf(version, hk.clock.now())));
    const asked: string[] = [];
    sz.world.answer = answering({ body }, asked);
    expect(await sz.agreements.fetchFromPeer({ ...named, requestId: 'r' })).toMatchObject({ changed: true });
    expect(asked).toEqual([`https://hk.wenjin.example/v1/agreements/${named.id}/versions/1`]);
    expect(await codeOf(sz.agreements.fetchFromPeer({ ...named, version: 2, requestId: 'r' }))).toMatchObject(
      {
        code: 'agreement-refused',
        values: { reason: 'another-version' },
      },
    );
  });

  test.each([
    ['an error', { status: 503 }],
    ['nothing there', { status: 404 }],
  ])('%s is a failure to be tried again', async (_name, answer) => {
    sz.world.answer = answering(answer);
    expect(await codeOf(sz.agreements.fetchFromPeer({ ...named, requestId: 'r' }))).toBeInstanceOf(
      OutboundFailure,
    );
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['another document', '{"jws":{}}'],
    ['an unsigned draft', '{"jws":{"payload":"e30","signatures":[]},"statements":[]}'],
  ])('%s is refused', async (_name, body) => {
    sz.world.answer = answering({ body: Buffer.from(body) });
    expect(await codeOf(sz.agreements.fetchFromPeer({ ...named, requestId: 'r' }))).toMatchObject({
      code: 'agreement-refused',
    });
  });
});

describe('signing and stating', () => {
  const suspension = (number: number) =>
    ({
      ...named,
      statementId: statementId(number),
      kind: 'suspended',
      reasonCode: 'joint-committee-decision',
    }) as const;
  const statementId = (number: number) =>
    `0192f0c1-2c5e-7a10-8f3d-5b6f${String(made).padStart(4, '0')}${String(number).padStart(4, '0')}`;

  test('two who sign one version at a time leave one signature and one event', async () => {
    await drafted(hk);
    const outcomes = await Promise.all([codeOf(signed(hk)), codeOf(signed(hk)), codeOf(signed(hk))]);
    expect(outcomes.filter((outcome) => outcome === 'taken over')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome !== 'taken over') expect(outcome).toMatchObject({ code: 'agreement-already-signed' });
    expect(await hk.eventTypes(reference)).toEqual(['agreement.drafted', 'agreement.signed']);
  });

  test('a signer that fails leaves nothing behind, and the next try signs', async () => {
    await drafted(hk);
    hk.world.whileSigning = () => Promise.reject(new Error('the device is away'));
    expect(await codeOf(signed(hk))).toMatchObject({ message: 'the device is away' });
    expect((await hk.agreements.read(named))?.signatures).toEqual([]);
    hk.world.whileSigning = quietWorld().whileSigning;
    await signed(hk);
    expect(await hk.eventTypes(reference)).toEqual(['agreement.drafted', 'agreement.signed']);
  });

  test('what must commit with a change takes the change with it when it fails', async () => {
    const recorded = async () => {
      throw new Error('the claim is lost');
    };
    expect(await codeOf(hk.agreements.draft(document, { act, recorded }))).toMatchObject({
      message: 'the claim is lost',
    });
    expect(await hk.agreements.read(named)).toBeUndefined();
    expect(await hk.eventTypes(reference)).toEqual([]);
  });

  test('many suspensions at a time: one is made, the others hear that it is suspended', async () => {
    await agreed();
    const count = 5;
    // Every one has seen the agreement in force, and has signed, before any is recorded.
    let signing = 0;
    let open: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (open = resolve));
    sz.world.whileSigning = () => {
      signing += 1;
      if (signing === count) open();
      return all;
    };
    const outcomes = await Promise.all(
      Array.from({ length: count }, (_, each) => codeOf(sz.agreements.state(suspension(each), { act }))),
    );
    const refused = outcomes.filter((outcome) => outcome !== 'taken over');
    expect(refused).toHaveLength(count - 1);
    for (const outcome of refused) expect(outcome).toMatchObject({ code: 'agreement-state-conflict' });
    expect((await sz.agreements.read(named))?.statements).toHaveLength(1);
    expect(stateOf(sz)).toBe('suspended');
  });

  test('a side lifts its own suspension only', async () => {
    await agreed();
    await sz.agreements.state(suspension(1), { act });
    await received(hk, sz);
    expect(stateOf(hk)).toBe('suspended');
    const resumption = { ...suspension(2), kind: 'resumed' } as const;
    expect(await codeOf(hk.agreements.state(resumption, { act }))).toMatchObject({
      code: 'agreement-state-conflict',
    });
    sz.clock.advance(1);
    await sz.agreements.state(resumption, { act });
    expect(stateOf(sz)).toBe('in-force');
  });

  test('an end that is still to come takes effect by itself', async () => {
    await agreed();
    await sz.agreements.state(
      { ...suspension(1), kind: 'terminated', effectiveAt: new Date('2026-06-01T03:00:00Z') },
      { act },
    );
    const rows = () => {
      const answer = sz.agreements.explain({ qualification: 'cn-qcbp-im-cc', targetSide: 'HK' });
      return answer.rows.map(({ row }) => row);
    };
    expect(stateOf(sz)).toBe('in-force');
    expect(rows()).toContain(`${named.id}/i03`);
    sz.clock.advance(3600);
    expect(stateOf(sz)).toBe('terminated');
    expect(rows()).not.toContain(`${named.id}/i03`);
  });
});
