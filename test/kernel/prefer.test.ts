import { expect, test } from 'vitest';
import { preferredWaitSeconds } from '../../src/kernel/prefer.ts';

test.each([
  [undefined, 0],
  ['', 0],
  ['wait=5', 5],
  ['wait = 5', 5],
  ['WAIT=3', 3],
  ['wait="4"', 4],
  ['respond-async, wait=7', 7],
  ['wait=2; foo=bar', 2],
  [['return=minimal', 'wait=6'], 6],
  ['wait=60', 10],
  ['wait=999999999', 10],
  ['wait=0', 0],
  ['wait=2, wait=9', 2],
  ['wait=-1', 0],
  ['wait=5s', 0],
  ['wait', 0],
  ['wait=1e3', 0],
  ['await=5', 0],
])('%j asks for %d seconds', (header, seconds) => {
  expect(preferredWaitSeconds(header)).toBe(seconds);
});
