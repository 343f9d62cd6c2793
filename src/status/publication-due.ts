/** When a list is signed anew. */

/** Well before anybody's copy expires, so that some failures may come between. */
export const refreshSeconds = 120;

/** A list that changes all the time is still published only so often; far below the second that a change may take. */
const restMilliseconds = 300;

export interface ListCondition {
  readonly pending: number;
  readonly publishedAt: Date | null;
}

export function isDue({ pending, publishedAt }: ListCondition, now: Date): boolean {
  if (publishedAt === null) return true;
  const age = now.getTime() - publishedAt.getTime();
  // An age below zero is a clock that was set back: a change does not wait for it to catch up.
  if (pending > 0) return age < 0 || age >= restMilliseconds;
  return age >= refreshSeconds * 1000;
}
