import { describe, expect, test } from 'vitest';
import {
  lifeAfter,
  publishedStatus,
  type RecordValue,
  recordStateName,
  recordValueAfter,
  standingToAttest,
} from '../../src/credentials/life-cycle.ts';
import {
  type CredentialLife,
  credentialLives,
  type StatusEventKind,
  statusEventKinds,
  type StatusFacet,
  statusFacets,
} from '../../src/credentials/vocabulary.ts';

/** Every cell of domain 5.3: what is not in these tables is refused. */

const lives: Partial<Record<CredentialLife, Partial<Record<StatusEventKind, CredentialLife>>>> = {
  active: {
    suspend: 'suspended',
    annul: 'annulled',
    withdraw: 'withdrawn',
    strip: 'stripped',
    deregister: 'deregistered',
  },
  suspended: {
    reinstate: 'active',
    annul: 'annulled',
    withdraw: 'withdrawn',
    strip: 'stripped',
    deregister: 'deregistered',
  },
};

describe.each(credentialLives)('a credential that is %s', (life) => {
  test.each(statusEventKinds)('and %s', (kind) => {
    expect(lifeAfter(life, kind)).toBe(lives[life]?.[kind]);
  });
});

const ends = { annul: 1, withdraw: 1, strip: 1, deregister: 1 } as const;
const endsStanding = { withdraw: 3, strip: 3, deregister: 3 } as const;
type Values = Partial<Record<StatusEventKind, RecordValue>>;

/** Standing that ended of itself may begin anew; what `endedBy` adds is tabled below. */
const values: Record<RecordValue, Partial<Record<StatusFacet, Values>>> = {
  0: { award: ends, standing: { ...endsStanding, suspend: 2 } },
  1: {},
  2: { award: ends, standing: { ...endsStanding, reinstate: 0 } },
  3: { award: ends, standing: { reinstate: 0 } },
};

const recordValues = [0, 1, 2, 3] as const;

describe.each(recordValues)('a record of value %i', (value) => {
  describe.each(statusFacets)('about its %s', (facet) => {
    test.each(statusEventKinds)('and %s', (kind) => {
      expect(recordValueAfter(value, { kind, facet })).toBe(values[value][facet]?.[kind]);
    });
  });
});

test.each<[StatusEventKind, RecordValue | undefined]>([
  ['deregister', 0],
  ['strip', undefined],
  ['withdraw', undefined],
])('standing that was ended by %s: reinstated to %s', (endedBy, after) => {
  expect(recordValueAfter(3, { kind: 'reinstate', facet: 'standing', endedBy })).toBe(after);
  // The award of such a record still can be ended.
  expect(recordValueAfter(3, { kind: 'annul', facet: 'award', endedBy })).toBe(1);
  // What ended it formerly says nothing of a record that is only suspended.
  expect(recordValueAfter(2, { kind: 'reinstate', facet: 'standing', endedBy })).toBe(0);
});

test('what may be attested while a record stands so, and what that is called', () => {
  expect(recordValues.map((value) => [recordStateName(value), standingToAttest(value)])).toEqual([
    ['good', 'current'],
    ['award-ended', undefined],
    ['standing-suspended', undefined],
    ['standing-ended', 'inactive'],
  ]);
});

/** By record value 0, 1, 2, 3, and last for a credential without a record. */
test.each<[CredentialLife, 'current' | 'inactive' | null, number[]]>([
  ['reserved', 'current', [0, 1, 2, 2, 0]],
  ['active', 'current', [0, 1, 2, 2, 0]],
  ['active', 'inactive', [0, 1, 2, 0, 0]],
  ['active', null, [0, 1, 2, 2, 0]],
  ['suspended', 'current', [2, 1, 2, 2, 2]],
  ['suspended', 'inactive', [2, 1, 2, 2, 2]],
  ['superseded', 'current', [3, 3, 3, 3, 3]],
  ['annulled', 'current', [1, 1, 1, 1, 1]],
  ['withdrawn', 'current', [1, 1, 1, 1, 1]],
  ['stripped', 'inactive', [1, 1, 1, 1, 1]],
  ['deregistered', null, [1, 1, 1, 1, 1]],
])('%s, saying %s of standing, is published as %j', (life, standing, published) => {
  expect([...recordValues, undefined].map((record) => publishedStatus({ life, record, standing }))).toEqual(
    published,
  );
});
