import { beforeEach, describe, expect, test } from 'vitest';
import { cosign } from '../../src/transparency/cosignature.ts';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { formatNote, signNote } from '../../src/transparency/signed-note.ts';
import { bundlePath, parseTilePath, tilePath, tileWidth } from '../../src/transparency/tile-path.ts';
import { createTileTree } from '../../src/transparency/tile-tree.ts';
import { toBase64, utf8 } from '../../src/web/bytes.browser.ts';
import { createLog, type LogSource } from '../../src/web/log.browser.ts';
import { logKey, witnessKey } from '../transparency/note-keys.ts';
import { append, emptyLog, type MemoryLog, readerOf } from '../transparency/tiles-in-memory.ts';

/** The log as the page reads it, from a node that may show one tree today and another tomorrow. */

const origin = 'log.example/log';
const log = logKey(origin);
const [witness, stranger] = [witnessKey('one.example/witness'), witnessKey('two.example/witness')];
const policy = (of = witness) => `log ${formatVkey(log.key)}\nwitness w ${formatVkey(of.key)}\nquorum w\n`;

function treeOf(size: number, word = 'entry'): MemoryLog {
  const tree = emptyLog();
  append(
    tree,
    Array.from({ length: size }, (_, n) => utf8(`${n < 3 ? 'entry' : word} ${String(n)}`)),
  );
  return tree;
}

async function noteOf(tree: MemoryLog, { cosigned = true } = {}): Promise<string> {
  const text = checkpointText({ origin, size: tree.edge.size, root: tree.root });
  const lines = [await signNote(log, text)];
  if (cosigned) lines.push(await cosign(witness, text, 1_760_000_000));
  return formatNote(text, lines);
}

/** A node with whatever tree and head it chooses, and what it was asked. */
function node() {
  const shows = { tree: treeOf(4), note: '', asked: new Array<string>() };
  const server: LogSource = {
    async text(path) {
      return path === '/log/policy' ? policy() : shows.note;
    },
    async json(path) {
      const query = new URLSearchParams(path.split('?')[1]);
      const [oldSize, newSize] = [Number(query.get('from')), Number(query.get('to'))];
      const proof = await createTileTree(readerOf(shows.tree)).consistencyProof({ oldSize, newSize });
      return { proof: proof.map((hash) => toBase64(Uint8Array.from(hash))) };
    },
    async bytes(path) {
      shows.asked.push(path);
      const name = parseTilePath(path.slice('/log/'.length));
      if (!name) throw new Error(path);
      const { n } = name;
      const whole =
        name.kind === 'tile'
          ? tilePath({ level: name.level, n, width: tileWidth })
          : bundlePath({ n, width: tileWidth });
      const row = shows.tree.rows.get(whole) ?? Buffer.alloc(0);
      return Uint8Array.from(name.kind === 'tile' ? row.subarray(0, name.width * 32) : row);
    },
  };
  return { shows, server };
}

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (place: string) => kept.get(place) ?? null,
    setItem: (place: string, note: string) => void kept.set(place, note),
  };
}

const outcome = async (verdict: Promise<{ state: string }>) => {
  const { state, ...rest } = await verdict;
  return 'why' in rest ? rest.why : state;
};

describe('a log that was rewritten fails', () => {
  let here: ReturnType<typeof node>;
  let page: ReturnType<typeof createLog>;
  const show = async (tree: MemoryLog, signed?: { cosigned: boolean }) => {
    here.shows.tree = tree;
    here.shows.note = await noteOf(tree, signed);
    return outcome(page.update());
  };
  beforeEach(async () => {
    here = node();
    page = createLog({ server: here.server, memory: undefined });
    expect(await show(treeOf(6))).toBe('verified');
  });

  test('also while the other side has not cosigned it', async () => {
    expect(await show(treeOf(8, 'other'), { cosigned: false })).toBe('rewritten');
    expect(await show(treeOf(5), { cosigned: false })).toBe('rewritten');
    expect(await show(treeOf(8), { cosigned: false })).toBe('pending');
  });

  test('also after a head of the new tree that was not cosigned', async () => {
    await show(treeOf(8, 'other'), { cosigned: false });
    expect(await show(treeOf(9, 'other'))).toBe('rewritten');
  });

  test('each time that it is shown, where the browser keeps nothing', async () => {
    expect(await show(treeOf(9, 'other'))).toBe('rewritten');
    expect(await show(treeOf(9, 'other'))).toBe('rewritten');
    expect(await show(treeOf(9))).toBe('verified');
    expect(page.before).toMatchObject({ size: 6 });
  });

  test('also when the examiner changed the policy in between', async () => {
    expect(await page.bringPolicy(policy())).toBe(true);
    expect(await show(treeOf(9, 'other'))).toBe('rewritten');
  });

  test('for what another page of this browser kept', async () => {
    const kept = memory();
    const one = createLog({ server: here.server, memory: kept });
    const other = createLog({ server: here.server, memory: kept });
    await outcome(one.update());
    here.shows.tree = treeOf(9);
    here.shows.note = await noteOf(here.shows.tree);
    expect(await outcome(other.update())).toBe('verified');
    // Continues the six that the first page saw, and not the nine that the second one did.
    here.shows.tree = treeOf(6);
    append(here.shows.tree, [utf8('instead')]);
    here.shows.note = await noteOf(here.shows.tree);
    expect(await outcome(one.update())).toBe('rewritten');
  });
});

describe('the page', () => {
  test('judges heads one after the other, so that a slow answer is no alarm', async () => {
    const { shows, server } = node();
    const notes = [await noteOf(treeOf(5)), await noteOf(treeOf(7))];
    shows.tree = treeOf(7);
    let slow: (() => void) | undefined;
    const page = createLog({
      memory: undefined,
      server: {
        ...server,
        async text(path) {
          if (path === '/log/policy') return server.text(path);
          const note = notes.shift() ?? '';
          if (notes.length === 1) await new Promise<void>((resolve) => (slow = resolve));
          return note;
        },
      },
    });
    const both = [page.update(), page.update()].map(outcome);
    await expect.poll(() => slow).toBeDefined();
    slow?.();
    expect(await Promise.all(both)).toEqual(['verified', 'verified']);
    expect(page.verdict).toMatchObject({ head: { size: 7 } });
  });

  test('judges no head by keys that were changed while it was on its way', async () => {
    const { shows, server } = node();
    shows.note = await noteOf(shows.tree);
    const page = createLog({ server, memory: undefined });
    const [, brought] = await Promise.all([page.update(), page.bringPolicy(policy(stranger))]);
    expect([brought, page.inUse?.source, page.verdict]).toEqual([true, 'own', undefined]);
    expect(await outcome(page.update())).toBe('pending');
  });

  test('does without a storage that takes nothing', async () => {
    const { shows, server } = node();
    shows.note = await noteOf(shows.tree);
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(await outcome(createLog({ server, memory: full }).update())).toBe('verified');
  });

  test('says under what size an entry was proved, whatever head came after', async () => {
    const { shows, server } = node();
    shows.note = await noteOf(shows.tree);
    const page = createLog({ server, memory: undefined });
    await page.update();
    const [first = utf8('')] = await page.bundle(0);
    expect(await page.prove(0, first)).toMatchObject({ state: 'verified', size: 4 });
    expect(await page.prove(1, first)).toMatchObject({ state: 'failed', size: 4 });
  });

  test('keeps the last bundles and tiles alone, however long somebody reads', async () => {
    const { shows, server } = node();
    const text = checkpointText({ origin, size: 300 * tileWidth, root: new Uint8Array(32) });
    shows.note = formatNote(text, [await signNote(log, text), await cosign(witness, text, 1)]);
    const bundle = new Uint8Array(tileWidth * 2);
    const page = createLog({
      memory: undefined,
      server: {
        ...server,
        async bytes(path) {
          shows.asked.push(path);
          return bundle;
        },
      },
    });
    await page.update();
    for (let n = 0; n < 300; n += 1) await page.bundle(n);
    await page.bundle(299);
    expect(shows.asked).toHaveLength(300);
    await page.bundle(0);
    expect(shows.asked).toHaveLength(301);
  });
});
