import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, civilDate, startOfCivilDate } from '../../src/kernel/instants.ts';
import { begunBefore, scheduleOf, type SubjectFacts, yearsAfter } from '../../src/retention/due.ts';
import { graceDays, retentionClasses } from '../../src/retention/retention-classes.ts';
import { classIds } from '../../src/retention/vocabulary.ts';

const nothing: SubjectFacts = {
  credentials: [],
  applications: [],
  holds: [],
  restrictedAt: null,
  recordedAt: null,
  releasedAt: null,
};
const day = (date: string): Date => startOfCivilDate(date);
const ended = (date: string) => ({ number: 'DEMO', authority: 'demo', endsAt: day(date) });
const closed = (date: string) =>
  ({ id: 'a', authority: 'demo', state: 'closed', closedAt: day(date) }) as const;
const open = { id: 'o', authority: 'demo', state: 'open', closedAt: null } as const;

describe('the schedule', () => {
  test('has every class once, each with a basis, in three languages', () => {
    expect(retentionClasses.map(({ id }) => id).toSorted()).toEqual([...classIds].toSorted());
    for (const { bases, label, covers, trigger, procedure } of retentionClasses) {
      expect(bases.length).toBeGreaterThan(0);
      for (const text of [label, covers, trigger, procedure])
        expect(Object.values(text).every((each) => each.length > 3)).toBe(true);
    }
  });
});

describe('what is due when', () => {
  test.each<[string, Partial<SubjectFacts>, string, Partial<ReturnType<typeof scheduleOf>>]>([
    [
      'nobody knows why we have them',
      {},
      '2026-06-01',
      { standing: 'unclassified', dueOn: null, class: null },
    ],
    [
      'somebody who was met a year ago, and no more',
      { recordedAt: day('2025-06-01') },
      '2026-06-01',
      { standing: 'kept', dueOn: '2027-06-01', class: 'unattached' },
    ],
    [
      'two years ago',
      { recordedAt: day('2024-06-01') },
      '2026-06-01',
      { standing: 'due', dueOn: '2026-06-01', class: 'unattached' },
    ],
    [
      'two years ago, and an application that has become a credential of somebody else',
      { recordedAt: day('2024-06-01'), applications: [{ ...open, state: 'issued' }] },
      '2026-06-01',
      { standing: 'due', class: 'unattached' },
    ],
    [
      'two years ago, and holds a credential',
      { recordedAt: day('2024-06-01'), credentials: [ended('2027-01-01')] },
      '2026-06-01',
      { standing: 'in-use', class: 'ended-credential' },
    ],
    [
      'a credential in force',
      { credentials: [ended('2027-01-01')] },
      '2026-06-01',
      { standing: 'in-use', dueOn: '2034-01-01', class: 'ended-credential' },
    ],
    [
      'a credential that ended six years ago',
      { credentials: [ended('2020-01-01')] },
      '2026-12-31',
      { standing: 'kept', dueOn: '2027-01-01' },
    ],
    ['seven years ago', { credentials: [ended('2020-01-01')] }, '2027-01-01', { standing: 'due' }],
    [
      'an application under assessment beside it',
      { credentials: [ended('2010-01-01')], applications: [open] },
      '2026-06-01',
      { standing: 'in-use', dueOn: null, class: 'in-use' },
    ],
    [
      'a refusal two years ago',
      { applications: [closed('2024-06-01')] },
      '2026-06-01',
      { standing: 'due', dueOn: '2026-06-01', class: 'closed-application' },
    ],
    [
      'a refusal two years ago, and a hold',
      { applications: [closed('2024-06-01')], holds: [{ id: 'h', until: null }] },
      '2026-06-01',
      { standing: 'held', heldBy: ['h'] },
    ],
    [
      'a hold whose last day is past',
      { applications: [closed('2024-06-01')], holds: [{ id: 'h', until: '2026-06-01' }] },
      '2026-06-01',
      { standing: 'due', heldBy: [] },
    ],
    [
      'restricted for 29 days',
      { applications: [closed('2024-06-01')], restrictedAt: day('2026-06-01') },
      '2026-06-30',
      { standing: 'restricted', eraseOn: '2026-07-01' },
    ],
    [
      'restricted for 30 days',
      { applications: [closed('2024-06-01')], restrictedAt: day('2026-06-01') },
      '2026-07-01',
      { standing: 'erasable' },
    ],
    [
      'released by an officer',
      { applications: [closed('2024-06-01')], releasedAt: day('2026-06-10') },
      '2026-06-11',
      { standing: 'kept', dueOn: '2026-07-10' },
    ],
    [
      'a leap day',
      { credentials: [ended('2024-02-29')] },
      '2031-02-28',
      { standing: 'kept', dueOn: '2031-03-01' },
    ],
  ])('%s', (_, facts, today, expected) => {
    expect(scheduleOf({ ...nothing, ...facts }, day(today))).toMatchObject(expected);
  });

  test('the longest reason stands first, each with its class', () => {
    const { reasons } = scheduleOf(
      { ...nothing, credentials: [ended('2027-01-01')], applications: [closed('2026-01-01')] },
      day('2026-06-01'),
    );
    expect(reasons).toEqual([
      { class: 'ended-credential', until: '2034-01-01' },
      { class: 'closed-application', until: '2028-01-01' },
      { class: 'in-use', until: '2027-01-01' },
    ]);
  });
});

const dates = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days));
const instants = dates.map(day);
const facts: fc.Arbitrary<SubjectFacts> = fc.record({
  credentials: fc.array(dates.map(ended), { maxLength: 3 }),
  applications: fc.array(fc.oneof({ weight: 4, arbitrary: dates.map(closed) }, fc.constant(open)), {
    maxLength: 3,
  }),
  holds: fc.array(fc.record({ id: fc.uuid(), until: fc.option(dates) }), { maxLength: 2 }),
  restrictedAt: fc.option(instants),
  recordedAt: fc.option(instants),
  releasedAt: fc.option(instants),
});

const later = (a: string | null, b: string | null) => (a === null || b === null ? null : a > b ? a : b);

describe('laws', () => {
  test('a hold that stands always prevents', () => {
    fc.assert(
      fc.property(facts, instants, (of, at) => {
        const held = { ...of, holds: [...of.holds, { id: 'h', until: null }] };
        expect(['due', 'restricted', 'erasable']).not.toContain(scheduleOf(held, at).standing);
      }),
    );
  });

  test('nobody of whom anything was recorded is without a class', () => {
    fc.assert(
      fc.property(facts, instants, instants, (of, recordedAt, at) => {
        const schedule = scheduleOf({ ...of, recordedAt }, at);
        expect(schedule.standing).not.toBe('unclassified');
        expect(schedule.class).not.toBeNull();
      }),
    );
  });

  test('the later of several classes wins', () => {
    fc.assert(
      fc.property(facts, facts, instants, (a, b, at) => {
        const [one, two] = [
          { ...nothing, credentials: a.credentials, applications: a.applications },
          { ...nothing, credentials: b.credentials, applications: b.applications },
        ];
        fc.pre(one.credentials.length + one.applications.length > 0);
        fc.pre(two.credentials.length + two.applications.length > 0);
        const both = {
          ...nothing,
          credentials: [...one.credentials, ...two.credentials],
          applications: [...one.applications, ...two.applications],
        };
        expect(scheduleOf(both, at).dueOn).toBe(later(scheduleOf(one, at).dueOn, scheduleOf(two, at).dueOn));
      }),
    );
  });

  test('who holds a credential in force, or has an open application, is never due', () => {
    fc.assert(
      fc.property(facts, instants, fc.boolean(), (of, at, byCredential) => {
        const inUse = byCredential
          ? { ...of, credentials: [...of.credentials, ended(addDays(civilDate(at), 1))] }
          : { ...of, applications: [...of.applications, open] };
        expect(scheduleOf(inUse, at).standing).toBe('in-use');
      }),
    );
  });

  test('what is due stays due as time goes on, and what can be erased was restricted for the whole grace', () => {
    const rank = { unclassified: 0, 'in-use': 0, kept: 0, held: 0, due: 1, restricted: 2, erasable: 3 };
    fc.assert(
      fc.property(facts, instants, fc.integer({ min: 0, max: 4000 }), (of, at, days) => {
        const unheld = { ...of, holds: [] };
        const [now, then] = [scheduleOf(unheld, at), scheduleOf(unheld, day(addDays(civilDate(at), days)))];
        expect(rank[then.standing]).toBeGreaterThanOrEqual(rank[now.standing]);
        if (now.standing === 'erasable' && of.restrictedAt)
          expect(civilDate(at) >= addDays(civilDate(of.restrictedAt), graceDays)).toBe(true);
        if (of.restrictedAt === null) expect(now.standing).not.toBe('erasable');
      }),
    );
  });

  test('a date is past its years exactly when it began before the bound', () => {
    fc.assert(
      fc.property(dates, dates, (began, today) => {
        expect(day(began) < begunBefore('closed-application', day(today))).toBe(
          yearsAfter(began, 2) <= today,
        );
      }),
    );
  });
});
