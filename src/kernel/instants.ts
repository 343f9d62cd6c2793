import type { Clock } from './ports.ts';

/** Instants are UTC; signed things hold whole seconds. Civil dates are `YYYY-MM-DD`, compared at +08:00, ends exclusive. */

export const localOffset = '+08:00';
const offsetMilliseconds = 8 * 3600 * 1000;
const dayMilliseconds = 24 * 3600 * 1000;

/** NumericDate of RFC 7519: whole seconds since 1970. */
export function epochSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

export function fromEpochSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** The instant as signed things can say it. */
export function wholeSeconds(at: Date): Date {
  return fromEpochSeconds(epochSeconds(at));
}

/** `2026-01-31T08:00:00Z`: RFC 3339 in UTC with whole seconds. */
export function instantText(at: Date): string {
  return `${new Date(epochSeconds(at) * 1000).toISOString().slice(0, 19)}Z`;
}

/** The same instant with milliseconds, for records that are not signed. */
export function preciseText(at: Date): string {
  return at.toISOString();
}

/** The civil date in Hong Kong and Shenzhen, which share +08:00 all year. */
export function civilDate(at: Date): string {
  return new Date(at.getTime() + offsetMilliseconds).toISOString().slice(0, 10);
}

/** Midnight at +08:00 on which the civil date begins. */
export function startOfCivilDate(date: string): Date {
  return new Date(`${date}T00:00:00${localOffset}`);
}

export function addDays(date: string, days: number): string {
  return civilDate(new Date(startOfCivilDate(date).getTime() + days * dayMilliseconds));
}

export function addSeconds(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

/** Whole civil days from one date to another; negative when `to` is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((startOfCivilDate(to).getTime() - startOfCivilDate(from).getTime()) / dayMilliseconds);
}

/** Whole months completed between two civil dates. */
export function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * 12 + (toMonth - fromMonth) - (toDay < fromDay ? 1 : 0);
}

/** Is this a date that exists, written `YYYY-MM-DD`? */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

export function nowSeconds(clock: Clock): number {
  return epochSeconds(clock.now());
}
