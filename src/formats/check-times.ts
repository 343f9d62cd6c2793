import type { JsonObject } from '../kernel/strict-json.ts';
import { type Check, fail, judged, skipped, type TimeCheckCode } from './check.ts';

/** The end of the year 9999, the last that RFC 3339 can write. */
const latest = 253_402_300_799;

/** For clocks that disagree. It never lengthens a life: it is not applied to `exp`. */
const skewSeconds = 60;

/** NumericDate of RFC 7519: a number, never a string, and an instant that exists. */
export function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= latest;
}

/**
 * The claims that bound a credential in time. `iat` is required, since keys and mandates are judged as
 * of then. Without an instant only their form is checked.
 */
export function checkTimes(payload: JsonObject, now?: number): readonly Check<TimeCheckCode>[] {
  const { iat, nbf, exp } = payload;
  return [
    iat === undefined
      ? fail('times.issued-at', 'absent')
      : checkTime('times.issued-at', iat, now, (at, from) =>
          isFuture(at, from) ? 'in-the-future' : undefined,
        ),
    checkTime('times.not-before', nbf, now, (at, from) => (isFuture(at, from) ? 'not-yet-valid' : undefined)),
    checkTime('times.expires', exp, now, (at, until) => (at < until ? undefined : 'expired')),
  ];
}

export function isFuture(now: number, at: number): boolean {
  return at > now + skewSeconds;
}

function checkTime(
  code: TimeCheckCode,
  value: unknown,
  now: number | undefined,
  problemOf: (now: number, value: number) => string | undefined,
): Check<TimeCheckCode> {
  if (value === undefined) return skipped(code, 'absent');
  if (!isNumericDate(value)) return fail(code, 'not-a-numeric-date');
  return now === undefined ? skipped(code, 'not-asked') : judged(code, problemOf(now, value));
}
