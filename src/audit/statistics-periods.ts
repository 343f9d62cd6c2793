import { civilDate, startOfCivilDate } from '../kernel/instants.ts';

/** Months and quarters of the civil calendar at +08:00: `YYYY-MM` and `YYYY-Qn`. */

export interface Span {
  readonly from: Date;
  /** Exclusive. */
  readonly until: Date;
}

export const monthOf = (at: Date): string => civilDate(at).slice(0, 7);

export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = year * 12 + number - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

export const startOfMonth = (month: string): Date => startOfCivilDate(`${month}-01`);

/** From the beginning of one month to that of another, which is not in it. */
export function spanOfMonths({ from, until }: { readonly from: string; readonly until: string }): Span {
  return { from: startOfMonth(from), until: startOfMonth(until) };
}

export function monthsFrom(from: string, until: string): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number);
  const [untilYear = 0, untilMonth = 0] = until.split('-').map(Number);
  return (untilYear - fromYear) * 12 + untilMonth - fromMonth;
}

export interface Quarter {
  readonly name: string;
  readonly months: readonly [string, string, string];
}

/** The last quarters that are over for a day, newest first: what is still waiting for its leaf then is none of theirs. */
export function settledQuarters(now: Date, count: number): readonly Quarter[] {
  const settled = monthOf(new Date(now.getTime() - 86_400_000));
  const within = (Number(settled.slice(5)) - 1) % 3;
  const current = addMonths(settled, -within);
  return Array.from({ length: count }, (_, ago) => quarterFrom(addMonths(current, -3 * (ago + 1))));
}

function quarterFrom(first: string): Quarter {
  const name = `${first.slice(0, 4)}-Q${String((Number(first.slice(5)) + 2) / 3)}`;
  return { name, months: [first, addMonths(first, 1), addMonths(first, 2)] };
}
