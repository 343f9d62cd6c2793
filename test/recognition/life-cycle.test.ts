import { expect, test } from 'vitest';
import {
  addWorkingDays,
  dueAt,
  restarted,
  workingDaysBetween,
} from '../../src/recognition/decision-clock.ts';
import {
  applicationStates,
  isClosed,
  isOnAppeal,
  stateAfter,
  type Step,
} from '../../src/recognition/life-cycle.ts';

test.each<[Step, Record<string, string | undefined>]>([
  ['add-evidence', { 'under-assessment': 'under-assessment', 'information-requested': 'under-assessment' }],
  ['decide', { 'under-assessment': 'decision-proposed', 'under-appeal': 'determination-proposed' }],
  ['return', { 'decision-proposed': 'under-assessment', 'determination-proposed': 'under-appeal' }],
  ['request-information', { 'decision-proposed': 'information-requested' }],
  ['issue', { 'decision-proposed': 'issued', 'determination-proposed': 'issued' }],
  ['refuse', { 'decision-proposed': 'refused', 'determination-proposed': 'refused' }],
  ['appeal', { refused: 'under-appeal' }],
  ['remit', { 'determination-proposed': 'under-assessment' }],
  ['withdraw', { 'under-assessment': 'withdrawn', 'information-requested': 'withdrawn' }],
])('%s is possible from the states that allow it and from no other', (step, allowed) => {
  for (const state of applicationStates) expect(stateAfter(step, state)).toBe(allowed[state]);
});

test('what is closed stays closed, but for a refusal that is appealed against', () => {
  const steps: Step[] = [
    'add-evidence',
    'decide',
    'return',
    'request-information',
    'issue',
    'refuse',
    'withdraw',
    'remit',
  ];
  for (const state of applicationStates.filter(isClosed))
    for (const step of steps) expect(stateAfter(step, state)).toBeUndefined();
});

test.each([
  // 2026-06-01 is a Monday.
  ['2026-06-01', 10, '2026-06-15'],
  ['2026-06-05', 1, '2026-06-08'],
  ['2026-06-06', 1, '2026-06-08'],
  ['2026-06-01', 0, '2026-06-01'],
])('%s and %i working days is %s', (from, days, to) => {
  expect(addWorkingDays(from, days)).toBe(to);
  expect(workingDaysBetween(from, to)).toBe(days);
});

test.each(applicationStates)('%s is not at once closed and on appeal', (state) => {
  expect(isClosed(state) && isOnAppeal(state)).toBe(false);
});

test('a decision is due at the end of the tenth working day at +08:00', () => {
  const clock = { acknowledgedAt: new Date('2026-06-01T02:00:00Z'), stoppedAt: null, stoppedWorkingDays: 0 };
  expect(dueAt(clock)?.toISOString()).toBe('2026-06-15T16:00:00.000Z');
});

test('the clock of a decision stands still while the holder has to bring more, and counts working days only', () => {
  const stopped = {
    acknowledgedAt: new Date('2026-06-01T02:00:00Z'),
    stoppedAt: new Date('2026-06-04T02:00:00Z'),
    stoppedWorkingDays: 1,
  };
  expect(dueAt(stopped)).toBeUndefined();
  const running = restarted(stopped, new Date('2026-06-09T02:00:00Z'));
  expect(running).toEqual({ ...stopped, stoppedAt: null, stoppedWorkingDays: 4 });
  expect(dueAt(running)?.toISOString()).toBe('2026-06-19T16:00:00.000Z');
  expect(restarted(running, new Date('2026-07-01T00:00:00Z'))).toBe(running);
});
