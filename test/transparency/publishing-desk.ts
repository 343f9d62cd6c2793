import { afterEach, beforeEach } from 'vitest';
import { openDatabase, type OpenDatabase } from '../../src/platform/database.ts';
import { parsePolicy } from '../../src/transparency/log-policy.ts';
import { judgeCheckpoint } from '../../src/transparency/signed-checkpoint.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type TestClock, testClock } from '../support/world.ts';
import { type LoggedNode, startLog } from './log-support.ts';
import {
  type Line,
  lineTo,
  publicationOf,
  serveWitness,
  type ServedWitness,
  witnessOf,
} from './publication-support.ts';

/** For each test a log of Hong Kong with one entry, the witness of Shenzhen, and the line between them. */

export type PublishingProcess = ReturnType<typeof publicationOf>;

export interface PublishingDesk {
  clock: TestClock;
  node: LoggedNode;
  witness: ServedWitness;
  line: Line;
  /** The first process of Hong Kong. */
  publication: PublishingProcess;
  /** Another one; each is the first thing that such a process does. */
  start(options?: Partial<Parameters<typeof publicationOf>[1]>, database?: TestDatabase): PublishingProcess;
  grow(count: number): Promise<void>;
  /** A second later. */
  publish(by?: PublishingProcess): ReturnType<PublishingProcess['publisher']['publishIfDue']>;
  signatures(): Promise<number>;
  /** The published checkpoint, after what is remembered of it for a moment has passed. */
  shown(by?: PublishingProcess): Promise<ReturnType<typeof judgeCheckpoint> | undefined>;
}

interface Stage {
  readonly desk: PublishingDesk;
  readonly closing: (() => Promise<void>)[];
}

async function stage(): Promise<Stage> {
  const closing: (() => Promise<void>)[] = [];
  const clock = testClock(new Date());
  const node = await startLog();
  const peerDatabase = await createTestDatabase();
  const peer: OpenDatabase = openDatabase(peerDatabase.appUrl, { max: 4, onError: () => undefined });
  const witness = await serveWitness(witnessOf(peer.db, { clock }));
  const line = lineTo(witness.address);
  const start: PublishingDesk['start'] = (options = {}, database = node.database) => {
    const made = publicationOf(
      { app: database.appUrl, log: database.logUrl },
      { clock, outbound: line, ...options },
    );
    closing.unshift(() => made.close());
    return made;
  };
  closing.push(
    () => witness.close(),
    () => peer.close(),
    () => node.close(),
    () => peerDatabase.drop(),
  );
  const publication = start();
  await node.transparency.sequencer.runOnce();
  const desk: PublishingDesk = {
    clock,
    node,
    witness,
    line,
    publication,
    start,
    async grow(count) {
      await node.appendMany(count);
      await node.transparency.sequencer.runOnce();
    },
    publish(by = publication) {
      clock.advance(1);
      return by.publisher.publishIfDue();
    },
    signatures: async () =>
      Number((await node.owner.query('select count(*) from log_checkpoints')).rows[0].count),
    async shown(by = publication) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const policy = parsePolicy(by.serving.policy() ?? '');
      const text = await by.serving.checkpoint();
      return policy.ok && text !== undefined ? judgeCheckpoint(policy.policy, text) : undefined;
    },
  };
  return { desk, closing };
}

/** Registers what is done before and after each test. */
export function publishingDesk(): () => PublishingDesk {
  let current: Stage | undefined;
  beforeEach(async () => {
    current = await stage();
  });
  afterEach(async () => {
    for (const close of current?.closing ?? []) await close();
  });
  return () => {
    if (!current) throw new Error('Outside a test there is no desk.');
    return current.desk;
  };
}
