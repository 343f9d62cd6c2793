import { Fault } from '../kernel/fault.ts';
import { isUnavailable } from './database.ts';

export interface GroupCommitLimits {
  /** How long the first of a batch waits for company. */
  readonly lingerMilliseconds: number;
  readonly batchMax: number;
  readonly queueMax: number;
  /** How long one waits for its commit before it is refused. */
  readonly patienceMilliseconds: number;
}

export interface GroupCommit<Row> {
  /**
   * Resolves when the row is committed. Rows that come together are committed together.
   * @throws Fault `unavailable` when the database is away, does not answer in time, or too many are waiting. In the second case the
   * row may still be committed later.
   */
  add(row: Row): Promise<void>;
  /** Waits for what was accepted; nothing is accepted any more. */
  stop(): Promise<void>;
}

interface Waiting<Row> {
  readonly row: Row;
  settle(error?: unknown): void;
}

/** `commit` writes the rows in one transaction. One is under way at a time, and meanwhile the next batch gathers by itself. */
export function createGroupCommit<Row>(
  commit: (rows: readonly Row[]) => Promise<void>,
  limits: GroupCommitLimits,
): GroupCommit<Row> {
  const queue = new Set<Waiting<Row>>();
  let lingering: NodeJS.Timeout | undefined;
  let committing: Promise<void> | undefined;
  let stopped = false;

  function wake(): void {
    if (committing || lingering || queue.size === 0) return;
    const linger = queue.size < limits.batchMax ? limits.lingerMilliseconds : 0;
    lingering = setTimeout(() => {
      lingering = undefined;
      committing = commitBatches().finally(() => {
        committing = undefined;
        wake();
      });
    }, linger);
  }

  async function commitBatches(): Promise<void> {
    while (queue.size > 0) {
      const batch = [...queue.values().take(limits.batchMax)];
      for (const waiting of batch) queue.delete(waiting);
      await commitBatch(commit, batch);
    }
  }

  return {
    add(row) {
      if (stopped || queue.size >= limits.queueMax) return Promise.reject(away());
      return new Promise((resolve, reject) => {
        const waiting: Waiting<Row> = {
          row,
          settle(error) {
            clearTimeout(patience);
            if (error === undefined) resolve();
            else reject(error instanceof Error ? error : away(error));
          },
        };
        const patience = setTimeout(() => {
          queue.delete(waiting);
          reject(away());
        }, limits.patienceMilliseconds);
        queue.add(waiting);
        wake();
      });
    },
    async stop() {
      stopped = true;
      while (committing || lingering || queue.size > 0) {
        await (committing ?? new Promise((resolve) => setTimeout(resolve, limits.lingerMilliseconds)));
      }
    },
  };
}

async function commitBatch<Row>(
  commit: (rows: readonly Row[]) => Promise<void>,
  batch: readonly Waiting<Row>[],
): Promise<void> {
  try {
    await commit(batch.map(({ row }) => row));
    for (const waiting of batch) waiting.settle();
  } catch (error) {
    // A row that the database refuses must not refuse its neighbours.
    if (batch.length > 1 && !isUnavailable(error)) {
      for (const waiting of batch) await commitBatch(commit, [waiting]);
    } else {
      for (const waiting of batch) waiting.settle(isUnavailable(error) ? away(error) : error);
    }
  }
}

function away(cause?: unknown): Fault {
  return new Fault('unavailable', { retryAfterSeconds: 2, cause });
}
