import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportManifest, type ExportManifest, manifestType } from '../../src/audit/export-manifest.ts';
import { clientToken } from '../../src/bin/demo-acts.ts';
import { exportCommand } from '../../src/bin/export-command.ts';
import { parseCompactJws } from '../../src/kernel/compact-jws.ts';
import type { Border } from '../support/border.ts';
import { trustListPath } from '../../src/trust/vocabulary.ts';
import { type RecognisedPerson, until } from '../support/recognised.ts';
import { live } from './lived.ts';

const program = path.resolve(import.meta.dirname, '../../src/bin/wenjin.ts');

let border: Border;
let person: RecognisedPerson;
let examiner: string;
let foreigner: string;
let owner: pg.Client;
let folder: string;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  const lived = await live();
  ({ border, stripped: person, examiner, foreigner } = lived);
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-export-'));
  // Everything that happened so far lies below a cosigned checkpoint.
  await until(async () => {
    const { rows: pending } = await owner.query(`select 1 from log_checkpoints c, log_head h
      where c.cosigned_at is not null and c.size >= h.size and not exists (select 1 from log_pending)`);
    return pending.length > 0;
  });
}, 90_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await owner.end();
  await border.stop();
});

const get = (address: string, token: string | undefined = examiner) => {
  const call = request(border.hk.app.server).get(address).buffer(true).parse(octets);
  return token === '' ? call : call.set('authorization', `Bearer ${token}`);
};

function octets(answer: request.Response, done: (error: Error | null, body: unknown) => void): void {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.on('end', () => done(null, Buffer.concat(chunks)));
}

const bodyOf = ({ body }: { body: unknown }): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
const lines = (text: Buffer): Record<string, unknown>[] =>
  text
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function manifestOf(query: string): Promise<{ text: string; manifest: ExportManifest }> {
  const answer = await get(`/v1/audit/exports/manifest${query}`);
  expect([answer.status, answer.type]).toEqual([200, 'application/jwt']);
  const text = bodyOf(answer).toString();
  const parsed = parseCompactJws(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  expect(parsed.jws.header['typ']).toBe(manifestType);
  return { text, manifest: exportManifest.parse(JSON.parse(Buffer.from(parsed.jws.payload).toString())) };
}

/** As an examiner saves it. */
async function saved(query: string): Promise<ExportManifest> {
  const { text, manifest } = await manifestOf(query);
  writeFileSync(at('manifest.jwt'), text);
  for (const file of manifest.files) writeFileSync(at(file.name), bodyOf(await get(file.path)));
  writeFileSync(at('list'), bodyOf(await get(trustListPath, '')));
  return manifest;
}

async function verify(anchor?: string): Promise<{ code: number; said: string }> {
  let said = '';
  const out = (text: string): void => void (said += text);
  const code = await exportCommand({ place: folder, trustList: at('list'), anchor, out });
  return { code, said };
}

describe('an export', () => {
  test('is what its manifest says, to the octet, however often it is asked for', async () => {
    const { manifest } = await manifestOf('');
    for (const file of manifest.files) {
      const [once, again] = [bodyOf(await get(file.path)), bodyOf(await get(file.path))];
      expect(once.equals(again)).toBe(true);
      expect(once.length).toBe(file.bytes);
      expect(createHash('sha256').update(once).digest('base64url')).toBe(file.sha256);
      expect(createHash('sm3').update(once).digest('base64url')).toBe(file.sm3);
    }
    expect(manifest.files[0]?.rows).toBeGreaterThan(40);
  });

  test('holds every entry below its checkpoint once, and no more', async () => {
    const { manifest } = await manifestOf('');
    const rows = lines(bodyOf(await get(manifest.files[0]?.path ?? '')));
    const indices = rows.map(({ index }) => Number(index)).toSorted((a, b) => a - b);
    const { rows: expected } = await owner.query(
      'select idx from log_entries l join event_facts f on f.event_id = l.entry_id where idx < $1 and recorded_at < $2 order by idx',
      [manifest.checkpoint.size, manifest.window.until],
    );
    expect(indices).toEqual(expected.map(({ idx }) => Number(idx)));
    expect(manifest.range).toEqual({ first: indices[0], last: indices.at(-1) });
    expect(rows.map(({ recordedAt }) => recordedAt)).toEqual(
      rows.map(({ recordedAt }) => recordedAt).toSorted(),
    );
  });

  test('in CSV begins with a byte order mark, and has a record for each row', async () => {
    const answer = await get('/v1/audit/exports/activity?format=csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const text = bodyOf(answer).toString();
    expect([...bodyOf(answer).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(text.slice(1).startsWith('index,entry,recordedAt,')).toBe(true);
  });

  test('across the boundary names no object, person or officer of this node', async () => {
    const own = lines(bodyOf(await get('/v1/audit/exports/activity')));
    const answer = await get('/v1/audit/exports/activity?profile=cross-boundary', foreigner);
    expect(answer.status).toBe(200);
    const across = bodyOf(answer).toString();
    for (const row of own)
      for (const member of ['subject', 'actor', 'actorPerson'])
        if (typeof row[member] === 'string') expect(across).not.toContain(row[member]);
    expect(across).not.toContain(person.recognitionId);
    const ofPerson = own.filter(({ objectId }) => objectId === person.recognitionId);
    const byEntry = new Map(lines(bodyOf(answer)).map((row) => [row['entry'], row]));
    // The same within one export, so that a story can be followed.
    expect(new Set(ofPerson.map(({ entry }) => byEntry.get(entry)?.['objectId'])).size).toBe(1);
  });

  test('has other pseudonyms than another of other bounds', async () => {
    const actors = async (from: string) =>
      new Set(
        lines(bodyOf(await get(`/v1/audit/exports/activity?profile=cross-boundary&from=${from}`))).map(
          ({ actor }) => actor,
        ),
      );
    const recent = new Date(Date.now() - 86_400_000);
    const earlier = new Date(Date.now() - 2 * 86_400_000);
    const first = await actors(recent.toISOString());
    const second = await actors(earlier.toISOString());
    expect(first.size).toBe(second.size);
    expect(first.isDisjointFrom(second)).toBe(true);
  });

  test('for the public is the published tables, with what is small hidden', async () => {
    const from = new Date(Date.now() - 360 * 86_400_000).toISOString();
    const answer = await get(`/v1/audit/exports/activity?profile=public&from=${from}`);
    const rows = lines(bodyOf(answer));
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['quarter', 'month', 'subject', 'direction', 'column', 'count']);
      const { count } = row;
      expect(count === null || Number(count) === 0 || Number(count) >= 5).toBe(true);
    }
  });

  test('is on record as a look before it is answered', async () => {
    const looks = async () => {
      const { rows } = await owner.query(
        `select count(*)::int as n from event_facts where object_id = 'exportActivity'`,
      );
      return Number(rows[0]?.n);
    };
    const before = await looks();
    await get('/v1/audit/exports/activity');
    expect(await looks()).toBe(before + 1);
  });

  test('is read no further when the caller goes away', async () => {
    const address = new URL(`${border.hk.baseUrl}/v1/audit/exports/activity`);
    await new Promise<void>((resolve, reject) => {
      const call = http.get(address, { headers: { authorization: `Bearer ${examiner}` } }, (answer) => {
        answer.once('data', () => {
          answer.destroy();
          resolve();
        });
      });
      call.on('error', reject);
    });
    expect((await get('/v1/audit/exports/activity')).status).toBe(200);
  });
});

describe('wenjin export verify', () => {
  test('finds good files good, by the trust list alone', async () => {
    await saved('');
    expect(await verify()).toMatchObject({ code: 0, said: expect.stringContaining('GOOD') });
    await saved('?profile=cross-boundary');
    expect((await verify()).code).toBe(0);
    await saved(`?profile=public&from=${new Date(Date.now() - 360 * 86_400_000).toISOString()}`);
    expect((await verify()).code).toBe(0);
  });

  test.each(['activity.jsonl', 'activity.csv'])('finds one changed octet in %s', async (name) => {
    await saved('');
    const octetsOf = readFileSync(at(name));
    octetsOf[100] = (octetsOf[100] ?? 0) ^ 1;
    writeFileSync(at(name), octetsOf);
    expect(await verify()).toMatchObject({ code: 1, said: expect.stringContaining(`${name} (SHA-256)`) });
  });

  test('finds a file that is cut, one that is gone, and a spoiled manifest', async () => {
    await saved('');
    writeFileSync(at('activity.csv'), readFileSync(at('activity.csv')).subarray(0, 50));
    rmSync(at('activity.jsonl'));
    const { code, said } = await verify();
    expect(code).toBe(1);
    expect(said).toContain('activity.csv (50 octets');
    expect(said).toContain('activity.jsonl (not there)');
    const [header, payload, signature] = readFileSync(at('manifest.jwt'), 'utf8').split('.');
    const other = Buffer.from(String(payload), 'base64url').toString().replace('"own-side"', '"public"');
    writeFileSync(
      at('manifest.jwt'),
      [header, Buffer.from(other).toString('base64url'), signature].join('.'),
    );
    expect(await verify()).toMatchObject({ code: 1, said: expect.stringContaining('manifest (signature)') });
  });

  test('ends with 0, 1 or 2, as anybody starts it', async () => {
    await saved('');
    const run = async (...args: string[]) => {
      const child = spawn(process.execPath, [program, 'export', 'verify', ...args], { stdio: 'ignore' });
      return new Promise((resolve) => child.on('close', resolve));
    };
    const ends = [
      run(folder, '--trust-list', at('list')),
      run(at('manifest.jwt'), '--trust-list', at('list')),
      run(folder),
      run(folder, '--trust-list', at('nothing')),
    ];
    expect(await Promise.all(ends)).toEqual([0, 0, 2, 2]);
    writeFileSync(at('activity.csv'), '');
    expect(await run(folder, '--trust-list', at('list'))).toBe(1);
  });

  test('cannot tell by another anchor, or without a list that holds', async () => {
    await saved('');
    await expect(verify('A'.repeat(43))).rejects.toThrow('anchor');
    writeFileSync(at('list'), 'no list');
    await expect(verify()).rejects.toThrow('does not hold');
  });
});

describe('is refused', () => {
  const activity = '/v1/audit/exports/activity';
  test.each<[string, string, number, string]>([
    ['a format that there is not', `${activity}?format=xml`, 400, 'invalid-request'],
    ['a profile that there is not', `${activity}?profile=all`, 400, 'invalid-request'],
    ['a size with a leading zero', `${activity}?size=01`, 400, 'invalid-request'],
    ['a window that is not over', `${activity}?until=2999-01-01T00:00:00Z`, 400, 'invalid-request'],
    [
      'more than 366 days',
      `${activity}?from=2020-01-01T00:00:00Z&until=2022-01-01T00:00:00Z`,
      400,
      'invalid-request',
    ],
    ['a size of no checkpoint', `${activity}?size=999999999`, 422, 'export-size-unknown'],
    ['the same of a manifest', '/v1/audit/exports/manifest?size=999999999', 422, 'export-size-unknown'],
  ])('%s', async (_, address, status, code) => {
    const answer = await get(address);
    expect([answer.status, JSON.parse(bodyOf(answer).toString()).code]).toEqual([status, code]);
  });

  test('without a token, to a bank, and to an examiner of the other side who asks for own-side', async () => {
    const bank = await clientToken(border.hk, 'bank');
    for (const name of ['activity', 'manifest']) {
      const address = `/v1/audit/exports/${name}`;
      expect((await get(address, '')).status).toBe(401);
      expect((await get(address, bank)).status).toBe(403);
      const foreign = await get(address, foreigner);
      expect([foreign.status, JSON.parse(bodyOf(foreign).toString()).code]).toEqual([403, 'export-closed']);
    }
  });
});
