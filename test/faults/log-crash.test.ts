import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { leafHash, rootOf } from '../../src/transparency/merkle.ts';
import { createScrubbing } from '../../src/transparency/scrubbing.service.ts';
import { createSequencing } from '../../src/transparency/sequencing.service.ts';
import { readTree } from '../transparency/log-tree.ts';
import { type LogServer, startLogServer } from './log-server.ts';

/**
 * Sequencers and producers that compete, each killed again and again, and the server stopped as by a power cut: what was acknowledged is
 * logged once, and every head that anybody saw on the way is the beginning of the tree that is left.
 */

const rounds = Number(process.env.WENJIN_CRASH_ROUNDS ?? '4');
const killsEach = 8;
const killEveryMilliseconds = 180;

let server: LogServer;
beforeAll(async () => {
  server = await startLogServer();
}, 60_000);
afterAll(() => server.close());

const acknowledged: string[] = [];
const heads = new Map<number, Buffer>();
const running = new Set<ChildProcess>();

function start(program: string, args: readonly string[]): ChildProcess {
  const file = path.resolve(import.meta.dirname, program);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (program.includes('producer'))
    createInterface({ input: child.stdout }).on('line', (line) => {
      // Killed while it wrote: half a line acknowledges nothing.
      if (line.length === 36) acknowledged.push(line);
    });
  else child.stdout.resume();
  return child;
}

const producer = (): ChildProcess => start('log-producer.process.ts', [server.appUrl]);
const sequencer = (manner: 'leading' | 'competing'): ChildProcess =>
  start('log-sequencer.process.ts', [manner, server.appUrl, server.logUrl]);

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Two heads of one size must be one head: looked at all the time, through whatever connection there is. */
async function watchHeads(watching: { readonly on: boolean }): Promise<void> {
  const pool = new pg.Pool({ connectionString: server.ownerUrl, max: 1 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  while (watching.on) {
    const found = await pool
      .query<{ size: string; root: Buffer }>('select size, root from log_head')
      .catch(() => ({ rows: [] }));
    for (const { size, root } of found.rows) {
      const known = heads.get(Number(size));
      if (known && !known.equals(root)) throw new Error(`two heads of ${size}`);
      heads.set(Number(size), root);
    }
    await sleep(15);
  }
  await pool.end();
}

test(`after ${rounds} rounds of kills and power cuts every acknowledged event is logged once, and every head seen stands`, async () => {
  const watching = { on: true };
  const watcher = watchHeads(watching);
  const makers = [
    producer,
    producer,
    () => sequencer('leading'),
    () => sequencer('leading'),
    () => sequencer('competing'),
    () => sequencer('competing'),
  ];
  const children = makers.map((make) => make());
  let kills = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Until they work: a process that is killed while it loads shows nothing.
    const [headsBefore, eventsBefore] = [heads.size, acknowledged.length];
    const works = () => heads.size >= headsBefore + 3 && acknowledged.length >= eventsBefore + 30;
    for (let left = 2400; !works() && left > 0; left -= 1) await sleep(25);
    for (let at = 0; at < killsEach; at += 1) {
      const victim = (round * killsEach + at * 5) % children.length;
      const [child, make] = [children[victim], makers[victim]];
      if (!child || !make) continue;
      await kill(child);
      kills += 1;
      children[victim] = make();
      await sleep(killEveryMilliseconds);
    }
    await server.stopImmediately();
    await server.restart();
  }
  await sleep(500);
  await Promise.all([...running].map(kill));
  watching.on = false;
  await watcher;
  await expectWhole();
  console.log(
    `${kills} kills, ${rounds} power cuts, ${acknowledged.length} acknowledged events, ${heads.size} heads seen`,
  );
}, 600_000);

async function expectWhole(): Promise<void> {
  const log = openDatabase(server.logUrl, { max: 2, onError: () => undefined });
  const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  try {
    const sequencing = createSequencing({ db: log.db });
    while ((await sequencing.drain()) > 0);
    const { order, entries, size, root } = await readTree(owner);
    const all = await owner.query<{ id: string }>('select id from events');
    expect(order.toSorted()).toEqual(all.rows.map(({ id }) => id).toSorted());
    const logged = new Set(order);
    expect(acknowledged.filter((id) => !logged.has(id))).toEqual([]);
    expect(await createScrubbing({ db: log.db }).scrub()).toBe(size);
    const leaves = entries.map(leafHash);
    heads.set(size, Buffer.from(root));
    for (const [seen, of] of heads)
      expect(of.equals(rootOf(leaves.slice(0, seen))), `the head of ${seen} entries`).toBe(true);
    // Else nothing was under way when it was cut.
    expect(acknowledged.length).toBeGreaterThan(25 * rounds);
    expect(heads.size).toBeGreaterThan(5 * rounds);
    expect(all.rows.length).toBeGreaterThanOrEqual(new Set(acknowledged).size);
  } finally {
    await owner.end();
    await log.close();
  }
}
