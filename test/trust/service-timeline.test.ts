import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  statusOfKey,
  statusOfMandates,
  type Timeline,
  timelineOfKey,
  timelineOfMandates,
} from '../../src/trust/service-timeline.ts';
import { entry, mandate, statusKey } from './lists.ts';

/** A reader who knows the timeline alone. */
function statusIn({ current, former }: Timeline, at: number): string | undefined {
  return [current, ...former].find(({ from }) => from <= at)?.status;
}

const periods = ({ current, former }: Timeline) => [current, ...former];
const seconds = fc.integer({ min: 0, max: 60 });
const maybe = fc.option(seconds);

const key = fc
  .record({ created_at: seconds, sign_from: seconds, length: maybe, compromised_at: maybe })
  .map(({ length, ...terms }) =>
    entry(statusKey, { ...terms, sign_until: length === null ? null : terms.sign_from + length }),
  );

const mandates = fc.array(
  fc
    .record({ recorded_at: seconds, from: seconds, length: maybe })
    .map(({ length, ...terms }) =>
      mandate({ ...terms, until: length === null ? null : terms.from + length }),
    ),
  { minLength: 1, maxLength: 6 },
);

describe('a timeline', () => {
  test('tells of a key at every second until its list what the windows of the key say', () => {
    fc.assert(
      fc.property(key, seconds, seconds, (terms, issuedAt, at) => {
        const timeline = timelineOfKey(terms, issuedAt);
        const first = periods(timeline).at(-1)?.from ?? 0;
        fc.pre(first <= at && at <= issuedAt);
        expect(statusIn(timeline, at)).toBe(statusOfKey(terms, at));
      }),
      { numRuns: 1_000 },
    );
  });

  test('tells of a right to issue at every second until its list whether any mandate was in force', () => {
    fc.assert(
      fc.property(mandates, seconds, seconds, (granted, issuedAt, at) => {
        const timeline = timelineOfMandates(granted, issuedAt);
        const first = periods(timeline).at(-1)?.from ?? 0;
        fc.pre(first <= at && at <= issuedAt);
        const inForce = granted.some(({ from, until }) => from <= at && (until === null || at < until));
        expect(statusIn(timeline, at) === 'granted').toBe(inForce);
        expect(statusIn(timeline, at)).toBe(statusOfMandates(granted, at));
      }),
      { numRuns: 1_000 },
    );
  });

  test('has the latest first, no two of one instant, and no status twice in a row', () => {
    fc.assert(
      fc.property(mandates, seconds, (granted, issuedAt) => {
        const all = periods(timelineOfMandates(granted, issuedAt));
        for (const [index, period] of all.slice(1).entries()) {
          expect(period.from).toBeLessThan(all[index]?.from ?? 0);
          expect(period.status).not.toBe(all[index]?.status);
        }
      }),
    );
  });

  test('says nothing of what comes after its list, unless nothing has come yet', () => {
    const ahead = entry(statusKey, { created_at: 10, sign_from: 20, sign_until: 30 });
    expect(timelineOfKey(ahead, 15)).toEqual({ current: { status: 'announced', from: 10 }, former: [] });
    expect(timelineOfKey(ahead, 5)).toEqual({ current: { status: 'announced', from: 10 }, former: [] });
    expect(timelineOfKey(ahead, 20).current).toEqual({ status: 'granted', from: 20 });
  });

  test('of a key that turns out to be compromised says so from then on, whatever came later', () => {
    const compromised = entry(statusKey, {
      created_at: 10,
      sign_from: 10,
      sign_until: 30,
      compromised_at: 20,
    });
    expect(timelineOfKey(compromised, 100)).toEqual({
      current: { status: 'compromised', from: 20 },
      former: [{ status: 'granted', from: 10 }],
    });
  });
});
