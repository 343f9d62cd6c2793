/**
 * From the commit of an event to the first checkpoint that covers it and that the other side's witness has cosigned: sequencer, publisher
 * and witness as they run, a head a second at most, the witness over HTTP, on a durable Postgres. Goal: 1.5 s at the 99th percentile.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransparency } from '../../src/transparency/index.ts';
import { readPublished } from '../../src/transparency/checkpoints.store.ts';
import { eventsOf, logNode, someAct, someEvent } from '../transparency/log-events.ts';
import { lineTo, publicationOf, serveWitness, witnessOf } from '../transparency/publication-support.ts';
import { realClock } from '../support/world.ts';
import { quantile, startLogBench, verdict } from './log.support.ts';

const perSecond = 200;
const seconds = 40;

const bench = await startLogBench();
const events = eventsOf(randomUUID());
const transparency = createTransparency({
  db: bench.app,
  logDb: bench.log,
  clock: realClock,
  events,
  node: logNode,
  logKeyId: () => 'bench',
  onError: console.error,
});
const witness = await serveWitness(witnessOf(bench.app, { clock: realClock }));
const publication = publicationOf(
  { app: bench.appUrl, log: bench.logUrl },
  { clock: realClock, outbound: lineTo(witness.address) },
);
transparency.sequencer.start();
publication.worker.start();

/** When each published size was first seen. */
const published: { size: number; at: number }[] = [];
const watching = new AbortController();
const watch = (async () => {
  while (!watching.signal.aborted) {
    const size = (await readPublished(bench.app))?.size ?? 0;
    if (size > (published.at(-1)?.size ?? 0)) published.push({ size, at: performance.now() });
    await sleep(5);
  }
})();

const committed = new Map<string, number>();
const pending: Promise<void>[] = [];
async function happen(): Promise<void> {
  const id = await bench.app.transaction((tx) => events.append(tx, someAct, someEvent()));
  committed.set(id, performance.now());
}
const started = performance.now();
while (performance.now() - started < seconds * 1000) {
  pending.push(happen());
  await sleep((-Math.log(1 - Math.random()) * 1000) / perSecond);
}
await Promise.all(pending);
await sleep(3_000);
watching.abort();
await watch;
await Promise.all([transparency.sequencer.stop(), publication.close()]);

const positions = await transparency.positionsOf(bench.app, [...committed.keys()]);
const waits = [...committed].map(([id, at]) => {
  const index = positions.get(id) ?? Number.POSITIVE_INFINITY;
  return (published.find(({ size }) => size > index)?.at ?? Number.POSITIVE_INFINITY) - at;
});
await witness.close();
await bench.close();

const gaps = published.slice(1).map(({ at }, place) => at - (published[place]?.at ?? at));
console.log(
  `${waits.length.toLocaleString('en')} events, ${published.length} cosigned heads, one every ${Math.round(quantile(gaps, 0.5))} ms; wait p50 ${Math.round(quantile(waits, 0.5))} ms, p90 ${Math.round(quantile(waits, 0.9))} ms, largest ${Math.round(Math.max(...waits))} ms`,
);
verdict('leaf to cosigned checkpoint, p99, seconds', quantile(waits, 0.99) / 1000, { most: 1.5 });
