/**
 * What the schedule of retention costs, against the plain statements that write the same rows in batches of the same size: a first sweep
 * over everybody, one that finds nothing new, and the erasing of a thousand persons.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createContexts } from '../../src/contexts.ts';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { configurationFrom } from '../../src/platform/configuration.ts';
import { collectingLog, generateKeys, realClock } from '../support/world.ts';
import { startLogBench, verdict } from './log.support.ts';

const size = Number(process.env.WENJIN_BENCH_PERSONS ?? '50000');
/** As many as one round erases. */
const erased = 1000;
const [sweepBatch, eraseBatch] = [500, 50];

/** Somebody with a credential in force: data, a number, disclosures, and two entries of the log that can be opened. */
const people = `
  with made as materialized (
    select gen_random_uuid() as person, gen_random_uuid() as credential, gen_random_uuid() as one, gen_random_uuid() as two, n
    from generate_series(1, $1) as n
  ), met as (
    insert into subjects (id, wrapped_key, created_at) select person, '\\x00', now() - interval '9 years' from made
  ), named as (
    insert into persons (subject_id, sealed) select person, sha256(person::text::bytea) from made
  ), numbered as (
    insert into identity_numbers (subject_id, type, keyed_hash, tail) select person, 'hkid', sha256(person::text::bytea), '(0)' from made
  ), disclosed as (
    insert into credential_disclosures (credential_id, subject_id, sealed) select credential, person, sha256(person::text::bytea) from made
  ), issued as (
    insert into credentials (id, number, vct, authority, subject_id, qualification, holder_thumbprint, status_uri, status_idx, life, payload,
      issued_at, expires_at)
    select credential, credential::text, 'x', 'bank', person, 'x', credential::text, credential::text, 0, 'active', '', now(), now() + interval '1 year'
    from made
  ), told as (
    insert into events (id, type, issuer, recorded_at, commitment, entry)
    select id, 'credential.issued', 'x', now(), '', '' from made, lateral (values (one), (two)) as each(id) returning id
  )
  insert into event_openings (event_id, subject_id, object_type, object_id, sealed)
  select id, person, 'credential', credential::text, sha256(person::text::bytea) from made, lateral (values (one), (two)) as each(id)`;

const bench = await startLogBench();
for (let left = size; left > 0; left -= 10_000) await bench.owner.query(people, [Math.min(left, 10_000)]);
await bench.owner.query('vacuum analyze');

const configuration = configurationFrom({
  WENJIN_JURISDICTION: 'HK',
  WENJIN_ORIGIN: 'https://hk.wenjin.example',
  WENJIN_PEER_ORIGIN: 'https://sz.wenjin.example',
  WENJIN_CONTACT: 'query@hk.wenjin.example',
  WENJIN_DATABASE_URL: bench.appUrl,
  WENJIN_LOG_DATABASE_URL: bench.logUrl,
  WENJIN_MASTER_KEY: Buffer.alloc(32, 'hk').toString('base64url'),
  WENJIN_DEMONSTRATION: 'true',
  WENJIN_PEER_ANCHORS: '',
});
const { retention } = createContexts({
  configuration,
  db: bench.app,
  logDb: bench.log,
  clock: realClock,
  entropy: { bytes: (length) => new Uint8Array(randomBytes(length)) },
  outbound: { request: () => Promise.reject(new OutboundFailure('nobody is called')) },
  generateKeys,
  log: collectingLog('silent').log,
});

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function idsOf(query: string): Promise<string[]> {
  const { rows } = await bench.owner.query<{ id: string }>(query);
  return rows.map(({ id }) => id);
}

async function inBatches(ids: readonly string[], batch: number, work: (of: string[]) => Promise<unknown>) {
  for (let at = 0; at < ids.length; at += batch) await work(ids.slice(at, at + batch));
}

/** Rows as the schedule has them, written by one statement a batch into a table like its own. */
async function writePlainly(ids: readonly string[]): Promise<void> {
  await inBatches(ids, sweepBatch, (of) =>
    bench.owner.query(
      `insert into plain_schedule select id, 'in-use', 'ended-credential', current_date, null, false from unnest($1::uuid[]) as id
       on conflict (subject_id) do update set standing = excluded.standing, due_on = excluded.due_on`,
      [of],
    ),
  );
}

/** The same rows that erasing takes away, of as many others. */
async function erasePlainly(ids: readonly string[]): Promise<void> {
  await inBatches(ids, eraseBatch, async (of) => {
    await bench.owner.query('begin');
    await bench.owner.query('update subjects set wrapped_key = null, erased_at = now() where id = any($1)', [
      of,
    ]);
    for (const table of ['persons', 'identity_numbers', 'credential_disclosures', 'event_openings'])
      await bench.owner.query(`delete from ${table} where subject_id = any($1)`, [of]);
    await bench.owner.query('commit');
  });
}

const everybody = await idsOf('select id from subjects order by id');
const run = () => retention.execution.runOnce();
await bench.owner.query('create table plain_schedule (like retention_schedule including all)');
const plainly = await secondsOf(() => writePlainly(everybody));
const first = await secondsOf(run);
const again = Math.min(await secondsOf(run), await secondsOf(run));

const going = everybody.slice(0, erased);
await bench.owner.query(
  `update credentials set expires_at = now() - interval '8 years' where subject_id = any($1)`,
  [going],
);
await bench.owner.query(
  `insert into retention_restrictions (id, subject_id, cause, reason_code, started_at, started_by, started_entry)
   select gen_random_uuid(), id, 'schedule', 'ended-credential', now() - interval '31 days', 'rule:retention-schedule', $2
   from unnest($1::uuid[]) as id`,
  [going, randomUUID()],
);
const plainErasing = await secondsOf(() => erasePlainly(everybody.slice(-erased)));
const outcomes: unknown[] = [];
const withErasing = await secondsOf(async () => outcomes.push((await run()).classes));
if (JSON.stringify(outcomes) !== `[{"ended-credential":{"erased":${String(erased)}}}]`)
  throw new Error(`Another round than was meant: ${JSON.stringify(outcomes)}`);
await bench.close();

const perSecond = (count: number, seconds: number): string =>
  Math.round(count / seconds).toLocaleString('en');
console.log(
  `${size.toLocaleString('en')} persons: first sweep ${first.toFixed(1)} s (${perSecond(size, first)} a second), again ${again.toFixed(1)} s (${perSecond(size, again)}), ` +
    `plainly written ${plainly.toFixed(1)} s; ${erased} erased in ${(withErasing - again).toFixed(1)} s, their rows plainly in ${plainErasing.toFixed(1)} s`,
);
verdict('first sweep against writing its rows', first / plainly, { most: 20 });
verdict('a sweep that finds nothing new against writing its rows', again / plainly, { most: 12 });
verdict('erasing against deleting the same rows', (withErasing - again) / plainErasing, { most: 25 });
