import http from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { type Border, startBorder } from '../support/border.ts';

/** Exports of a node whose log nobody has cosigned yet, and of one that holds more than fits between two chunks of a stream. */

const rows = 25_000;
const activity = '/v1/audit/exports/activity';

let border: Border;
let examiner: string;
let owner: pg.Client;
beforeAll(async () => {
  border = await startBorder({ workers: false, fresh: true });
  examiner = await officerToken(border.hk, 'examiner', 'HK-EX-01');
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

describe('an export', () => {
  test.each([activity, '/v1/audit/exports/manifest'])(
    'waits for the first cosigned checkpoint: %s is not ready, and says when to ask again',
    async (address) => {
      const answer = await request(border.hk.app.server)
        .get(address)
        .set('authorization', `Bearer ${examiner}`);
      expect([answer.status, problem.parse(answer.body).code]).toEqual([503, 'export-not-ready']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    },
  );

  test('of many rows is read no further once its caller has gone away', async () => {
    await plantRows();
    const whole = await read(() => false);
    expect(whole.lines).toBe(rows);
    const cut = await read((lines) => lines > 2000);
    expect(cut.lines).toBeLessThan(rows / 2);
    const leftAt = await serverNow();
    // As long as all of it takes; whoever went on reading would be seen.
    await sleep(whole.milliseconds);
    expect(await lastPageAt()).toBeLessThan(leftAt + whole.milliseconds / 2);
    expect((await read((lines) => lines > 0)).lines).toBeGreaterThan(0);
  });
});

describe('exports of one caller', () => {
  test('are three at a time, files and manifests together; whoever asks for more is told to wait, and others are not', async () => {
    const token = await clientToken(border.hk, 'examiner');
    const file = `${activity}?size=2000000`;
    const manifest = '/v1/audit/exports/manifest?size=2000000';
    const [theirs, ...own] = await Promise.all([
      open(file),
      ...[file, manifest, file, file, manifest].map((address) => open(address, token)),
    ]);
    expect(theirs.statusCode).toBe(200);
    expect(own.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 200, 429, 429]);
    for (const answer of own.filter(({ statusCode }) => statusCode === 429)) {
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(problem.parse(await json(answer)).code).toBe('exports-too-many');
    }
    // Their turns end with them, also where nobody reads on.
    for (const answer of [theirs, ...own]) answer.destroy();
    await expect.poll(async () => (await open(file, token)).destroy().statusCode).toBe(200);
  });

  test('that are refused take no turn, and a manifest gives its back', async () => {
    const refused = Array.from({ length: 4 }, () =>
      request(border.hk.app.server).get(`${activity}?size=77`).set('authorization', `Bearer ${examiner}`),
    );
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    const token = await clientToken(border.hk, 'examiner');
    for (let time = 0; time < 5; time += 1) {
      const manifest = '/v1/audit/exports/manifest?profile=public&size=2000000';
      const answer = await request(border.hk.app.server)
        .get(manifest)
        .set('authorization', `Bearer ${token}`);
      expect(answer.status).toBe(200);
    }
  });
});

/** As soon as it begins, with its body yet to be read. */
function open(at: string, token = examiner): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const address = new URL(at, border.hk.baseUrl);
    const headers = { authorization: `Bearer ${token}` };
    const call = http.get(address, { headers, agent: false }, (answer) => {
      answer.on('error', () => undefined);
      resolve(answer);
    });
    call.on('error', reject);
  });
}

/** As their owner fills tables: rows that are in the log below a head that is cosigned. */
async function plantRows(): Promise<void> {
  await owner.query('begin');
  await owner.query(
    `with made as (
       insert into events (id, type, issuer, recorded_at, commitment, entry)
       select gen_random_uuid(), 'credential.issued', 'https://hk.wenjin.example', now() - interval '1 hour', '', ''
       from generate_series(1, $1::int) returning id
     ), placed as (
       insert into log_entries (entry_id, idx) select id, 1000000 + row_number() over () from made
     )
     insert into event_facts (event_id, type, recorded_at, effective_at, issuer, object_type, object_id, actor_id, actor_role, purpose)
     select id, 'credential.issued', now() - interval '1 hour', now(), 'https://hk.wenjin.example', 'credential', id, 'x', 'x', 'x' from made`,
    [rows],
  );
  await owner.query(
    `insert into log_checkpoints (size, root, note, signed_at, cosigned_note, cosigned_at)
     values (2000000, decode(repeat('00', 32), 'hex'), 'note', now(), 'note', now())`,
  );
  await owner.query('commit');
  await owner.query('analyze');
}

/** Reads lines until they are enough, and then drops the connection. */
function read(enough: (lines: number) => boolean): Promise<{ lines: number; milliseconds: number }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    let lines = 0;
    const done = (): void => {
      resolve({ lines, milliseconds: performance.now() - started });
    };
    const address = new URL(`${activity}?size=2000000`, border.hk.baseUrl);
    const call = http.get(address, { headers: { authorization: `Bearer ${examiner}` } }, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        for (const octet of chunk) lines += octet === 10 ? 1 : 0;
        if (!enough(lines)) return;
        answer.destroy();
        done();
      });
      answer.on('end', done);
    });
    call.on('error', reject);
  });
}

async function serverNow(): Promise<number> {
  const { rows: found } = await owner.query('select extract(epoch from clock_timestamp()) * 1000 as at');
  return Number(found[0]?.at);
}

/** When a page of facts was last asked for: a connection shows its last question after it was answered, too. */
async function lastPageAt(): Promise<number> {
  const { rows: found } = await owner.query(
    `select max(extract(epoch from query_start)) * 1000 as at from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and query like '%"event_facts"%limit%'`,
  );
  return Number(found[0]?.at);
}
