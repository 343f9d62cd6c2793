import { expect, test } from 'vitest';
import { eventTypes } from '../../src/kernel/event.ts';
import { typeTexts } from '../../src/web/texts-types.browser.ts';

test('the console has words in three languages for every kind of entry, and for no other', () => {
  expect(Object.keys(typeTexts).toSorted()).toEqual([...eventTypes].toSorted());
  for (const [type, words] of Object.entries(typeTexts)) {
    expect(words, type).toHaveLength(3);
    for (const word of words) expect(word.trim(), type).not.toBe('');
  }
});
