import { expect, test } from 'vitest';
import { problemsOf } from '../../src/archive/vc-api-problems.ts';

const check = (code: string, outcome: 'pass' | 'fail' | 'unknown' | 'skipped') => ({
  code,
  outcome,
  source: 'credential',
  credential: 0,
  subject: 'home' as const,
  observedAt: '2026-06-01T01:00:00Z',
});
const codes = (...checks: ReturnType<typeof check>[]) =>
  problemsOf({ checks, result: 'INCONCLUSIVE' }).map(({ detail }) => detail);

test('what fails is named, and not what could not be judged because of it', () => {
  expect(codes(check('signature', 'fail'), check('status', 'unknown'), check('type', 'pass'))).toEqual([
    'signature',
  ]);
});

test('where nothing fails and nothing can be concluded, what is not known is named: never nothing', () => {
  expect(codes(check('signature', 'pass'), check('status', 'unknown'))).toEqual(['status']);
});

test('what verified has no problem, whatever was not judged', () => {
  const checks = [check('signature', 'pass'), check('home-link', 'unknown')];
  expect(problemsOf({ checks, result: 'VALID_WITH_CONDITIONS' })).toEqual([]);
});
