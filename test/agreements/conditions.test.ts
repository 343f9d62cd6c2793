import { describe, expect, test } from 'vitest';
import { conditionText } from '../../src/agreements/condition-texts.ts';
import { type Facts, standingOf } from '../../src/agreements/conditions.ts';
import { type Condition, createCatalogue } from '../../src/catalogue/index.ts';
import { document } from './demo.ts';

const asOf = '2026-06-01';
const note = {
  code: 'note',
  text: { en: 'x', zhHant: 'x', zhHans: 'x', zhStatus: 'translation-to-check' },
} as const;

test.each<[string, Condition, Partial<Facts>, string]>([
  ['route named', { code: 'route', anyOf: ['examination'] }, { route: 'examination' }, 'met'],
  ['another route', { code: 'route', anyOf: ['examination'] }, { route: 'grandfathering' }, 'not-met'],
  ['route not known', { code: 'route', anyOf: ['examination'] }, {}, 'unknown'],
  ['on the first day', { code: 'award-date', from: '2015-01-01' }, { awardDate: '2015-01-01' }, 'met'],
  ['the day before', { code: 'award-date', from: '2015-01-01' }, { awardDate: '2014-12-31' }, 'not-met'],
  [
    'on the end, exclusive',
    { code: 'award-date', until: '2014-01-01' },
    { awardDate: '2014-01-01' },
    'not-met',
  ],
  ['the day before the end', { code: 'award-date', until: '2014-01-01' }, { awardDate: '2013-12-31' }, 'met'],
  ['award date not known', { code: 'award-date', until: '2014-01-01' }, {}, 'unknown'],
  ['just enough experience', { code: 'experience', minimumMonths: 24 }, { experienceMonths: 24 }, 'met'],
  ['a month short', { code: 'experience', minimumMonths: 24 }, { experienceMonths: 23 }, 'not-met'],
  ['none, which is known', { code: 'experience', minimumMonths: 24 }, { experienceMonths: 0 }, 'not-met'],
  ['experience not known', { code: 'experience', minimumMonths: 24 }, {}, 'unknown'],
  ['confirmed 30 days ago', { code: 'standing-age', maximumDays: 30 }, { standingAgeDays: 30 }, 'met'],
  ['confirmed 31 days ago', { code: 'standing-age', maximumDays: 30 }, { standingAgeDays: 31 }, 'not-met'],
  ['never confirmed', { code: 'standing-age', maximumDays: 30 }, {}, 'unknown'],
  [
    'an examination three years old to the day',
    { code: 'recency', maximumMonths: 36 },
    { examination: true, awardDate: '2023-06-01' },
    'met',
  ],
  [
    'an examination a day older',
    { code: 'recency', maximumMonths: 36 },
    { examination: true, awardDate: '2023-05-31' },
    'not-met',
  ],
  [
    'a title, however old',
    { code: 'recency', maximumMonths: 36 },
    { examination: false, awardDate: '1999-01-01' },
    'met',
  ],
  [
    'title or examination not known',
    { code: 'recency', maximumMonths: 36 },
    { awardDate: '2026-01-01' },
    'unknown',
  ],
  ['examination without a date', { code: 'recency', maximumMonths: 36 }, { examination: true }, 'unknown'],
  [
    'enough hours in less time',
    { code: 'cpd', minimumHours: 90, withinMonths: 24 },
    { cpd: { hours: 90, withinMonths: 12 } },
    'met',
  ],
  [
    'enough hours, but in more time',
    { code: 'cpd', minimumHours: 90, withinMonths: 24 },
    { cpd: { hours: 95, withinMonths: 36 } },
    'unknown',
  ],
  [
    'too few hours even in more time',
    { code: 'cpd', minimumHours: 90, withinMonths: 24 },
    { cpd: { hours: 89, withinMonths: 36 } },
    'not-met',
  ],
  [
    'too few hours in less time',
    { code: 'cpd', minimumHours: 90, withinMonths: 24 },
    { cpd: { hours: 10, withinMonths: 6 } },
    'unknown',
  ],
  ['hours not known', { code: 'cpd', minimumHours: 90, withinMonths: 24 }, {}, 'unknown'],
  ['one of the languages', { code: 'language', anyOf: ['en', 'zh-Hant'] }, { languages: ['zh-Hant'] }, 'met'],
  ['another language', { code: 'language', anyOf: ['en'] }, { languages: ['zh-Hans'] }, 'not-met'],
  ['language not known', { code: 'language', anyOf: ['en'] }, {}, 'unknown'],
  ['registered at award', { code: 'accreditation-at-award' }, { accreditation: 'inside' }, 'met'],
  ['not registered at award', { code: 'accreditation-at-award' }, { accreditation: 'outside' }, 'not-met'],
  ['register silent', { code: 'accreditation-at-award' }, { accreditation: 'unknown' }, 'unknown'],
  ['register not asked', { code: 'accreditation-at-award' }, {}, 'unknown'],
  [
    'the stream of the specialism',
    { code: 'stream-matches-specialism' },
    { specialisms: ['cc', 'rm'], targetSpecialism: 'rm' },
    'met',
  ],
  [
    'another stream',
    { code: 'stream-matches-specialism' },
    { specialisms: ['cc'], targetSpecialism: 'rm' },
    'not-met',
  ],
  ['stream not known', { code: 'stream-matches-specialism' }, { targetSpecialism: 'rm' }, 'unknown'],
  ['what no program can judge', note, {}, 'unknown'],
])('%s', (_name, condition, facts, standing) => {
  expect(standingOf(condition, { asOf, ...facts })).toBe(standing);
});

describe('in words', () => {
  const conditions = [...createCatalogue().rows(), ...document.rows].flatMap((row) => row.conditions);

  test('every condition in use reads in three languages, with nothing left to fill in', () => {
    expect(conditions.length).toBeGreaterThan(20);
    for (const condition of conditions)
      for (const text of Object.values(conditionText(condition))) {
        expect(text).not.toBe('');
        expect(text).not.toMatch(/[{}]|undefined/);
      }
  });

  test('what is listed is joined as each language joins it', () => {
    expect(conditionText({ code: 'route', anyOf: ['examination', 'assessment', 'exemption'] })).toEqual({
      en: 'The award was obtained by examination, assessment or exemption.',
      zhHant: '資格以考試、評核或豁免取得。',
      zhHans: '资格以考试、评核或免试取得。',
    });
    expect(conditionText({ code: 'award-date', from: '2015-01-01', until: '2020-01-01' }).en).toBe(
      'The award was made on or after 2015-01-01 and before 2020-01-01.',
    );
  });
});
