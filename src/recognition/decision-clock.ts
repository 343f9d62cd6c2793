import { addDays, civilDate, startOfCivilDate } from '../kernel/instants.ts';

/** Working days that a decision may take, net of the time in which the holder was asked for more (domain 6, story 12). */
const decisionWorkingDays = 10;

export interface DecisionClock {
  readonly acknowledgedAt: Date;
  /** Since when the clock stands still; null while it runs. */
  readonly stoppedAt: Date | null;
  /** Working days for which it stood still before. */
  readonly stoppedWorkingDays: number;
}

/** The end of the last day, exclusive; undefined while the clock stands still. */
export function dueAt({ acknowledgedAt, stoppedAt, stoppedWorkingDays }: DecisionClock): Date | undefined {
  if (stoppedAt !== null) return undefined;
  const last = addWorkingDays(civilDate(acknowledgedAt), decisionWorkingDays + stoppedWorkingDays);
  return startOfCivilDate(addDays(last, 1));
}

export function restarted(clock: DecisionClock, at: Date): DecisionClock {
  if (clock.stoppedAt === null) return clock;
  const stood = workingDaysBetween(civilDate(clock.stoppedAt), civilDate(at));
  return { ...clock, stoppedAt: null, stoppedWorkingDays: clock.stoppedWorkingDays + stood };
}

/** Monday to Friday. Public holidays differ on the two sides and only make the promise easier to keep; they are not counted. */
function isWorkingDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day !== 0 && day !== 6;
}

export function addWorkingDays(from: string, days: number): string {
  let date = from;
  for (let left = days; left > 0; ) {
    date = addDays(date, 1);
    if (isWorkingDay(date)) left -= 1;
  }
  return date;
}

/** Working days after `from`, up to and including `to`. */
export function workingDaysBetween(from: string, to: string): number {
  let days = 0;
  for (let date = from; date < to; ) {
    date = addDays(date, 1);
    if (isWorkingDay(date)) days += 1;
  }
  return days;
}
