import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { homeEffects } from '../../src/credentials/home-effect.ts';
import {
  legalEffectOf,
  lifeAfter,
  needsTwoPeople,
  publishedStatus,
  type RecordValue,
  recordValueAfter,
} from '../../src/credentials/life-cycle.ts';
import { credentialLives, statusEventKinds, statusFacets } from '../../src/credentials/vocabulary.ts';

const kinds = fc.constantFrom(...statusEventKinds);
const values = fc.constantFrom<RecordValue[]>(0, 1, 2, 3);
const lives = fc.constantFrom(...credentialLives);
const facets = fc.constantFrom(...statusFacets);

describe('the life of a credential', () => {
  test('once ended or superseded, no event changes it', () => {
    fc.assert(
      fc.property(lives, kinds, (life, kind) => {
        if (life === 'active' || life === 'suspended') return;
        expect(lifeAfter(life, kind)).toBeUndefined();
      }),
    );
  });
  test('no event leaves it as it was', () => {
    fc.assert(fc.property(lives, kinds, (life, kind) => lifeAfter(life, kind) !== life));
  });
  test('only what is suspended is reinstated', () => {
    expect([lifeAfter('suspended', 'reinstate'), lifeAfter('active', 'reinstate')]).toEqual([
      'active',
      undefined,
    ]);
  });
});

describe('the value of a record', () => {
  test('an award that has ended stays ended, after any events', () => {
    fc.assert(
      fc.property(values, fc.array(fc.record({ kind: kinds, facet: facets })), (start, events) => {
        let [value, ended] = [start, start === 1];
        for (const event of events) {
          value = recordValueAfter(value, event) ?? value;
          if (ended) expect(value).toBe(1);
          ended ||= value === 1;
        }
      }),
    );
  });
  test('standing that lapsed comes back; what was stripped or withdrawn does not', () => {
    const back = (endedBy: 'deregister' | 'strip' | 'withdraw' | undefined) =>
      recordValueAfter(3, { kind: 'reinstate', facet: 'standing', endedBy });
    expect([back(undefined), back('deregister'), back('strip'), back('withdraw')]).toEqual([
      0,
      0,
      undefined,
      undefined,
    ]);
  });
  test('nothing but the award is annulled, and an award is not suspended', () => {
    expect(recordValueAfter(0, { kind: 'annul', facet: 'standing' })).toBeUndefined();
    expect(recordValueAfter(0, { kind: 'annul', facet: 'award' })).toBe(1);
    expect(recordValueAfter(0, { kind: 'suspend', facet: 'award' })).toBeUndefined();
  });
});

describe('the status that is published', () => {
  const standings = fc.constantFrom('current' as const, 'inactive' as const, null);
  test('is never valid while the credential or its award has ended', () => {
    fc.assert(
      fc.property(lives, values, standings, (life, record, standing) => {
        const status = publishedStatus({ life, record, standing });
        const ended = ['annulled', 'withdrawn', 'stripped', 'deregistered'].includes(life);
        if (ended) expect(status).toBe(1);
        else if (life === 'superseded') expect(status).toBe(3);
        else if (record === 1) expect(status).toBe(1);
        else if (life === 'suspended' || record === 2) expect(status).toBe(2);
      }),
    );
  });
  test('an attestation of inactive standing is not made untrue by a record that says the same', () => {
    expect(publishedStatus({ life: 'active', record: 3, standing: 'inactive' })).toBe(0);
    expect(publishedStatus({ life: 'active', record: 3, standing: 'current' })).toBe(2);
  });
});

test('annulling and stripping, and giving a recognition back, take two people', () => {
  const taking = (isRecognition: boolean) =>
    statusEventKinds.filter((kind) => needsTwoPeople(kind, isRecognition));
  expect([taking(false), taking(true)]).toEqual([
    ['annul', 'strip'],
    ['reinstate', 'annul', 'strip'],
  ]);
  expect(statusEventKinds.filter((kind) => legalEffectOf(kind) === 'ab-initio')).toEqual(['annul']);
});

describe('what a change at home makes of a recognition', () => {
  const terms = fc.option(
    fc.record({
      onHomeSuspension: fc.constantFrom('immediate' as const, 'propose' as const),
      standingRequired: fc.constantFrom('award' as const, 'certification' as const),
    }),
    { nil: undefined },
  );
  test('a rule suspends at most, and only where the agreement says so', () => {
    fc.assert(
      fc.property(
        values,
        fc.constantFrom('active' as const, 'suspended' as const),
        terms,
        (value, life, held) => {
          for (const { kind, atOnce } of homeEffects(value, life, held))
            if (atOnce) expect([kind, held?.onHomeSuspension]).toEqual(['suspend', 'immediate']);
        },
      ),
    );
  });
  test('nothing is made of a record that is good', () => {
    fc.assert(fc.property(terms, (held) => homeEffects(0, 'suspended', held).length === 0));
  });
  test('where the award alone is required, standing that ended by itself changes nothing', () => {
    const held = { onHomeSuspension: 'immediate', standingRequired: 'award' } as const;
    expect(homeEffects(3, 'active', held)).toEqual([]);
    expect(homeEffects(2, 'active', held)).toEqual([
      { kind: 'suspend', atOnce: true, reasonCode: 'home-standing-suspended' },
    ]);
  });
});
