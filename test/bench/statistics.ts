/** All figures of a log of 1,000,000 entries, by what a regulator asks. Goals: a few seconds, and a few times of one look at each entry. */
import { createStatistics } from '../../src/audit/statistics.service.ts';
import { createSequencing } from '../../src/transparency/sequencing.service.ts';
import { realClock } from '../support/world.ts';
import { logNode } from '../transparency/log-events.ts';
import { logOrigin, startLogBench, verdict } from './log.support.ts';

const size = Number(process.env.WENJIN_BENCH_ENTRIES ?? '1000000');

/** Ten events of one person: an application that is recognised, what it rests on, what became of it, who looked. Over 24 months. */
const lives = `
  with kinds (n, type, object_type, after, outcome, agreement, direction, target) as (values
    (0, 'credential.issued', 'credential', 'active', null, null, null, null),
    (1, 'application.received', 'application', 'received', null, 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (2, 'application.proposed', 'application', 'under-assessment', null, 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (3, 'application.decided', 'application', 'decided', 'recognised', 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (4, 'application.approved', 'application', 'issued', 'recognised', 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (5, 'credential.issued', 'recognition', 'active', 'recognised', 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (6, 'credential.suspended', 'recognition', 'suspended', null, 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (7, 'credential.reinstated', 'recognition', 'active', null, 'DEMO-1', 'CN-SZ-HK', 'hk-ecf-crm-core'),
    (8, 'access.batched', 'access-batch', null, null, null, null, null),
    (9, 'regulator.accessed', 'question', null, null, null, null, null)
  ), people as materialized (
    select gen_random_uuid() as person, now() - (p % 700) * interval '1 day' as at, p % 20 as of,
      gen_random_uuid()::text as application, gen_random_uuid()::text as home, gen_random_uuid()::text as recognition
    from generate_series(1, $1) as p
  ), seed as materialized (
    select gen_random_uuid() as id, sha256(gen_random_uuid()::text::bytea) as commitment, person, at + n * interval '1 minute' as at,
      'https://hk.wenjin.example/authorities/bank' || of as issuer, kinds.*,
      case object_type when 'credential' then home when 'recognition' then recognition else application end as object
    from people cross join kinds
  ), made as (
    insert into events (id, type, issuer, recorded_at, commitment, entry)
    select id, type, issuer, at, commitment, convert_to(
      '{"commitment":"' || rtrim(translate(encode(commitment, 'base64'), '+/', '-_'), '=') || '","id":"' || id
      || '","issuer":"' || issuer || '","jurisdiction":"HK","schema":"wenjin.log/1","time":"2026-11-25T06:00:00Z","type":"' || type || '"}', 'UTF8')
    from seed
  ), facts as (
    insert into event_facts (event_id, type, recorded_at, effective_at, issuer, object_type, object_id, subject_id, actor_id, actor_role,
      actor_person, purpose, agreement_id, qualification, target, direction, route, after, outcome)
    select id, type, at, at, issuer, replace(object_type, 'recognition', 'credential'), object, person, 'officer-7', 'host-approver',
      'person-7', 'recognition', agreement, 'cn-qcbp-im-cc', target, direction, 'examination', after, outcome from seed
  ), pending as (insert into log_pending (entry_id) select id from seed)
  insert into access_records (id, at, kind, caller_name, purpose, object_ids, result, request_id, batch_entry_id)
  select overlay(overlay(gen_random_uuid()::text placing substr(millis, 1, 8) || '-' || substr(millis, 9, 4) from 1 for 13) placing '7' from 15 for 1)::uuid, at, 'verification', 'client:c1', 'employment-screening', array['DEMO-HK-R-' || left(object, 8)], 'VALID', 'bench', id
  from seed, lateral (select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as millis) instant where type = 'access.batched'`;

const bench = await startLogBench();
for (let left = size; left > 0; left -= 50_000) await bench.owner.query(lives, [Math.min(left, 50_000) / 10]);
// The genesis is made apart, and has its facts too.
await bench.owner.query(`
  insert into event_facts (event_id, type, recorded_at, effective_at, issuer, object_type, object_id, actor_id, actor_role, purpose)
  select id, type, recorded_at, recorded_at, issuer, 'log', 'log', 'rule:log', 'operator', 'operation'
  from events e where not exists (select 1 from event_facts f where f.event_id = e.id)`);
const sequencing = createSequencing({ db: bench.log });
while ((await sequencing.drain()) > 0);
await bench.owner.query('vacuum analyze');

const statistics = createStatistics({
  db: bench.app,
  clock: realClock,
  node: logNode,
  logOrigin,
  recognisable: () => ['cn-qcbp-im-cc'],
  desk: { recordLook: () => Promise.resolve() },
});
const asked = { caller: { kind: 'public' }, requestId: 'bench' } as const;

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Each entry joined to its event and to its facts and counted by type: less than any of the figures needs. */
const floor = `select e.type, count(*) from log_entries l join events e on e.id = l.entry_id join event_facts f on f.event_id = e.id group by 1`;

await secondsOf(() => bench.owner.query(floor));
const once = await secondsOf(() => bench.owner.query(floor));
const answer = await statistics.count({}, asked);
if (!answer.reconciliation.balanced) throw new Error('The figures do not reconcile with the log.');
const seconds = await secondsOf(() => statistics.count({}, asked));
const narrow = await secondsOf(() => statistics.count({ authority: 'bank7' }, asked));
await bench.close();

console.log(
  `${answer.asOf.size.toLocaleString('en')} entries in ${seconds.toFixed(1)} s, one authority of twenty in ${narrow.toFixed(1)} s; one look at each ${once.toFixed(1)} s`,
);
verdict('all figures in s', seconds, { most: 10 });
verdict('against one look at each entry', seconds / once, { most: 5 });
