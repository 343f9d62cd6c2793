/**
 * Draining the outbox into the tree, against a plain bulk insert of the same rows: both 1,024 rows a transaction, in turns on one durable
 * Postgres, the triggers of the log on. Goal: 0.4.
 */
import { sql } from '../../src/platform/drizzle.ts';
import { createSequencing } from '../../src/transparency/sequencing.service.ts';
import { quantile, startLogBench, verdict } from './log.support.ts';

const batch = 1_024;
const batches = 96;
const warmUps = 16;

const bench = await startLogBench();
await bench.owner.query('create table plain (id uuid primary key, entry bytea not null)');
await bench.owner.query('grant all on plain to public');
await bench.fill(batch * batches);
const { rows } = await bench.owner.query<{ id: string; entry: Buffer }>(
  'select e.id, e.entry from log_pending p join events e on e.id = p.entry_id order by p.id',
);
await bench.owner.query('vacuum analyze');
const sequencing = createSequencing({ db: bench.log }, batch);
await sequencing.drain();

async function insertPlainly(some: readonly { id: string; entry: Buffer }[]): Promise<void> {
  const ids = sql.param(some.map(({ id }) => id));
  const entries = sql.param(some.map(({ entry }) => entry));
  await bench.log.transaction(async (tx) => {
    await tx.execute(
      sql`insert into plain (id, entry) select * from unnest(${ids}::uuid[], ${entries}::bytea[])`,
    );
  });
}

const plain: number[] = [];
const drained: number[] = [];
for (let at = 0; at < batches; at += 1) {
  const some = rows.slice(at * batch, (at + 1) * batch);
  const started = performance.now();
  await insertPlainly(some);
  const between = performance.now();
  const taken = await sequencing.drain();
  if (at < warmUps) continue;
  plain.push(between - started);
  drained.push((performance.now() - between) * (some.length / taken));
}
await bench.close();

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const rate = (values: readonly number[]): string =>
  Math.round((batch * values.length * 1_000) / total(values)).toLocaleString('en');
console.log(`plain insert ${rate(plain)} rows/s; p50 ${quantile(plain, 0.5).toFixed(1)} ms a batch`);
console.log(
  `drain ${rate(drained)} entries/s; p50 ${quantile(drained, 0.5).toFixed(1)} ms, p99 ${quantile(drained, 0.99).toFixed(1)} ms a batch`,
);
verdict('drain to plain bulk insert, by totals', total(plain) / total(drained), { least: 0.4 });
console.log(`by medians: ${(quantile(plain, 0.5) / quantile(drained, 0.5)).toFixed(2)}`);
