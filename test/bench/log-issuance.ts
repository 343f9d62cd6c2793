/**
 * A credential with its event, one transaction each, 32 at a time: with the outbox and a sequencer in a process of its own, until the last
 * of them is in the tree, against the same transaction without outbox and without log. Rounds take turns on one durable Postgres. Goal: 0.5.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from '../../src/platform/drizzle.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { logPending } from '../../src/platform/events.table.ts';
import { eventsOf, someAct, someEvent } from '../transparency/log-events.ts';
import { quantile, startLogBench, verdict } from './log.support.ts';

const concurrent = 32;
const each = 120;
const rounds = 6;

const bench = await startLogBench();
await bench.owner.query(
  'create table bench_credentials (id uuid primary key, number text not null unique, payload bytea not null)',
);
await bench.owner.query('grant all on bench_credentials to public');
const events = eventsOf(randomUUID());
const payload = Buffer.alloc(420, 'p');

/** Whether it is awaited or made a part of another statement. */
const nothing = { values: () => Object.assign(Promise.resolve(), { getSQL: () => sql`select 1` }) };

/** The transaction without the row of the outbox; everything else of an event stays. */
function withoutOutbox(tx: Transaction): Transaction {
  return new Proxy(tx, {
    get(target, name, receiver) {
      if (name !== 'insert') return Reflect.get(target, name, receiver);
      return (table: Parameters<Transaction['insert']>[0]) =>
        Object.is(table, logPending) ? nothing : target.insert(table);
    },
  });
}

async function issue(logged: boolean): Promise<number> {
  const started = performance.now();
  await bench.app.transaction(async (tx) => {
    const id = randomUUID();
    await tx.execute(sql`insert into bench_credentials values (${id}, ${id}, ${payload})`);
    await events.append(logged ? tx : withoutOutbox(tx), someAct, someEvent({ objectId: id }));
  });
  return performance.now() - started;
}

async function round(logged: boolean): Promise<{ perSecond: number; latencies: number[] }> {
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for (let at = 0; at < each; at += 1) latencies.push(await issue(logged));
    }),
  );
  // What is not in the tree yet is not done yet.
  while (logged && (await bench.owner.query('select 1 from log_pending limit 1')).rows.length > 0);
  return { perSecond: (concurrent * each * 1_000) / (performance.now() - started), latencies };
}

const program = fileURLToPath(new URL('../faults/log-sequencer.process.ts', import.meta.url));
const results: Record<'without' | 'with', number[]> = { without: [], with: [] };
const latencies: Record<'without' | 'with', number[]> = { without: [], with: [] };
for (let at = 0; at < rounds; at += 1) {
  const plain = await round(false);
  const sequencer = spawn(process.execPath, [program, 'leading', bench.appUrl, bench.logUrl, '4096'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(sequencer.stdout, 'data');
  const logged = await round(true);
  const exit = once(sequencer, 'exit');
  sequencer.kill('SIGTERM');
  await exit;
  // The first round warms everything up.
  if (at === 0) continue;
  results.without.push(plain.perSecond);
  results.with.push(logged.perSecond);
  latencies.without.push(...plain.latencies);
  latencies.with.push(...logged.latencies);
}
await bench.close();

for (const name of ['without', 'with'] as const)
  console.log(
    `${name} log: ${Math.round(quantile(results[name], 0.5)).toLocaleString('en')} credentials/s; p50 ${quantile(latencies[name], 0.5).toFixed(1)} ms, p99 ${quantile(latencies[name], 0.99).toFixed(1)} ms`,
  );
const ratios = results.with.map((value, at) => value / (results.without[at] ?? 0));
verdict('with outbox and sequencer to without, median of rounds', quantile(ratios, 0.5), { least: 0.5 });
