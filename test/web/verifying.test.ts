import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosign } from '../../src/transparency/cosignature.ts';
import { checkpointText } from '../../src/transparency/checkpoint.ts';
import { decodeBundle, encodeBundle } from '../../src/transparency/entry-bundle.ts';
import { parsePolicy as parseOurs } from '../../src/transparency/log-policy.ts';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { judgeCheckpoint } from '../../src/transparency/signed-checkpoint.ts';
import { formatNote, signNote } from '../../src/transparency/signed-note.ts';
import { bundlePath as ourBundlePath, tilePath as ourTilePath } from '../../src/transparency/tile-path.ts';
import {
  concat,
  fromBase64,
  fromBase64url,
  toBase64,
  toBase64url,
  utf8,
} from '../../src/web/bytes.browser.ts';
import { canonical } from '../../src/web/json.browser.ts';
import { judgeHead } from '../../src/web/head.browser.ts';
import { leafHash, verifyGrowth, verifyInclusion } from '../../src/web/merkle.browser.ts';
import { parsePolicy } from '../../src/web/policy.browser.ts';
import { bundlePath, entriesOf, inclusionPath, tilePath } from '../../src/web/tiles.browser.ts';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import { logKey, witnessKey } from '../transparency/note-keys.ts';
import { append, emptyLog, readerOf } from '../transparency/tiles-in-memory.ts';

/** What the page of the console checks with, held against what the node writes with: two programs for one specification. */

const entryAt = (index: number) => utf8(`entry ${String(index)}`);
const copied = (bytes: Uint8Array) => Uint8Array.from(bytes);

/** Roots by size, and one reader for all of them. */
function grown(sizes: readonly number[]) {
  const log = emptyLog();
  const roots = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const size of sizes.toSorted((a, b) => a - b)) {
    append(
      log,
      Array.from({ length: size - log.edge.size }, (_, n) => entryAt(log.edge.size + n)),
    );
    roots.set(size, copied(log.root));
  }
  const read = readerOf(log);
  return { roots, read: async (tile: Parameters<typeof read>[0]) => copied(await read(tile)) };
}

describe('a path that the page puts together from tiles', () => {
  const sizes = [1, 2, 3, 7, 255, 256, 257, 511, 600, 65_536, 65_537, 66_000];
  const { roots, read } = grown(sizes);

  test('proves every leaf that it is of, at sizes around every edge of a tile', async () => {
    for (const size of sizes)
      for (const index of new Set(
        [0, 1, size >> 1, size - 2, size - 1].filter((at) => at >= 0 && at < size),
      )) {
        const path = await inclusionPath(read, index, size);
        const claim = {
          index,
          size,
          leaf: await leafHash(entryAt(index)),
          root: roots.get(size) ?? utf8(''),
          path,
        };
        expect(await verifyInclusion(claim), `${String(index)} of ${String(size)}`).toBe(true);
      }
  });

  test('proves no other leaf, place, size, root or path', async () => {
    const size = 600;
    const root = roots.get(size) ?? utf8('');
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.nat(size - 1), fc.nat(9), async (index, other, at) => {
        fc.pre(index !== other);
        const path = await inclusionPath(read, index, size);
        const leaf = await leafHash(entryAt(index));
        const holds = verifyInclusion;
        const spoiled = path.map((hash, n) =>
          n === at % path.length ? hash.map((octet) => octet ^ 1) : hash,
        );
        expect(await holds({ index, size, leaf, root, path })).toBe(true);
        expect(await holds({ index: other, size, leaf, root, path })).toBe(false);
        expect(await holds({ index, size, leaf: await leafHash(entryAt(other)), root, path })).toBe(false);
        expect(await holds({ index, size, leaf, root: roots.get(511) ?? root, path })).toBe(false);
        expect(await holds({ index, size, leaf, root, path: spoiled })).toBe(false);
        expect(await holds({ index, size, leaf, root, path: path.slice(1) })).toBe(false);
        expect(await holds({ index, size, leaf, root, path: [...path, leaf] })).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  test('is asked for by the names that the node serves', () => {
    for (const n of [0, 1, 999, 1000, 1_234_067])
      for (const width of [1, 255, 256]) {
        expect(tilePath({ level: 2, n, width })).toBe(ourTilePath({ level: 2, n, width }));
        expect(bundlePath({ n, width })).toBe(ourBundlePath({ n, width }));
      }
  });
});

describe('growth', () => {
  test('is proved by the published answer of RFC 6962 section 2.1.3, and by no other', async () => {
    const { roots } = grown([3, 4, 7]);
    const [three, four, seven] = [3, 4, 7].map((size) => ({ size, root: roots.get(size) ?? utf8('') }));
    if (!three || !four || !seven) throw new Error('no roots');
    // The proof of 4 in 7 is the root of the last three leaves alone.
    const last = grownRange([4, 5, 6]);
    expect(await verifyGrowth({ from: four, to: seven, proof: [await last] })).toBe(true);
    expect(await verifyGrowth({ from: three, to: seven, proof: [await last] })).toBe(false);
    expect(await verifyGrowth({ from: four, to: seven, proof: [] })).toBe(false);
    expect(await verifyGrowth({ from: seven, to: four, proof: [await last] })).toBe(false);
    expect(await verifyGrowth({ from: { ...four, root: three.root }, to: seven, proof: [await last] })).toBe(
      false,
    );
  });

  async function grownRange(indices: readonly number[]) {
    const log = emptyLog();
    append(log, indices.map(entryAt));
    return copied(log.root);
  }
});

describe('entries', () => {
  test('are cut out of a bundle as the node put them in, or not at all', () => {
    const entries = [utf8('one'), utf8(''), utf8('x'.repeat(300))];
    const bundle = copied(encodeBundle(entries));
    expect(entriesOf(bundle, 3)).toEqual(decodeBundle(bundle, 3)?.map(copied));
    for (const [bytes, count] of [
      [bundle, 2],
      [bundle, 4],
      [bundle.slice(1), 3],
      [bundle.slice(0, -1), 3],
      [concat(bundle, utf8('x')), 3],
    ] as const)
      expect(entriesOf(bytes, count)).toBeUndefined();
  });

  test('commit to what is written as the node writes it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        expect(canonical(value)).toBe(
          Buffer.from(canonicalBytes(JSON.parse(JSON.stringify(value)))).toString(),
        );
      }),
    );
  });
});

describe('a checkpoint', () => {
  const log = logKey('log.example/log');
  const witnesses = ['one', 'two', 'three'].map((name) => witnessKey(`${name}.example/witness`));
  const policyOf = (quorum: string) =>
    [
      `log ${formatVkey(log.key)} https://log.example/log`,
      ...witnesses.map(({ key }, n) => `witness w${String(n)} ${formatVkey(key)}`),
      'group two-of 2 w0 w1 w2',
      `quorum ${quorum}`,
      '',
    ].join('\n');

  const vkeyOf = (n: number): string => formatVkey((witnesses[n] ?? log).key);

  async function noteBy(
    cosigners: readonly number[],
    text = checkpointText({ origin: 'log.example/log', size: 5, root: new Uint8Array(32).fill(7) }),
  ) {
    const lines = [await signNote(log, text)];
    for (const n of cosigners) {
      const { key, signer } = witnesses[n] ?? log;
      lines.push(await cosign({ key, signer }, text, 1_760_000_000 + n));
    }
    return formatNote(text, lines);
  }

  /** Ours by node:crypto and the page's by WebCrypto, of one note. */
  async function judged(quorum: string, note: string) {
    const [ours, theirs] = [parseOurs(policyOf(quorum)), await parsePolicy(policyOf(quorum))];
    if (!ours.ok || !theirs) throw new Error('no policy');
    const verdict = judgeCheckpoint(ours.policy, note);
    const found = await judgeHead(theirs, note);
    return [verdict.ok ? 'verified' : verdict.reason, found.state === 'failed' ? found.why : found.state];
  }

  test.each<[string, readonly number[], string]>([
    ['nobody', [], 'none'],
    ['one where one is asked for', [0], 'w0'],
    ['two of three', [0, 2], 'two-of'],
    ['three of three', [0, 1, 2], 'two-of'],
  ])('cosigned by %s is verified by both', async (_, cosigners, quorum) => {
    expect(await judged(quorum, await noteBy(cosigners))).toEqual(['verified', 'verified']);
  });

  test('cosigned by too few waits, however often one of them signed', async () => {
    expect(await judged('two-of', await noteBy([1, 1]))).toEqual(['no-quorum', 'pending']);
    expect(await judged('w0', await noteBy([1]))).toEqual(['no-quorum', 'pending']);
  });

  test('with a signature that a known key did not make is forged, beside a good one too', async () => {
    const note = await noteBy([0]);
    const other = await noteBy(
      [0],
      checkpointText({ origin: 'log.example/log', size: 6, root: new Uint8Array(32) }),
    );
    const line = other.split('\n').find((one) => one.startsWith('— one.example')) ?? '';
    expect(await judged('w0', `${note}${line}\n`)).toEqual(['forged-signature', 'forged']);
    expect(await judged('w0', note.replace('\n5\n', '\n6\n'))).toEqual(['forged-signature', 'forged']);
  });

  test('of another log, or of nobody known, is not signed', async () => {
    const foreign = await noteBy(
      [0],
      checkpointText({ origin: 'other.example/log', size: 5, root: new Uint8Array(32) }),
    );
    expect(await judged('w0', foreign)).toEqual(['no-log-signature', 'unsigned']);
  });

  test.each([
    ['a leading zero in the size', (note: string) => note.replace('\n5\n', '\n05\n')],
    ['no blank line', (note: string) => note.replace('\n\n', '\n')],
    ['a line that is no signature', (note: string) => `${note}hello\n`],
    ['a last line that does not end', (note: string) => note.slice(0, -1)],
  ])('with %s cannot be read', async (_, spoil) => {
    const policy = await parsePolicy(policyOf('w0'));
    if (!policy) throw new Error('no policy');
    const found = await judgeHead(policy, spoil(await noteBy([0])));
    expect(found).toMatchObject({ state: 'failed' });
    expect(found.state === 'failed' && found.why).toBe('malformed');
  });

  test.each([
    ['no quorum', (text: string) => text.replace(/quorum.*\n/, '')],
    ['a quorum of nobody known', (text: string) => text.replace('quorum w0', 'quorum w9')],
    ['a key whose id is not its own', (text: string) => text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['a word that it does not know', (text: string) => `${text}hello\n`],
    ['a group that asks for more than it has', (text: string) => text.replace('two-of 2', 'two-of 4')],
    ['somebody in two groups', (text: string) => text.replace('quorum', 'group again any w0\nquorum')],
    ['no log', (text: string) => text.replace(/^log.*\n/, '')],
    [
      'one key under two names, which would count twice',
      (text: string) => text.replace('group', `witness again ${vkeyOf(0)}\ngroup`),
    ],
    ['one log twice', (text: string) => text.replace(/^log.*\n/, (line) => line + line)],
    ['somebody twice in a group', (text: string) => text.replace('w0 w1 w2', 'w0 w0 w1')],
    [
      'a second quorum after one of nobody known',
      (text: string) => text.replace('quorum', 'quorum w9\nquorum'),
    ],
    ['two quorums', (text: string) => `${text}quorum none\n`],
    ['a quorum of more than a name', (text: string) => text.replace('quorum w0', 'quorum w0 w1')],
    ['a threshold in another spelling', (text: string) => text.replace('two-of 2', 'two-of 0x2')],
    ['a group that is called none', (text: string) => text.replace('two-of 2', 'none 2')],
  ])('is judged by no policy with %s', async (_, spoil) => {
    expect(await parsePolicy(spoil(policyOf('w0')))).toBeUndefined();
  });
});

describe('octets', () => {
  test('have one spelling in base64 and in base64url', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(fromBase64(toBase64(copied(bytes)))).toEqual(copied(bytes));
        expect(fromBase64url(toBase64url(copied(bytes)))).toEqual(copied(bytes));
      }),
    );
    for (const wrong of ['AA', 'AA=', 'AB==', 'A A=', 'AA==\n', '*'])
      expect(fromBase64(wrong)).toBeUndefined();
  });
});
