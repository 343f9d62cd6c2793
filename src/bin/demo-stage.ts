import { setTimeout as sleep } from 'node:timers/promises';
import { civilDate } from '../kernel/instants.ts';
import type { Side } from './demo-acts.ts';
import type { DemoNode } from './demo-nodes.ts';
import type { Story } from './demo-output.ts';
import type { Cast } from './demo-people.ts';
import { clock } from './world.ts';

/** Where the story plays, and what its parts share. */

export interface Stage {
  readonly story: Story;
  readonly hk: Side;
  readonly sz: Side;
  readonly nodes: readonly [DemoNode, DemoNode];
  readonly cast: Cast;
}

/** Left over for the commands that are printed at the end. */
export interface Keepsakes {
  readonly receipt: string;
  readonly verificationBody: Record<string, unknown>;
}

export const today = (): string => civilDate(clock.now());
export const shown = ['name_en', 'birth_date'];
export const target = { hk: 'hk-ecf-crm-core', sz: 'cn-qcbp-im-cc' } as const;

export async function until(
  holds: () => Promise<boolean>,
  otherwise: string,
  withinMilliseconds = 15_000,
): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > withinMilliseconds) throw new Error(otherwise);
    await sleep(100);
  }
}

/** The other node knows an issuer, a status list or a mandate a moment after it was published. */
export async function retried<T>(act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (performance.now() - started > 8000) throw error;
      await sleep(200);
    }
  }
}
