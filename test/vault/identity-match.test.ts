import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isContradicted, matchIdentity } from '../../src/vault/identity-match.ts';
import type { Person } from '../../src/vault/person.ts';
import { simplifiedForm } from '../../src/vault/simplified-characters.ts';

const known: Person = {
  nameEn: 'CHAN Lok Ching',
  nameZhHant: '陳樂晴',
  nameZhHans: '陈乐晴',
  birthDate: '1993-07-08',
};

const match = (supplied: Person, of: Person = known) => matchIdentity({ supplied, known: of });

describe('a name', () => {
  test.each<[string, Person, readonly string[]]>([
    ['in traditional characters', { nameZhHant: '陳樂晴' }, ['name-zh-hant']],
    ['in simplified characters', { nameZhHans: '陈乐晴' }, ['name-zh-hans']],
    ['half folded', { nameZhHant: '陈樂晴' }, ['name-zh-folded']],
    ['with white space between', { nameZhHant: '陳　樂 晴' }, ['name-zh-hant']],
    ['in compatibility ideographs', { nameZhHant: '陳樂\ufa12' }, ['name-zh-hant']],
    ['romanised', { nameEn: 'Chan Lok Ching' }, ['name-en']],
    ['romanised with a hyphen', { nameEn: 'CHAN Lok-ching' }, ['name-en']],
    ['romanised in one word', { nameEn: 'CHAN, LOKCHING' }, ['name-en']],
    ['romanised the other way round', { nameEn: 'Lok Ching Chan' }, ['name-en']],
    ['romanised with accents', { nameEn: 'Chàn Lók Chíng' }, ['name-en']],
  ])('%s matches in part, without a second fact', (_, supplied, matchedOn) => {
    expect(match(supplied)).toEqual({ level: 'partial', matchedOn, mismatchedOn: [] });
  });

  test.each<[string, Person, readonly string[]]>([
    ['another character', { nameZhHant: '陳樂琴' }, ['name-zh']],
    ['another order', { nameZhHant: '樂陳晴' }, ['name-zh']],
    ['another romanised name', { nameEn: 'WONG Chi Hang' }, ['romanisation']],
    ['a part of it', { nameEn: 'CHAN Ching' }, ['romanisation']],
    ['a look-alike', { nameEn: 'СHAN Lok Ching' }, ['romanisation']],
  ])('%s does not match', (_, supplied, mismatchedOn) => {
    expect(match(supplied)).toEqual({ level: 'none', matchedOn: [], mismatchedOn });
  });

  test.each<Person>([{ nameZhHant: ' ' }, { nameEn: '–' }, {}])('%j is nothing to compare', (supplied) => {
    expect(match(supplied)).toEqual({ level: 'none', matchedOn: [], mismatchedOn: [] });
  });

  test('in the script that the other side lacks is folded', () => {
    expect(match({ nameZhHant: '陳樂晴' }, { nameZhHans: '陈乐晴' })).toMatchObject({
      level: 'partial',
      matchedOn: ['name-zh-folded'],
    });
  });

  test('with middle dots matches however they are written', () => {
    expect(match({ nameZhHans: '阿卜杜・热合曼' }, { nameZhHans: '阿卜杜·热合曼' }).matchedOn).toEqual([
      'name-zh-hans',
    ]);
  });
});

describe('the level', () => {
  test('is strong on a name and the birth date', () => {
    expect(match(known)).toEqual({
      level: 'strong',
      matchedOn: ['birth-date', 'name-zh-hant', 'name-zh-hans', 'name-en'],
      mismatchedOn: [],
    });
  });

  test('is not lowered by another romanisation: CHAN Tai Man and CHEN Dawen are both 陳大文', () => {
    const hongKong = { nameEn: 'CHAN Tai Man', nameZhHant: '陳大文', birthDate: '1990-01-02' };
    const mainland = { nameEn: 'CHEN Dawen', nameZhHans: '陈大文', birthDate: '1990-01-02' };
    const answer = match(mainland, hongKong);
    expect(answer).toEqual({
      level: 'strong',
      matchedOn: ['birth-date', 'name-zh-folded'],
      mismatchedOn: ['romanisation'],
    });
    expect(isContradicted(answer)).toBe(false);
  });

  test('is partial where romanisations differ and nothing but the birth date agrees', () => {
    const answer = match({ nameEn: 'CHEN Leqing', birthDate: '1993-07-08' });
    expect(answer).toEqual({ level: 'partial', matchedOn: ['birth-date'], mismatchedOn: ['romanisation'] });
  });

  test('is none where another Chinese name shares only the birth date', () => {
    const answer = match({ nameZhHant: '黃志恒', birthDate: '1993-07-08' });
    expect(answer).toMatchObject({ level: 'none', mismatchedOn: ['name-zh'] });
    expect(isContradicted(answer)).toBe(true);
  });

  test('is partial where the birth date contradicts the name', () => {
    expect(match({ nameZhHant: '陳樂晴', birthDate: '1993-08-07' })).toEqual({
      level: 'partial',
      matchedOn: ['name-zh-hant'],
      mismatchedOn: ['birth-date'],
    });
  });

  test.each([
    ['matched', { birthDate: '1993-07-08' }, 'strong'],
    ['matched', {}, 'partial'],
    ['matched', { birthDate: '1993-07-09' }, 'partial'],
    ['mismatched', known, 'partial'],
    ['mismatched', { birthDate: '1993-07-08' }, 'none'],
    ['mismatched', {}, 'none'],
    ['not-held', known, 'strong'],
  ] as const)('with an identity number %s beside %j is %s', (identityNumber, supplied, level) => {
    expect(matchIdentity({ supplied, known, identityNumber }).level).toBe(level);
  });
});

describe('folding', () => {
  test('takes many to one', () => {
    expect(simplifiedForm('髮發鍾鐘羣群衞衛')).toBe('发发钟钟群群卫卫');
  });

  test('of a folded name changes nothing', () => {
    const ideographs = fc.string({
      unit: fc.integer({ min: 0x4e00, max: 0x9fff }).map((point) => String.fromCodePoint(point)),
    });
    fc.assert(
      fc.property(ideographs, (name) => {
        const folded = simplifiedForm(name);
        expect(simplifiedForm(folded)).toBe(folded);
        expect(Array.from(folded)).toHaveLength(Array.from(name).length);
      }),
    );
  });

  test('leaves what it does not know', () => {
    expect(simplifiedForm('李Ａ\u{20000}')).toBe('李Ａ\u{20000}');
  });
});

const characters = fc.constantFrom('陳', '陈', '發', '髮', '发', '文', '李', '𠀀');
const people = fc.record(
  {
    nameEn: fc.constantFrom('CHAN Tai Man', 'CHEN Dawen', 'Tai-man Chan', 'WONG', ' '),
    nameZhHant: fc.string({ unit: characters, maxLength: 3 }),
    nameZhHans: fc.string({ unit: characters, maxLength: 3 }),
    birthDate: fc.constantFrom('1990-01-02', '1990-02-01'),
  },
  { requiredKeys: [] },
);

test('whoever is known matches themselves, contradicted by nothing', () => {
  fc.assert(
    fc.property(people, (person) => {
      const answer = match(person, person);
      expect(answer.mismatchedOn).toEqual([]);
    }),
  );
});

test('names in one form each are compared the same either way round', () => {
  fc.assert(
    fc.property(people, people, (one, other) => {
      const first = { nameEn: one.nameEn, nameZhHant: one.nameZhHant, birthDate: one.birthDate };
      const second = { nameEn: other.nameEn, nameZhHant: other.nameZhHant, birthDate: other.birthDate };
      expect(match(first, second)).toEqual(match(second, first));
    }),
  );
});

test('romanisation alone never makes the difference between a match and none', () => {
  fc.assert(
    fc.property(people, people, (one, other) => {
      const without = match({ ...one, nameEn: undefined }, { ...other, nameEn: undefined });
      const withName = match(one, other);
      const order = ['none', 'partial', 'strong'];
      expect(order.indexOf(withName.level)).toBeGreaterThanOrEqual(order.indexOf(without.level));
    }),
  );
});
