import { describe, expect, test } from 'vitest';
import { fromEpochSeconds } from '../../src/kernel/instants.ts';
import { anchorsAfter, refusalOfSigner, restsOnPinnedKey } from '../../src/trust/anchors.ts';
import { type Announcement, announcementOf } from '../../src/trust/announcement.ts';
import { readTrustList } from '../../src/trust/trust-list.ts';
import type { TrustListPayload } from '../../src/trust/trust-list.schema.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { entry, now, payload, second, sign } from './lists.ts';

const [first, next, third] = [softwareSigner(), softwareSigner(), softwareSigner()];

const listing = (sequence: number, ...signers: SoftwareSigner[]): TrustListPayload =>
  payload({
    sequence,
    anchors: signers.map(({ kid }) => kid),
    node_keys: signers.map((signer) => ({ purpose: 'trust-list' as const, ...entry(signer) })),
  });

async function list(content: TrustListPayload, signer: SoftwareSigner): Promise<Announcement> {
  const read = readTrustList(await sign(content, signer));
  if (!read.ok) throw new Error(read.reason);
  return announcementOf(read.list);
}

describe('whose signature counts', () => {
  const announced = [
    { kid: first.kid, signUntil: now, announcedIn: 1 },
    { kid: next.kid, signUntil: null, announcedIn: 2 },
  ];
  test.each([
    ['a pinned key that no list has named', third.kid, undefined],
    ['an announced key', next.kid, undefined],
    ['a pinned key that has ended', first.kid, 'signer-ended'],
    ['a stranger', 'stranger', 'signer-unknown'],
  ])('%s', (_, kid, reason) => {
    const known = { pinned: [first.kid, third.kid], announced };
    expect(refusalOfSigner(kid, known, now)).toBe(reason);
  });
});

describe('after a list was accepted', () => {
  test('what it names may sign, within the ends it gives', () => {
    const content = listing(8, first, next);
    const ending = content.node_keys.map((key, index) =>
      index === 0 ? { ...key, sign_until: second + 60 } : key,
    );
    expect(anchorsAfter([], { ...content, node_keys: ending })).toEqual([
      { kid: first.kid, signUntil: fromEpochSeconds(second + 60), announcedIn: 8 },
      { kid: next.kid, signUntil: null, announcedIn: 8 },
    ]);
  });

  test('what it names no more has ended, and what had ended before stays so', () => {
    const before = [
      { kid: first.kid, signUntil: null, announcedIn: 1 },
      { kid: third.kid, signUntil: fromEpochSeconds(second - 500), announcedIn: 1 },
    ];
    expect(anchorsAfter(before, listing(8, next))).toEqual([
      { kid: next.kid, signUntil: null, announcedIn: 8 },
      { kid: first.kid, signUntil: fromEpochSeconds(second - 10), announcedIn: 1 },
    ]);
  });
});

describe('a kept list', () => {
  test('rests on a pinned key by any number of hand-overs', async () => {
    const announcing = new Map([
      [next.kid, await list(listing(1, first, next), first)],
      [third.kid, await list(listing(2, next, third), next)],
    ]);
    const newest = await list(listing(3, third), third);
    expect(restsOnPinnedKey(newest, announcing, [first.kid])).toBe(true);
    expect(restsOnPinnedKey(newest, announcing, [next.kid])).toBe(true);
    expect(restsOnPinnedKey(newest, announcing, [])).toBe(false);
  });

  test.each<[string, () => Promise<ReadonlyMap<string, Announcement>>]>([
    ['no list announced', async () => new Map()],
    [
      'a list announced that does not name it',
      async () => new Map([[next.kid, await list(listing(1, first), first)]]),
    ],
    [
      'only a list of its own announced',
      async () => new Map([[next.kid, await list(listing(1, first, next), next)]]),
    ],
    ['a later list announced', async () => new Map([[next.kid, await list(listing(9, first, next), first)]])],
    [
      'the list of another node announced',
      async () =>
        new Map([
          [next.kid, await list({ ...listing(1, first, next), iss: 'https://other.example' }, first)],
        ]),
    ],
    [
      'a list announced that somebody altered',
      async () => {
        const [head = '', , tail = ''] = (await sign(listing(1, first), first)).split('.');
        const [, altered = ''] = (await sign(listing(1, first, next), first)).split('.');
        const read = readTrustList([head, altered, tail].join('.'));
        if (!read.ok) throw new Error(read.reason);
        return new Map([[next.kid, announcementOf(read.list)]]);
      },
    ],
  ])('rests on nothing when %s its key', async (_, announcing) => {
    const newest = await list(listing(3, next), next);
    expect(restsOnPinnedKey(newest, await announcing(), [first.kid])).toBe(false);
  });
});
