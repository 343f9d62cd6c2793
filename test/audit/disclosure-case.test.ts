import { describe, expect, test } from 'vitest';
import { type CaseWord, caseStateOn, mayApprove } from '../../src/audit/disclosure-case.ts';

const opened = { openedByPerson: 'opener', until: '2026-06-10' };
const said = (...words: readonly (readonly [CaseWord, string])[]) =>
  words.map(([word, byPerson]) => ({ word, byPerson }));

describe('a disclosure case', () => {
  test.each([
    ['nobody spoke', said(), '2026-06-01', 'pending'],
    ['one approved', said(['approved', 'a']), '2026-06-01', 'pending'],
    ['one approved twice', said(['approved', 'a'], ['approved', 'a']), '2026-06-01', 'pending'],
    ['one is the opener', said(['approved', 'a'], ['approved', 'opener']), '2026-06-01', 'pending'],
    ['two approved', said(['approved', 'a'], ['approved', 'b']), '2026-06-01', 'approved'],
    ['its last day', said(['approved', 'a'], ['approved', 'b']), '2026-06-09', 'approved'],
    ['the day it ends', said(['approved', 'a'], ['approved', 'b']), '2026-06-10', 'expired'],
    ['one refused', said(['approved', 'a'], ['approved', 'b'], ['refused', 'c']), '2026-06-01', 'refused'],
    ['closed', said(['approved', 'a'], ['approved', 'b'], ['closed', 'a']), '2026-06-01', 'closed'],
  ] as const)('where %s', (_name, words, today, state) => {
    expect(caseStateOn(opened, words, today)).toBe(state);
  });

  test('takes three different persons', () => {
    expect(mayApprove('opener', opened, said())).toBe(false);
    expect(mayApprove('a', opened, said(['approved', 'a']))).toBe(false);
    expect(mayApprove('b', opened, said(['approved', 'a']))).toBe(true);
  });
});
