import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import { type PublishedHead, readPublished, readPublishedOf } from './checkpoints.store.ts';

export interface Published {
  /** The newest cosigned checkpoint, at most a moment old; undefined before the first. */
  current(): Promise<PublishedHead | undefined>;
  /** The cosigned checkpoint of just this size, the latest of it. */
  at(size: number): Promise<PublishedHead | undefined>;
  /** Waits until there is another than this, or until the instant of `performance.now()` has come; gives whether there is. */
  changedBy(from: PublishedHead | undefined, deadline: number): Promise<boolean>;
}

const freshMilliseconds = 50;

/** However many ask and wait, the database is asked twenty times a second at most. */
export function createPublished({ db }: { readonly db: Database }): Published {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<PublishedHead | undefined> = Promise.resolve(undefined);

  function current(): Promise<PublishedHead | undefined> {
    if (performance.now() - asked >= freshMilliseconds) {
      asked = performance.now();
      answer = readPublished(db);
    }
    return answer;
  }

  return {
    current,
    at: (size) => readPublishedOf(db, size),
    async changedBy(from, deadline) {
      for (;;) {
        if ((await current())?.id !== from?.id) return true;
        const left = deadline - performance.now();
        if (left <= 0) return false;
        await sleep(Math.min(left, freshMilliseconds));
      }
    },
  };
}
