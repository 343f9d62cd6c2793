import { Fault } from '../kernel/fault.ts';

/** How many exports one caller reads at a time: each walks through the whole window, and a manifest does so for every format. */
export interface Turns {
  /** Gives what ends the turn; saying so twice ends it once. @throws Fault `exports-too-many` */
  take(caller: string): () => void;
}

export const turnsMax = 3;
const retryAfterSeconds = 10;

/** Of this process: whoever asks several gets as many of each. */
export function createTurns(max = turnsMax): Turns {
  const taken = new Map<string, number>();
  return {
    take(caller) {
      const before = taken.get(caller) ?? 0;
      if (before >= max)
        throw new Fault('exports-too-many', { values: { max: String(max) }, retryAfterSeconds });
      taken.set(caller, before + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = (taken.get(caller) ?? 1) - 1;
        if (left > 0) taken.set(caller, left);
        else taken.delete(caller);
      };
    },
  };
}
