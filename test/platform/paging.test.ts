import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../src/kernel/fault.ts';
import { createCursors, pageLimit } from '../../src/platform/paging.ts';

const cursors = createCursors(new Uint8Array(32).fill(7));

test('a cursor gives back its position, to its own list and caller alone', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.string(),
      fc.string(),
      (position, scope, other) => {
        const cursor = cursors.encode(scope, position);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(cursors.decode(scope, cursor)).toBe(position);
        if (other !== scope) expect(() => cursors.decode(other, cursor)).toThrow(Fault);
      },
    ),
  );
});

test('a cursor that was altered, cut or made with another key is refused', () => {
  const cursor = cursors.encode('list', 'position');
  for (let at = 0; at < cursor.length; at++) {
    const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
    expect(() => cursors.decode('list', changed)).toThrow(Fault);
    expect(() => cursors.decode('list', cursor.slice(0, at))).toThrow(Fault);
  }
  expect(() => createCursors(new Uint8Array(32)).decode('list', cursor)).toThrow(Fault);
});

test('a page has 50 rows unless asked, 200 at most', () => {
  expect([pageLimit(undefined), pageLimit('7'), pageLimit('999')]).toEqual([50, 7, 200]);
});
