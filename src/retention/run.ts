import type { Act, EventValue } from '../kernel/event.ts';
import type { ClassId, Deed } from './vocabulary.ts';

/** One round of the worker, and what it has done so far. */
export interface Done {
  readonly class: ClassId;
  readonly deed: Deed;
  readonly count: number;
}

/** The schedule acting by itself. */
export function scheduleAct(runId: string): Act {
  return {
    by: { kind: 'rule', name: 'retention-schedule' },
    role: 'schedule',
    requestId: runId,
    purpose: 'privacy',
  };
}

/** What happened to each class, added up: `{"ended-credential":{"erased":3}}`. */
export function countsByClass(done: readonly Done[]): Record<string, Record<string, EventValue>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { class: id, deed, count } of done) {
    const ofClass = (counts[id] ??= {});
    ofClass[deed] = (ofClass[deed] ?? 0) + count;
  }
  return counts;
}

export function totalOf(done: readonly Done[]): number {
  return done.reduce((sum, { count }) => sum + count, 0);
}

/** How many of each class; nothing where there are none. */
export function tally(classes: readonly (ClassId | null)[], deed: Deed): Done[] {
  const groups = Map.groupBy(classes, (id) => id);
  return [...groups].flatMap(([id, all]) => (id === null ? [] : [{ class: id, deed, count: all.length }]));
}
