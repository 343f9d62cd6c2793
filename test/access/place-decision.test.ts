import { describe, expect, test } from 'vitest';
import { placeDecision, type PlaceQuestion, placeRules } from '../../src/access/index.ts';
import { purposes, registeredPlaces } from '../../src/kernel/caller.ts';
import { jurisdictions } from '../../src/kernel/jurisdiction.ts';

const everyQuestion: PlaceQuestion[] = jurisdictions.flatMap((nodeJurisdiction) =>
  jurisdictions.flatMap((subjectSide) =>
    purposes.flatMap((purpose) =>
      registeredPlaces.flatMap((registeredPlace) =>
        [true, false].flatMap((gbaEligible) =>
          ['DEMO-GBA-1', null].map((contractFilingNumber) => ({
            organisation: { registeredPlace, gbaEligible, contractFilingNumber },
            nodeJurisdiction,
            subjectSide,
            purpose,
          })),
        ),
      ),
    ),
  ),
);

const personal = new Set([
  'own-record',
  'attestation',
  'bridging',
  'recognition',
  'verification',
  'supervision',
  'privacy',
]);

/** The law of domain 4.2 said once more, in other words: where the data may go, then on what ground. */
function mayHold({ organisation, nodeJurisdiction, subjectSide, purpose }: PlaceQuestion): boolean {
  const { registeredPlace: place, gbaEligible, contractFilingNumber } = organisation;
  if (!personal.has(purpose)) return false;
  const sideOfPlace = place === 'HK' ? 'HK' : place === 'ELSEWHERE' ? undefined : 'CN-SZ';
  const insideGba = place === 'HK' || place === 'GBA-MAINLAND';
  const sameSide = sideOfPlace === nodeJurisdiction;
  if (sameSide) return insideGba || subjectSide === 'CN-SZ';
  const contract = gbaEligible && contractFilingNumber !== null;
  return insideGba && contract && ['verification', 'recognition', 'bridging'].includes(purpose);
}

describe('place decides', () => {
  test('every combination as the law says', () => {
    expect(everyQuestion).toHaveLength(2 * 2 * 12 * 4 * 2 * 2);
    const wrong = everyQuestion.filter(
      (question) => placeDecision(question).personalData !== mayHold(question),
    );
    expect(wrong).toEqual([]);
  });

  test('nothing is open by default', () => {
    for (const question of everyQuestion) {
      expect(placeDecision(question, [])).toMatchObject({ personalData: false, rule: 'default-deny' });
    }
  });

  test('every rule decides something, and has a name of its own', () => {
    const deciding = new Set(everyQuestion.map((question) => placeDecision(question).rule));
    expect([...deciding].sort()).toEqual(placeRules.map(({ id }) => id).sort());
  });

  test('every reason is there in three languages', () => {
    for (const { reason } of placeRules) {
      for (const text of [reason.en, reason.zhHant, reason.zhHans]) expect(text.length).toBeGreaterThan(8);
    }
  });

  const bank = { registeredPlace: 'GBA-MAINLAND', gbaEligible: true, contractFilingNumber: null } as const;
  const question = { nodeJurisdiction: 'HK', subjectSide: 'CN-SZ', purpose: 'verification' } as const;

  test.each([
    ['a Shenzhen bank without a filed contract asks Hong Kong', bank, 'no-contract', false],
    [
      'a Shenzhen bank with one asks Hong Kong',
      { ...bank, contractFilingNumber: 'DEMO-1' },
      'contract-across',
      true,
    ],
    [
      'a Beijing head office with one asks Hong Kong',
      { ...bank, registeredPlace: 'MAINLAND-OTHER' as const, contractFilingNumber: 'DEMO-1' },
      'outside-gba',
      false,
    ],
  ])('%s', (_name, organisation, rule, personalData) => {
    expect(placeDecision({ ...question, organisation })).toMatchObject({ rule, personalData });
  });

  test('what came from Hong Kong is not passed on to Beijing by Shenzhen', () => {
    const beijing = { ...bank, registeredPlace: 'MAINLAND-OTHER', contractFilingNumber: 'DEMO-1' } as const;
    const asked = { ...question, nodeJurisdiction: 'CN-SZ', organisation: beijing } as const;
    expect(placeDecision({ ...asked, subjectSide: 'HK' }).rule).toBe('no-onward-transfer');
    expect(placeDecision({ ...asked, subjectSide: 'CN-SZ' }).personalData).toBe(true);
  });
});
