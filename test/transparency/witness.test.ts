import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import { formatAddCheckpoint } from '../../src/transparency/add-checkpoint.ts';
import { encodeBase64 } from '../../src/transparency/base64.ts';
import { checkpointText, parseCheckpoint } from '../../src/transparency/checkpoint.ts';
import { emptyRoot } from '../../src/transparency/merkle.ts';
import { formatNote, parseNote, signNote, verifyNote } from '../../src/transparency/signed-note.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type TestClock, testClock } from '../support/world.ts';
import { logKey } from './note-keys.ts';
import { hkLog, type ServedWitness, serveWitness, szWitness, witnessOf } from './publication-support.ts';
import { leavesOf, provenConsistency, treeHash } from './trees.ts';

const origin = 'hk.wenjin.example/log';
const clock: TestClock = testClock('2026-11-25T06:00:00.400Z');
const inconsistent: unknown[] = [];
let database: TestDatabase;
let opened: OpenDatabase;
let owner: pg.Client;
let witness: ServedWitness;

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openDatabase(database.appUrl, { max: 12, onError: () => undefined });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  witness = await serveWitness(witnessOf(opened.db, { clock, inconsistent }));
});
afterAll(async () => {
  await witness.close();
  await opened.close();
  await owner.end();
  await database.drop();
});

const rootAt = (at: number): Uint8Array => treeHash(leavesOf(at));
const proofOf = (from: number, to: number): Uint8Array[] =>
  from === 0 || from === to ? [] : [...provenConsistency(leavesOf(to), from).proof];

interface Draft {
  readonly size: number;
  readonly root?: Uint8Array;
  readonly origin?: string;
  readonly key?: typeof hkLog;
}

async function noteOf({
  size: at,
  root = rootAt(at),
  origin: name = origin,
  key = hkLog,
}: Draft): Promise<string> {
  const text = checkpointText({ origin: name, size: at, root });
  return formatNote(text, [await signNote(key, text)]);
}

/** Without a media type where the body is octets. */
async function send(body: string | Uint8Array<ArrayBuffer>) {
  const answer = await fetch(`${witness.address}/witness/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
}

async function state(): Promise<unknown> {
  const { rows } = await owner.query('select * from witness_logs');
  return rows;
}

async function grow(from: number, to: number) {
  return send(formatAddCheckpoint(await noteOf({ size: to }), { oldSize: from, proof: proofOf(from, to) }));
}

describe('add-checkpoint', () => {
  test('cosigns growth from nothing, and on, and the same again, and shows the newest to monitors', async () => {
    expect(await grow(0, 3)).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
    const second = await grow(3, 8);
    expect(second.status).toBe(200);
    const note = await noteOf({ size: 8 });
    const reading = parseNote(`${note}${second.body}`);
    const verdict = reading.ok ? verifyNote(reading.note, [szWitness.key]) : undefined;
    expect(verdict).toMatchObject({
      ok: true,
      signatures: [{ timestamp: Date.parse('2026-11-25T06:00:00Z') / 1000 }],
    });
    clock.advance(30);
    const again = await grow(8, 8);
    expect(again.status).toBe(200);
    expect(again.body).not.toBe(second.body);
    const digest = createHash('sha256').update(origin).digest('hex');
    const shown = await fetch(`${witness.address}/witness/${digest}/checkpoint`);
    expect(shown.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await shown.text()).toBe(`${note}${again.body}`);
    const seen = await owner.query('select size::int, source from log_seen order by size');
    expect(seen.rows).toEqual([
      { size: 3, source: 'add-checkpoint' },
      { size: 8, source: 'add-checkpoint' },
    ]);
  });

  test('takes octets of no declared type', async () => {
    const body = formatAddCheckpoint(await noteOf({ size: 8 }), { oldSize: 8, proof: [] });
    expect((await send(new TextEncoder().encode(body))).status).toBe(200);
  });

  test('passes over signatures of keys that it does not know', async () => {
    const text = checkpointText({ origin, size: 8, root: rootAt(8) });
    const lines = [await signNote(logKey('other.example/log'), text), await signNote(hkLog, text)];
    const body = formatAddCheckpoint(formatNote(text, lines), { oldSize: 8, proof: [] });
    expect((await send(body)).status).toBe(200);
  });

  const good = async (): Promise<string> =>
    formatAddCheckpoint(await noteOf({ size: 11 }), { oldSize: 8, proof: proofOf(8, 11) });
  const note11 = () => noteOf({ size: 11 });

  test.each<[string, number, () => Promise<string>]>([
    ['nothing but a line', 400, async () => 'old 8\n'],
    ['no old size', 400, async () => (await good()).replace('old 8', 'size 8')],
    ['a leading zero in the old size', 400, async () => (await good()).replace('old 8', 'old 08')],
    ['a sign', 400, async () => (await good()).replace('old 8', 'old +8')],
    ['an absurd old size', 400, async () => (await good()).replace('old 8', `old ${'9'.repeat(30)}`)],
    ['two spaces', 400, async () => (await good()).replace('old 8', 'old  8')],
    ['carriage returns', 400, async () => (await good()).replaceAll('\n', '\r\n')],
    [
      'an old size past the checkpoint',
      400,
      async () => formatAddCheckpoint(await note11(), { oldSize: 12, proof: [] }),
    ],
    ['a proof hash in another spelling of base64', 400, async () => (await good()).replace('=\n', '\n')],
    ['a proof hash with stray bits', 400, async () => (await good()).replace(/.=\n/, '/=\n')],
    [
      '64 proof lines',
      400,
      async () => formatAddCheckpoint(await note11(), { oldSize: 8, proof: leavesOf(64) }),
    ],
    [
      'a leading zero in the size of the checkpoint',
      400,
      async () => (await good()).replace('\n11\n', '\n011\n'),
    ],
    [
      'a root of 31 octets',
      400,
      async () => (await good()).replace(encodeBase64(rootAt(11)), encodeBase64(rootAt(11).subarray(1))),
    ],
    ['a checkpoint without a signature', 400, async () => (await good()).split('\n').slice(0, -2).join('\n')],
    ['a malformed signature line', 400, async () => (await good()).replace('— ', '- ')],
    ['a lone carriage return in a note', 400, async () => (await good()).replace(origin, `${origin}\r`)],
    [
      'another log',
      404,
      async () =>
        formatAddCheckpoint(await noteOf({ size: 11, origin: 'other.example/log' }), {
          oldSize: 8,
          proof: [],
        }),
    ],
    [
      'its own log',
      404,
      async () =>
        formatAddCheckpoint(await noteOf({ size: 11, origin: 'sz.wenjin.example/log' }), {
          oldSize: 8,
          proof: [],
        }),
    ],
    [
      'a key that nobody trusts',
      403,
      async () =>
        formatAddCheckpoint(await noteOf({ size: 11, key: logKey('other.example/log') }), {
          oldSize: 8,
          proof: proofOf(8, 11),
        }),
    ],
    [
      'a forged signature under the name of the log',
      403,
      async () => {
        const text = checkpointText({ origin, size: 11, root: rootAt(11) });
        const forged = await signNote(hkLog, `${text}more\n`);
        return formatAddCheckpoint(formatNote(text, [forged]), { oldSize: 8, proof: proofOf(8, 11) });
      },
    ],
    [
      'a forged signature beside a good one',
      403,
      async () => {
        const text = checkpointText({ origin, size: 11, root: rootAt(11) });
        const lines = [await signNote(hkLog, text), await signNote(hkLog, `${text}more\n`)];
        return formatAddCheckpoint(formatNote(text, lines), { oldSize: 8, proof: proofOf(8, 11) });
      },
    ],
    [
      'a proof with a wrong hash',
      422,
      async () => formatAddCheckpoint(await note11(), { oldSize: 8, proof: leavesOf(proofOf(8, 11).length) }),
    ],
    ['no proof', 422, async () => formatAddCheckpoint(await note11(), { oldSize: 8, proof: [] })],
    [
      'a proof between equal sizes',
      422,
      async () => formatAddCheckpoint(await noteOf({ size: 8 }), { oldSize: 8, proof: leavesOf(1) }),
    ],
    [
      'the same size with another root',
      422,
      async () => formatAddCheckpoint(await noteOf({ size: 8, root: rootAt(7) }), { oldSize: 8, proof: [] }),
    ],
  ])('refuses %s with %i', async (_, status, bodyOf) => {
    const before = await state();
    const answer = await send(await bodyOf());
    expect([answer.status, answer.type]).toEqual([status, 'text/plain; charset=utf-8']);
    expect(await state()).toEqual(before);
  });

  test('refuses an old size that it did not cosign last with 409, and says which it did', async () => {
    const before = await state();
    for (const old of [0, 3, 9])
      expect(
        await send(formatAddCheckpoint(await note11(), { oldSize: old, proof: proofOf(old, 11) })),
      ).toEqual({
        status: 409,
        type: 'text/x.tlog.size',
        body: '8\n',
      });
    expect(await state()).toEqual(before);
  });

  test('keeps both heads of a fork, and tells', async () => {
    const found = await owner.query('select size::int, root from log_seen where size = 8 order by id');
    expect(found.rows).toEqual([
      { size: 8, root: Buffer.from(rootAt(8)) },
      { size: 8, root: Buffer.from(rootAt(7)) },
    ]);
    expect(inconsistent).toContainEqual({ origin, size: 8 });
  });

  test('refuses what is no text or too much of it', async () => {
    expect(await send(Uint8Array.of(0x6f, 0xff, 0x0a))).toMatchObject({
      status: 400,
      type: 'text/plain; charset=utf-8',
    });
    expect(await send('x'.repeat(70_000))).toMatchObject({ status: 413, type: 'text/plain; charset=utf-8' });
    expect(await send('')).toMatchObject({ status: 400 });
  });

  test('of eight that grow from one size at once, cosigns one', async () => {
    const answers = await Promise.all([11, 12, 13, 14, 15, 16, 17, 18].map((to) => grow(8, to)));
    const cosigned = answers.filter(({ status }) => status === 200);
    expect(cosigned).toHaveLength(1);
    const { rows } = await owner.query<{ size: number; note: string }>(
      'select size::int, note from witness_logs',
    );
    const [kept] = rows;
    expect(kept?.note.endsWith(cosigned[0]?.body ?? '?')).toBe(true);
    expect(answers.filter(({ status }) => status !== 200)).toEqual(
      Array<unknown>(7).fill({ status: 409, type: 'text/x.tlog.size', body: `${kept?.size}\n` }),
    );
  });

  test('never goes back, however eight logs race through a hundred growths', async () => {
    const { rows } = await owner.query<{ size: number }>('select size::int from witness_logs');
    const start = rows[0]?.size ?? 0;
    const racer = async (step: number): Promise<number> => {
      let known = start;
      let cosigned = 0;
      while (known < start + 100) {
        const to = Math.min(start + 100, known + step);
        const answer = await grow(known, to);
        known = answer.status === 200 ? to : Number(answer.body);
        if (answer.status === 200) cosigned += 1;
      }
      return cosigned;
    };
    const cosigned = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(racer));
    const seen = await owner.query<{ note: string }>(
      `select note from log_seen where size > ${start} and source = 'add-checkpoint' order by id`,
    );
    const sizes = seen.rows.map(({ note }) => {
      const reading = parseNote(note);
      const parsed = reading.ok ? parseCheckpoint(reading.note.text) : undefined;
      return parsed?.ok ? parsed.checkpoint.size : -1;
    });
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.at(-1)).toBe(start + 100);
    expect(cosigned.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(sizes.length);
  });
});

describe('of a log that it has never seen', () => {
  let fresh: TestDatabase;
  let own: OpenDatabase;
  let other: ServedWitness;
  beforeAll(async () => {
    fresh = await createTestDatabase();
    own = openDatabase(fresh.appUrl, { max: 4, onError: () => undefined });
    other = await serveWitness(witnessOf(own.db, { clock }));
  });
  afterAll(async () => {
    await other.close();
    await own.close();
    await fresh.drop();
  });
  const post = async (body: string): Promise<number> =>
    (await fetch(`${other.address}/witness/add-checkpoint`, { method: 'POST', body })).status;

  test('shows none, refuses a proof from nothing and another root of the empty tree, and cosigns the empty tree', async () => {
    const digest = createHash('sha256').update(origin).digest('hex');
    for (const path of [digest, digest.toUpperCase(), 'x', '0'.repeat(64)])
      expect((await fetch(`${other.address}/witness/${path}/checkpoint`)).status).toBe(404);
    expect(
      await post(formatAddCheckpoint(await noteOf({ size: 3 }), { oldSize: 0, proof: leavesOf(1) })),
    ).toBe(422);
    const wrong = await noteOf({ size: 0, root: rootAt(1) });
    expect(await post(formatAddCheckpoint(wrong, { oldSize: 0, proof: [] }))).toBe(422);
    const unsigned = await noteOf({ size: 0, root: rootAt(1), key: logKey('other.example/log') });
    expect(await post(formatAddCheckpoint(unsigned, { oldSize: 0, proof: [] }))).toBe(403);
    const empty = await noteOf({ size: 0, root: emptyRoot });
    expect(await post(formatAddCheckpoint(empty, { oldSize: 0, proof: [] }))).toBe(200);
    expect(await post(formatAddCheckpoint(await noteOf({ size: 3 }), { oldSize: 0, proof: [] }))).toBe(200);
  });

  test('answers 429 in text when it is asked too often, and says when to ask again', async () => {
    const busy = await serveWitness(witnessOf(own.db, { clock }), 1);
    const ask = () => fetch(`${busy.address}/witness/add-checkpoint`, { method: 'POST', body: 'old 0\n' });
    expect((await ask()).status).toBe(400);
    const answer = await ask();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([429, 'text/plain; charset=utf-8']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await busy.close();
  });

  test('answers 503 in text while its database is away', async () => {
    const away = openDatabase('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => undefined });
    const lame = await serveWitness(witnessOf(away.db, { clock }));
    const answer = await fetch(`${lame.address}/witness/add-checkpoint`, {
      method: 'POST',
      body: formatAddCheckpoint(await noteOf({ size: 3 }), { oldSize: 3, proof: [] }),
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8']);
    await lame.close();
    await away.close();
  });
});
