import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideStatus } from '../../src/bin/demo-officers.ts';
import { verify } from '../../src/bin/demo-acts.ts';
import { type NoticeSubject, readNotice, signNotice } from '../../src/notices/notice.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { type Border, startBorder } from '../support/border.ts';
import { agree, type RecognisedPerson, recognised, until } from '../support/recognised.ts';

const at = new Date('2026-06-01T02:00:00Z');
const sender = 'https://sz.wenjin.example';
const receiver = 'https://hk.wenjin.example';
const subject: NoticeSubject = {
  type: 'record-changed',
  iss: `${sender}/authorities/demo-sz-registrar`,
  record_id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11',
  value: 2,
  kind: 'suspend',
  effective_at: '2026-06-01T01:59:00Z',
};
const draft = { id: '0e9f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11', stream: 'record:1', sequence: 1, subject };

describe('one notice', () => {
  const signer = softwareSigner();
  const trusted = (of: SoftwareSigner, more: object = {}) => ({
    key: of.publicKey,
    alg: 'ES256' as const,
    signFrom: new Date('2026-01-01'),
    signUntil: null,
    compromisedAt: null,
    ...more,
  });
  const read = (text: string, more: object = {}, now = at) =>
    readNotice(text, {
      from: sender,
      to: receiver,
      at: now,
      key: (kid) => (kid === signer.kid ? trusted(signer, more) : undefined),
    });
  const from = { origin: sender, to: receiver, at };

  test('reads back as what was signed, with no name and no reason in it', async () => {
    const text = await signNotice(draft, from, signer);
    const reading = read(text);
    expect(reading).toMatchObject({
      ok: true,
      notice: { jti: draft.id, stream: 'record:1', sequence: 1, notice: subject },
    });
    expect(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()).not.toMatch(/reason|name/);
  });

  test.each<[string, () => Promise<string>, object, Date, string]>([
    [
      'by a key that the trust list does not name',
      () => signNotice(draft, from, softwareSigner()),
      {},
      at,
      'unknown-key',
    ],
    [
      'of another type',
      () => signCompactJws({ typ: 'JWT', kid: signer.kid }, {}, signer),
      {},
      at,
      'wrong-type',
    ],
    [
      'from another sender',
      () => signNotice(draft, { ...from, origin: 'https://evil.example' }, signer),
      {},
      at,
      'wrong-sender',
    ],
    [
      'for another addressee',
      () => signNotice(draft, { ...from, to: 'https://other.example' }, signer),
      {},
      at,
      'wrong-addressee',
    ],
    [
      'of the future',
      () => signNotice(draft, { ...from, at: new Date('2026-06-01T03:00:00Z') }, signer),
      {},
      at,
      'wrong-time',
    ],
    [
      'of long ago',
      () => signNotice(draft, { ...from, at: new Date('2026-03-01T03:00:00Z') }, signer),
      {},
      at,
      'wrong-time',
    ],
    [
      'by a compromised key',
      () => signNotice(draft, from, signer),
      { compromisedAt: at },
      at,
      'key-compromised',
    ],
    [
      'by a retired key',
      () => signNotice(draft, from, signer),
      { signUntil: new Date('2026-02-01') },
      at,
      'key-outside-window',
    ],
    [
      'with other claims',
      () =>
        signCompactJws(
          { typ: 'wenjin-notice+jwt', kid: signer.kid },
          { iss: sender, aud: receiver, iat: epochSeconds(at) },
          signer,
        ),
      {},
      at,
      'claims',
    ],
    ['too large', () => Promise.resolve('x'.repeat(9000)), {}, at, 'too-large'],
    ['cut', async () => (await signNotice(draft, from, signer)).slice(0, -3), {}, at, 'not-base64url'],
  ])('%s is refused', async (_name, make, key, now, reason) => {
    const reading = read(await make(), key, now);
    expect(reading.ok).toBe(false);
    if (!reading.ok && reason !== 'not-base64url') expect(reading.reason).toBe(reason);
  });
});

describe('between two nodes', () => {
  let border: Border;
  let person: RecognisedPerson;
  let owner: pg.Client;
  beforeAll(async () => {
    border = await startBorder();
    await agree(border);
    person = await recognised(border, 0);
    owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await border.stop();
  });

  const change = (kind: 'suspend' | 'reinstate') =>
    decideStatus(border.sz, 'registrar', 'SZ-REG-01', {
      object: { type: 'record', id: person.recordId },
      kind,
      facet: 'standing',
      reasonCode: kind === 'suspend' ? 'not-stated' : 'cause-cured',
    });
  const received = async () =>
    (
      await owner.query('select * from notices_in where stream = $1 order by sequence', [
        `record:${person.recordId}`,
      ])
    ).rows;
  const post = (body: object | string) =>
    request(border.hk.app.server).post('/v1/notices').set('content-type', 'application/json').send(body);
  const ask = () => verify(border.hk, { credentials: person.credentials, caseReference: 'N' });

  test('what changes while the line is cut arrives afterwards, in order and each once', async () => {
    border.sz.cut = true;
    await change('suspend');
    await change('reinstate');
    await change('suspend');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await received()).toEqual([]);
    border.sz.cut = false;
    await until(async () => (await received()).length === 3, 15_000);
    expect((await received()).map(({ sequence, outcome }) => [sequence, outcome])).toEqual([
      [1, 'applied'],
      [2, 'applied'],
      [3, 'applied'],
    ]);
    await until(async () => (await ask()).result === 'SUSPENDED');
    const events = await owner.query(
      "select count(*)::int as suspended from events where type = 'credential.suspended'",
    );
    expect(events.rows[0]?.suspended).toBe(1);
  });

  test('the same notice ten times at once changes nothing more, and each is acknowledged', async () => {
    const [first] = await received();
    // Notices of other streams are applied meanwhile, lists are published at a pace of their own, and looks of before are sealed.
    const [, payload = ''] = String(first?.jws).split('.');
    const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const counted = async () =>
      (
        await owner.query(
          `select type, count(*)::int as events from event_facts
           where type not in ('statuslist.published', 'access.batched') and (type <> 'notice.applied' or object_id = $1) group by 1 order by 1`,
          [jti],
        )
      ).rows;
    expect(await counted()).toContainEqual({ type: 'notice.applied', events: 1 });
    const before = await counted();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post({ notice: first?.jws })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.outcome))).toEqual(new Set(['applied-before']));
    expect(await counted()).toEqual(before);
  });

  test('a notice that was overtaken is acknowledged and has no effect', async () => {
    const sequence = 2;
    const overtaken = await signNotice(
      {
        ...draft,
        stream: `record:${person.recordId}`,
        sequence,
        subject: { ...subject, record_id: person.recordId, value: 0 },
      },
      { origin: border.sz.origin, to: border.hk.origin, at: border.sz.contexts.clock.now() },
      border.sz.contexts.keys.signer('notice'),
    );
    const answer = await post({ notice: overtaken });
    expect([answer.status, answer.body.outcome]).toEqual([200, 'overtaken']);
    expect((await ask()).result).toBe('SUSPENDED');
  });

  test('what is no good notice of the peer is refused and leaves nothing', async () => {
    const forged = await signNotice(
      draft,
      { origin: border.sz.origin, to: border.hk.origin, at: border.hk.contexts.clock.now() },
      softwareSigner(),
    );
    const refused = await post({ notice: forged });
    expect([refused.status, refused.body.code]).toEqual([422, 'notice-refused']);
    expect((await post({ notice: 'x' })).status).toBe(400);
    expect((await post({})).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect(
      (await request(border.hk.app.server).post('/v1/notices').set('content-type', 'text/plain').send('x'))
        .status,
    ).toBe(415);
    expect((await post({ notice: 'x'.repeat(300_000) })).status).toBe(413);
    // The peer may have sent good ones meanwhile.
    const { rows } = await owner.query('select jws from notices_in where jws = any($1)', [[forged, 'x']]);
    expect(rows).toEqual([]);
  });
});
