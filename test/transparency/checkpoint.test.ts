import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointText, parseCheckpoint } from '../../src/transparency/checkpoint.ts';
import { emptyRoot } from '../../src/transparency/merkle.ts';

const root = 'SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=';

describe('the text of a checkpoint', () => {
  test('comes back from what it was made of', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (size, hash) => {
          const head = { origin: 'log.example/one', size, root: Buffer.from(hash) };
          expect(parseCheckpoint(checkpointText(head))).toEqual({
            ok: true,
            checkpoint: { ...head, extensions: [] },
          });
        },
      ),
    );
  });

  test('may go on with lines of its own', () => {
    const reading = parseCheckpoint(`a\n5\n${root}\none\ntwo \n`);
    expect(reading).toMatchObject({ ok: true, checkpoint: { extensions: ['one', 'two '] } });
  });

  test('of the empty tree has one root', () => {
    expect(parseCheckpoint(checkpointText({ origin: 'a', size: 0, root: emptyRoot })).ok).toBe(true);
    expect(parseCheckpoint(`a\n0\n${root}\n`)).toEqual({ ok: false, reason: 'root' });
  });

  test.each([
    ['lines', ''],
    ['lines', 'a\n5\n'],
    ['lines', `a\n5\n${root}`],
    ['lines', `a\n5\n${root}\nextension`],
    ['origin', `\n5\n${root}\n`],
    ['size', `a\n\n${root}\n`],
    ['size', `a\n05\n${root}\n`],
    ['size', `a\n00\n${root}\n`],
    ['size', `a\n+5\n${root}\n`],
    ['size', `a\n-5\n${root}\n`],
    ['size', `a\n 5\n${root}\n`],
    ['size', `a\n5e3\n${root}\n`],
    ['size', `a\n0x5\n${root}\n`],
    ['size', `a\n5.0\n${root}\n`],
    ['size', `a\n٥\n${root}\n`],
    ['size', `a\n9007199254740992\n${root}\n`],
    ['size', `a\n18446744073709551616\n${root}\n`],
    ['root', 'a\n5\n\n'],
    ['root', `a\n5\n${root.slice(0, -1)}\n`],
    ['root', `a\n5\n${root.replace('+', '-')}\n`],
    ['root', `a\n5\n${root.replace('I=', 'J=')}\n`],
    ['root', 'a\n5\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2dw==\n'],
    ['extension', `a\n5\n${root}\n\n`],
    ['extension', `a\n5\n${root}\none\n\ntwo\n`],
  ])('is refused for its %s: %j', (reason, text) => {
    expect(parseCheckpoint(text)).toEqual({ ok: false, reason });
  });
});
