import { describe, expect, test } from 'vitest';
import { compareNotes } from '../../src/transparency/log-comparison.service.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { logKey } from './note-keys.ts';
import {
  entriesOf,
  type Files,
  filesOf,
  noteOf,
  policyText,
  policyOf,
  sourceOf,
  spoil,
} from './served-log.ts';
import { append, emptyLog } from './tiles-in-memory.ts';

async function logOf(count: number, seed = 'one'): Promise<Files> {
  const tree = emptyLog();
  append(tree, [
    ...entriesOf(Math.min(300, count)),
    ...entriesOf(Math.max(0, count - 300), { from: 300, seed }),
  ]);
  return filesOf(tree);
}

const shown = (shownBy: string, files: Files) => ({
  shownBy,
  note: files.get('checkpoint') ?? Buffer.alloc(0),
});
const policy = policyOf(policyText);

describe('two heads', () => {
  test('of one tree are consistent, in either order, by the tiles of the larger', async () => {
    const [small, large] = [await logOf(300), await logOf(900)];
    const notes = [shown('a', small), shown('b', large)] as const;
    const sources = [sourceOf(small), sourceOf(large)];
    await expect(compareNotes({ policy, notes, sources })).resolves.toEqual({ kind: 'consistent' });
    await expect(compareNotes({ policy, notes: [notes[1], notes[0]], sources })).resolves.toEqual({
      kind: 'consistent',
    });
    await expect(compareNotes({ policy, notes: [notes[0], notes[0]], sources: [] })).resolves.toEqual({
      kind: 'consistent',
    });
  });

  test('of two trees are evidence', async () => {
    const [one, two] = [await logOf(500, 'one'), await logOf(500, 'two')];
    const notes = [shown('a', one), shown('b', two)] as const;
    await expect(compareNotes({ policy, notes, sources: [] })).resolves.toMatchObject({
      kind: 'contradiction',
      evidence: { kind: 'split-view', notes: notes.map(({ note }) => note.toString()) },
    });
    const later = await logOf(800, 'two');
    await expect(
      compareNotes({ policy, notes: [shown('b', later), notes[0]], sources: [sourceOf(later)] }),
    ).resolves.toMatchObject({
      kind: 'contradiction',
      evidence: {
        kind: 'inconsistent',
        notes: [notes[0].note.toString(), later.get('checkpoint')?.toString()],
      },
    });
  });

  test('cannot be told apart without tiles of the larger, or by spoiled ones', async () => {
    const [small, large] = [await logOf(300), await logOf(900)];
    const notes = [shown('a', small), shown('b', large)] as const;
    await expect(compareNotes({ policy, notes, sources: [] })).resolves.toEqual({ kind: 'unproven' });
    await expect(compareNotes({ policy, notes, sources: [sourceOf(small)] })).resolves.toEqual({
      kind: 'unproven',
    });
    const spoiled = new Map(large);
    spoil(spoiled, 'tile/0/001', 7000);
    await expect(compareNotes({ policy, notes, sources: [sourceOf(spoiled)] })).resolves.toEqual({
      kind: 'unproven',
    });
    await expect(
      compareNotes({ policy, notes, sources: [sourceOf(spoiled), sourceOf(large)] }),
    ).resolves.toEqual({
      kind: 'consistent',
    });
  });

  test('that the log did not sign, or that are of two logs, say nothing', async () => {
    const files = await logOf(10);
    const spoiled = new Map(files);
    spoil(spoiled, 'checkpoint', 23);
    await expect(
      compareNotes({ policy, notes: [shown('a', files), shown('b', spoiled)], sources: [] }),
    ).resolves.toMatchObject({ kind: 'refused', shownBy: 'b', reason: 'forged-signature' });
    const two = logKey('sz.wenjin.example/log');
    const other = Buffer.from(await noteOf({ size: 3, root: new Uint8Array(32) }, two.key.name, two));
    const both = policyOf(`log ${formatVkey(two.key)}\n${policyText}`);
    await expect(
      compareNotes({ policy: both, notes: [shown('a', files), { shownBy: 'b', note: other }], sources: [] }),
    ).resolves.toMatchObject({ kind: 'other-log' });
  });
});
