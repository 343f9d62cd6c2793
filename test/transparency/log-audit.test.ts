import { beforeAll, describe, expect, test } from 'vitest';
import { formatAuditState, parseAuditState } from '../../src/transparency/audit-state.ts';
import { checkpointText, parseCheckpoint } from '../../src/transparency/checkpoint.ts';
import { createEntryIds } from '../../src/transparency/entry-ids.ts';
import { auditLog, type AuditRequest } from '../../src/transparency/log-audit.service.ts';
import { createOpenings, parseOpening } from '../../src/transparency/log-openings.ts';
import { SourceFailure } from '../../src/transparency/log-source.ts';
import { verifyConsistency } from '../../src/transparency/merkle.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { formatNote, parseNote, signNote } from '../../src/transparency/signed-note.ts';
import { logKey } from './note-keys.ts';
import {
  cosignedAt,
  entriesOf,
  entryAt,
  type Files,
  filesOf,
  log,
  noteOf,
  origin,
  policy,
  policyOf,
  servedLog,
  sourceOf,
  spoil,
  witness,
} from './served-log.ts';
import { append, emptyLog } from './tiles-in-memory.ts';
import { base64 } from './trees.ts';

const at = new Date(cosignedAt * 1000 + 60_000);

function audit(files: Files, more: Partial<AuditRequest> = {}) {
  return auditLog({ source: sourceOf(files), policy, resume: true, entries: true, at, ...more });
}

const size = 1100;
const tree = emptyLog();
let good: Files;
beforeAll(async () => {
  append(tree, entriesOf(size));
  good = await filesOf(tree);
});

const kinds = (report: { findings: readonly { kind: string }[] }) => report.findings.map(({ kind }) => kind);

describe('a good log', () => {
  test('is found good, all of it', async () => {
    const steps: number[] = [];
    const report = await audit(good, { progress: (done) => steps.push(done) });
    expect(report).toMatchObject({
      findings: [],
      findingsCount: 0,
      entriesChecked: size,
      evidence: undefined,
    });
    expect(report.tilesChecked).toBe(6);
    expect(report.head?.checkpoint).toMatchObject({ origin, size });
    expect(report.state).toMatchObject({
      origin,
      size,
      root: tree.root,
      entriesRead: true,
      jurisdiction: 'HK',
    });
    expect(steps).toEqual([256, 512, 768, 1024, 1100]);
  });

  test.each([0, 1, 2, 255, 256, 257, 512, 600])('of %i entries is found good', async (count) => {
    const report = await audit(await servedLog(entriesOf(count)));
    expect(report).toMatchObject({ findings: [], entriesChecked: count });
  });

  test('may have kept only the full tile and bundle', async () => {
    const shorter = emptyLog();
    append(shorter, entriesOf(300));
    const files = new Map([
      ...good,
      ['checkpoint', Buffer.from(await noteOf({ size: 300, root: shorter.root }))],
    ]);
    for (const name of good.keys()) if (name.includes('.p/')) files.delete(name);
    files.set('tile/1/000', Buffer.alloc(8192));
    // The partial tile of level 1 is not the beginning of what was put there.
    expect(kinds(await audit(files))).toContain('head');
    files.set('tile/1/000.p/1', Buffer.from(good.get('tile/1/000.p/4')?.subarray(0, 32) ?? []));
    expect(await audit(files)).toMatchObject({ findings: [], entriesChecked: 300 });
  });

  test('is found good by its tiles alone, for who may not read the entries', async () => {
    const files = new Map([...good].filter(([name]) => !name.startsWith('tile/entries/')));
    const report = await audit(files, { entries: false });
    expect(report).toMatchObject({ findings: [], entriesChecked: 0, tilesChecked: 6 });
    expect(report.state?.entriesRead).toBe(false);
    expect(kinds(await audit(files))).toContain('missing');
  });

  test('of three levels of tiles is read in order, each file once but those of the right edge', async () => {
    const large = emptyLog();
    append(large, entriesOf(66_000));
    const source = sourceOf(await filesOf(large));
    const report = await auditLog({ source, policy, resume: false, entries: true, at });
    expect(report).toMatchObject({ findings: [], entriesChecked: 66_000, tilesChecked: 258 + 2 + 1 });
    const often = [...Map.groupBy(source.asked, (name) => name)].filter(([, times]) => times.length > 1);
    expect(often.map(([name]) => name).toSorted()).toEqual([
      'tile/0/257.p/208',
      'tile/1/001.p/1',
      'tile/2/000.p/1',
    ]);
  });
});

describe('a spoiled log', () => {
  const spoiled = (change: (files: Files) => void | Promise<void>) => async () => {
    const files = new Map(good);
    await change(files);
    return files;
  };
  const headOf = async (text: string) => Buffer.from(formatNote(text, [await signNote(log, text)]));

  test.each([
    [
      'an entry is changed in a full bundle',
      spoiled((files) => spoil(files, 'tile/entries/001', 100)),
      { kind: 'entry', index: 256, path: 'tile/entries/001' },
    ],
    [
      'an entry is changed in the last bundle',
      spoiled((files) => spoil(files, 'tile/entries/004.p/76', -3)),
      { kind: 'entry', index: 1099 },
    ],
    [
      'an entry is changed: the tree cannot be rebuilt',
      spoiled((files) => spoil(files, 'tile/entries/001', 100)),
      { kind: 'root' },
    ],
    [
      'the length of an entry is changed',
      spoiled((files) => spoil(files, 'tile/entries/001', 1)),
      { kind: 'malformed', path: 'tile/entries/001' },
    ],
    [
      'a bundle is cut',
      spoiled(
        (files) =>
          void files.set(
            'tile/entries/002',
            (good.get('tile/entries/002') ?? Buffer.alloc(0)).subarray(0, -1),
          ),
      ),
      { kind: 'malformed', path: 'tile/entries/002' },
    ],
    [
      'a bundle has one entry too many',
      spoiled(
        (files) =>
          void files.set(
            'tile/entries/002',
            Buffer.concat([good.get('tile/entries/002') ?? Buffer.alloc(0), Buffer.alloc(2)]),
          ),
      ),
      { kind: 'malformed', path: 'tile/entries/002' },
    ],
    [
      'a bundle is missing',
      spoiled((files) => void files.delete('tile/entries/003')),
      { kind: 'missing', path: 'tile/entries/003' },
    ],
    [
      'a full tile is changed',
      spoiled((files) => spoil(files, 'tile/0/002', 4000)),
      { kind: 'tile', path: 'tile/0/002' },
    ],
    ['the last tile is changed', spoiled((files) => spoil(files, 'tile/0/004.p/76', 0)), { kind: 'head' }],
    [
      'a tile of level 1 is changed',
      spoiled((files) => spoil(files, 'tile/1/000.p/4', 40)),
      { kind: 'head' },
    ],
    [
      'a tile is cut',
      spoiled(
        (files) => void files.set('tile/0/001', (good.get('tile/0/001') ?? Buffer.alloc(0)).subarray(32)),
      ),
      { kind: 'malformed', path: 'tile/0/001' },
    ],
    [
      'a tile is missing',
      spoiled((files) => void files.delete('tile/1/000.p/4')),
      { kind: 'missing', path: 'tile/1/000.p/4' },
    ],
    [
      'the head is changed',
      spoiled((files) => spoil(files, 'checkpoint', origin.length + 2)),
      { kind: 'checkpoint', detail: `The checkpoint is refused: forged-signature (${origin}).` },
    ],
    [
      'the head is cut',
      spoiled(
        (files) => void files.set('checkpoint', (good.get('checkpoint') ?? Buffer.alloc(0)).subarray(0, -1)),
      ),
      { kind: 'checkpoint', detail: 'The checkpoint is refused: malformed-signature-line.' },
    ],
    [
      'the size has a leading zero',
      spoiled(
        async (files) =>
          void files.set(
            'checkpoint',
            await headOf(checkpointText({ origin, size, root: tree.root }).replace('\n1', '\n01')),
          ),
      ),
      { kind: 'checkpoint', detail: 'The checkpoint is refused: checkpoint-size.' },
    ],
    [
      'no witness cosigned',
      spoiled(
        async (files) =>
          void files.set('checkpoint', await headOf(checkpointText({ origin, size, root: tree.root }))),
      ),
      { kind: 'checkpoint', detail: 'The checkpoint is refused: no-quorum.' },
    ],
    [
      'the log signed for another',
      spoiled(
        async (files) =>
          void files.set(
            'checkpoint',
            Buffer.from(await noteOf({ size, root: tree.root }, 'hk.other.example/log')),
          ),
      ),
      { kind: 'checkpoint', detail: 'The checkpoint is refused: no-log-signature.' },
    ],
    [
      'the head is signed with a root of another tree',
      spoiled(
        async (files) =>
          void files.set('checkpoint', Buffer.from(await noteOf({ size, root: new Uint8Array(32) }))),
      ),
      { kind: 'head' },
    ],
  ])('is found bad when %s', async (_, files, finding) => {
    const report = await audit(await files());
    expect(report.findings).toContainEqual(expect.objectContaining(finding));
    expect(report.state).toBeUndefined();
  });

  test('names the tile and not the entries when only the tile is spoiled', async () => {
    const files = new Map(good);
    spoil(files, 'tile/0/002', 4000);
    expect(kinds(await audit(files))).toEqual(['tile']);
  });

  test('with a forged cosignature is refused', async () => {
    const text = checkpointText({ origin, size, root: tree.root });
    const other = formatNote(text, [await signNote(log, text)]);
    const forged = (good.get('checkpoint') ?? '').toString().replace('\n1100\n', '\n1101\n');
    const line = parseNote(forged);
    if (!line.ok) throw new Error(line.reason);
    const cosignature =
      Buffer.from(await noteOf({ size: 5, root: tree.root }))
        .toString()
        .split('\n')
        .at(-2) ?? '';
    const files = new Map([...good, ['checkpoint', Buffer.from(`${other}${cosignature}\n`)]]);
    const report = await audit(files);
    expect(report.findings).toEqual([
      {
        kind: 'checkpoint',
        path: 'checkpoint',
        detail: `The checkpoint is refused: forged-signature (${witness.key.name}).`,
      },
    ]);
  });

  test('has every entry judged by the schema', async () => {
    const entries = entriesOf(600);
    entries[0] = entryAt(0, 'one', 'credential.issued').bytes;
    entries[300] = entryAt(300, 'one', 'log.genesis').bytes;
    entries[400] = Buffer.from('{"name":"Chan Tai Man"}');
    entries[500] = Buffer.from(entryAt(500).bytes.toString().replace('"HK"', '"CN-SZ"'));
    const report = await audit(await servedLog(entries));
    expect(report.findings.map(({ kind, index }) => [kind, index])).toEqual([
      ['genesis', 0],
      ['genesis', 300],
      ['schema', 400],
      ['schema', 500],
    ]);
  });

  test('in which one entry stands twice is found bad, wherever the second stands', async () => {
    const entries = entriesOf(1000);
    entries[700] = entryAt(3).bytes;
    entries[701] = entryAt(699).bytes;
    // The same identifier under another commitment: two entries pass for one event.
    entries[999] = Buffer.from(entryAt(999).bytes.toString().replace(entryAt(999).id, entryAt(3).id));
    const report = await audit(await servedLog(entries));
    expect(report.findings).toEqual([
      { kind: 'duplicate', index: 700, detail: `Entry 700 has the identifier of entry 3, ${entryAt(3).id}.` },
      {
        kind: 'duplicate',
        index: 701,
        detail: `Entry 701 has the identifier of entry 699, ${entryAt(699).id}.`,
      },
      { kind: 'duplicate', index: 999, detail: `Entry 999 has the identifier of entry 3, ${entryAt(3).id}.` },
    ]);
    expect(report.state).toBeUndefined();
  });

  test('has its first hundred faults listed, and all of them counted', async () => {
    const bad = await servedLog(Array.from({ length: 300 }, (_, index) => Buffer.from(`entry ${index}`)));
    const report = await audit(bad);
    expect([report.findings.length, report.findingsCount]).toEqual([100, 300]);
  });

  test('that is not there, or cannot be read, is neither good nor bad', async () => {
    await expect(audit(new Map())).rejects.toThrow(SourceFailure);
    const source = {
      name: 'closed',
      read: async (name: string) => {
        if (name.startsWith('tile/entries/')) throw new SourceFailure('not allowed');
        return good.get(name);
      },
    };
    await expect(audit(good, { source })).rejects.toThrow(SourceFailure);
    const files = new Map(good);
    spoil(files, 'tile/0/004.p/76', 0);
    const both = {
      name: 'closed',
      read: async (name: string) => (name.includes('entries') ? source.read(name) : files.get(name)),
    };
    expect(kinds(await audit(files, { source: both }))).toEqual(['head']);
  });
});

describe('a log that was seen before', () => {
  const grown = async (count: number, seed = 'one') => {
    const later = emptyLog();
    append(later, [...entriesOf(Math.min(700, count)), ...entriesOf(count - 700, { from: 700, seed })]);
    return filesOf(later);
  };
  const stateAt = async (files: Files, more: Partial<AuditRequest> = {}) => {
    const { state } = await audit(files, more);
    if (state === undefined) throw new Error('no state');
    return parseAuditState(formatAuditState(state));
  };

  test('is gone on with where the last round ended', async () => {
    const since = await stateAt(await grown(700));
    const later = await grown(1500);
    const source = sourceOf(later);
    const report = await audit(later, { source, since });
    expect(report).toMatchObject({ findings: [], entriesChecked: 800, state: { size: 1500 } });
    expect(source.asked).not.toContain('tile/entries/001');
    expect(report.state?.subtrees).toEqual((await stateAt(later)).subtrees);
    expect(await audit(later, { since: report.state })).toMatchObject({ findings: [], entriesChecked: 0 });
  });

  test('is held to the entries of the rounds before, where they are remembered', async () => {
    const twice = async () => {
      const later = emptyLog();
      append(later, [...entriesOf(1200), entryAt(5).bytes, ...entriesOf(100, { from: 1201 })]);
      return filesOf(later);
    };
    const ids = createEntryIds();
    const since = await stateAt(await grown(700), { ids });
    expect(await audit(await grown(900), { since, ids })).toMatchObject({ findings: [] });
    // Read again, as after a round that failed: that is no second entry.
    expect(await audit(await grown(900), { since, ids })).toMatchObject({ findings: [] });
    const report = await audit(await twice(), { since, ids });
    expect(report.findings).toMatchObject([{ kind: 'duplicate', index: 1200 }]);
    expect(kinds(await audit(await twice(), { since, resume: false }))).toEqual(['duplicate']);
  });

  test('is read from the beginning when told to, or when only its tiles were read', async () => {
    const later = await grown(1500);
    const since = await stateAt(await grown(700));
    expect(await audit(later, { since, resume: false })).toMatchObject({
      findings: [],
      entriesChecked: 1500,
    });
    const tilesOnly = await stateAt(await grown(700), { entries: false });
    expect(await audit(later, { since: tilesOnly })).toMatchObject({ findings: [], entriesChecked: 1500 });
    expect(await audit(later, { since: tilesOnly, entries: false })).toMatchObject({ findings: [] });
  });

  test('has faults after the last round found, and those before it when their files are read again', async () => {
    const since = await stateAt(await grown(700));
    const later = await grown(1500);
    spoil(later, 'tile/entries/005.p/220', 50);
    expect(kinds(await audit(later, { since }))).toEqual(['entry', 'root']);
    const rotten = await grown(1500);
    spoil(rotten, 'tile/entries/002', 50);
    expect(kinds(await audit(rotten, { since }))).toEqual(['entry']);
  });

  test('shows a split view by two heads of one size', async () => {
    const since = await stateAt(await grown(900, 'one'));
    const other = await grown(900, 'two');
    const report = await audit(other, { since });
    expect(kinds(report)).toEqual(['split-view']);
    expect(report.evidence).toMatchObject({
      kind: 'split-view',
      notes: [since.note, other.get('checkpoint')?.toString()],
    });
    expect(report.state).toBeUndefined();
  });

  test('shows a fork by a larger head, with a proof that needs no log', async () => {
    const since = await stateAt(await grown(900, 'one'));
    const other = await grown(1500, 'two');
    const report = await audit(other, { since });
    expect(kinds(report)).toEqual(['inconsistent']);
    const { evidence } = report;
    if (evidence?.shown === undefined) throw new Error('no evidence');
    const [seen, now] = evidence.notes.map((note) => {
      const reading = parseNote(note);
      const parsed = reading.ok ? parseCheckpoint(reading.note.text) : reading;
      if (!parsed.ok) throw new Error(parsed.reason);
      return parsed.checkpoint;
    });
    if (!seen || !now) throw new Error('no notes');
    const proof = evidence.shown.proof.map(base64);
    const shown = base64(evidence.shown.root);
    const sizes = { oldSize: seen.size, newSize: now.size, newRoot: now.root, proof };
    expect(verifyConsistency({ ...sizes, oldRoot: shown })).toBe(true);
    expect(shown).not.toEqual(seen.root);
  });

  test('shows a rollback by a smaller head', async () => {
    const since = await stateAt(await grown(1500));
    const report = await audit(await grown(900), { since });
    expect(kinds(report)).toEqual(['rollback']);
    expect(report.evidence?.notes[0]).toBe(since.note);
  });

  test('accuses nobody of a fork when tiles are spoiled', async () => {
    const since = await stateAt(await grown(700));
    const later = await grown(1500);
    spoil(later, 'tile/0/002', 5000);
    const report = await audit(later, { since });
    expect(kinds(report)).toEqual(['unproven', 'tile']);
    expect(report.evidence).toBeUndefined();
    const gone = await grown(1500);
    gone.delete('tile/0/002');
    expect(kinds(await audit(gone, { since }))).toEqual(['missing']);
  });

  test('continues the empty one', async () => {
    const since = await stateAt(await servedLog([]));
    expect(await audit(await grown(700), { since })).toMatchObject({ findings: [], entriesChecked: 700 });
  });

  test('keeps its name', async () => {
    const since = await stateAt(await grown(700));
    const two = logKey('sz.wenjin.example/log');
    const other = emptyLog();
    append(other, entriesOf(10));
    const both = policyOf(
      `log ${formatVkey(log.key)}\nlog ${formatVkey(two.key)}\nwitness w ${formatVkey(witness.key)}\nquorum w\n`,
    );
    const note = await noteOf({ size: 10, root: other.root }, two.key.name, two);
    const files = new Map([...(await filesOf(other)), ['checkpoint', Buffer.from(note)]]);
    expect(kinds(await audit(files, { since, policy: both }))).toEqual(['origin']);
    expect(kinds(await audit(files, { origin, policy: both }))).toEqual(['origin']);
    expect(await audit(files, { policy: both })).toMatchObject({ findings: [] });
  });
});

describe('a state', () => {
  test('that was changed is refused', async () => {
    const { state } = await audit(good);
    const text = state ? formatAuditState(state) : '';
    expect(parseAuditState(text)).toEqual(state);
    for (const [from, to] of [
      ['"size": 1100', '"size": 1101'],
      ['"size": 1100', '"size": -1'],
      ['wenjin.audit/1', 'wenjin.audit/2'],
      ['"subtrees": [', '"subtrees": [ "AAAA",'],
      ['"root": "', '"root": "A'],
      ['"entriesRead": true,', ''],
    ] as const) {
      expect(text).toContain(from);
      expect(() => parseAuditState(text.replace(from, to))).toThrow();
    }
    expect(() => parseAuditState('')).toThrow();
  });
});

describe('the age of a head', () => {
  test('alarms, and is remembered all the same', async () => {
    const report = await audit(good, { maxAgeSeconds: 59 });
    expect(kinds(report)).toEqual(['stale']);
    expect(report.state?.size).toBe(size);
    expect(await audit(good, { maxAgeSeconds: 60 })).toMatchObject({ findings: [] });
  });

  test('alarms where nobody cosigned', async () => {
    const alone = policyOf(`log ${formatVkey(log.key)}\nquorum none\n`);
    expect(kinds(await audit(good, { policy: alone, maxAgeSeconds: 60 }))).toEqual(['stale']);
  });
});

describe('openings', () => {
  const lineOf = ({ id, salt, payload }: ReturnType<typeof entryAt>) => JSON.stringify({ id, salt, payload });
  const openings = (lines: string[]) => createOpenings(lines.map(parseOpening));

  test('open the commitments of their entries', async () => {
    const held = openings(
      [0, 5, 1099].map((index) => lineOf(entryAt(index, 'one', index === 0 ? 'log.genesis' : undefined))),
    );
    // The payload of the first names its action; that of the entry does too.
    const report = await audit(good, { openings: held });
    expect(report.findings.filter(({ index }) => index !== 0)).toEqual([]);
  });

  test('that were changed, or that no entry has, are found', async () => {
    const held = openings([
      lineOf(entryAt(5)),
      lineOf({ ...entryAt(6), payload: { action: 'credential.issued', object: 'another' } }),
      lineOf({ ...entryAt(7), salt: entryAt(8).salt }),
      lineOf(entryAt(5000)),
    ]);
    const report = await audit(good, { openings: held });
    expect(report.findings.map(({ kind, index }) => [kind, index])).toEqual([
      ['commitment', 6],
      ['commitment', 7],
      ['unlogged-opening', undefined],
    ]);
    expect(report.findings[2]?.detail).toContain(entryAt(5000).id);
  });

  test.each([
    '',
    '[]',
    '{}',
    '{"id":"x","salt":"","payload":{}}',
    JSON.stringify({ id: entryAt(1).id, salt: 'AAAA', payload: {} }),
  ])('are not %s', (line) => {
    expect(() => parseOpening(line)).toThrow();
  });
});
