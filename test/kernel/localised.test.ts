import { expect, test } from 'vitest';
import { fill, preferredLanguage } from '../../src/kernel/localised.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['fr', 'en'],
  ['zh-HK', 'zh-Hant'],
  ['zh-TW,en;q=0.5', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['zh-CN', 'zh-Hans'],
  ['zh', 'zh-Hans'],
  ['en;q=0.2, zh-CN;q=0.9', 'zh-Hans'],
  ['zh-CN;q=0, en', 'en'],
  ['*', 'en'],
  [`${'x,'.repeat(5000)}zh-HK`, 'en'],
])('Accept-Language %s gives %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

test('a placeholder without a value is left to be seen, and a value is never a pattern', () => {
  const text = { en: '{a} {b}', zhHant: '{a}', zhHans: '{a}' };
  expect(fill(text, { a: '$& {b}' })).toEqual({ en: '$& {b} {b}', zhHant: '$& {b}', zhHans: '$& {b}' });
});
