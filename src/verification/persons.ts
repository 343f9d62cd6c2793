import type { Assessment } from './assess.ts';

/** Whom credentials that are shown together are about. */

export interface DisclosedClaims {
  readonly name_en?: string | undefined;
  readonly name_zh_hant?: string | undefined;
  readonly name_zh_hans?: string | undefined;
  readonly birth_date?: string | undefined;
}

/** What names and birth dates say of two credentials: nothing, where too little of them was disclosed. */
export type PersonComparison = 'agree' | 'contradict' | 'unknown';

/** `unknown`: nothing speaks against it, and nothing shows it. */
export type OnePerson = 'pass' | 'fail' | 'unknown';

/**
 * Are the authentic ones surely about one person? Those of one record are, and those that are bound to one key unless what they disclose
 * contradicts it; of others name and birth date have to agree. That one wallet presents them with each its own key shows who holds them,
 * and not whom they are about. Undefined where there is nothing to compare.
 */
export function onePersonOf(
  assessments: readonly Assessment[],
  compare: (one: DisclosedClaims, other: DisclosedClaims) => PersonComparison,
): OnePerson | undefined {
  const authentic = assessments.filter(({ inspection }) => inspection.signature === 'good');
  if (authentic.length < 2) return undefined;
  const outcomeOf = (one: Assessment, other: Assessment): OnePerson => {
    if (recordOf(one) !== undefined && recordOf(one) === recordOf(other)) return 'pass';
    const compared = compare(claimsOf(one), claimsOf(other));
    if (compared === 'contradict') return 'fail';
    return compared === 'agree' || haveOneKey(one, other) ? 'pass' : 'unknown';
  };
  const pairs = authentic.flatMap((one, position) =>
    authentic.slice(position + 1).map((other) => ({ one, other, outcome: outcomeOf(one, other) })),
  );
  if (pairs.some(({ outcome }) => outcome === 'fail')) return 'fail';
  // Each is linked to the first, if by others in between.
  const reached = new Set(authentic.slice(0, 1));
  for (const _ of authentic)
    for (const { one, other, outcome } of pairs)
      if (outcome === 'pass' && (reached.has(one) || reached.has(other))) reached.add(one).add(other);
  return reached.size === authentic.length ? 'pass' : 'unknown';
}

function haveOneKey({ inspection: one }: Assessment, { inspection: other }: Assessment): boolean {
  return one.holderThumbprint !== undefined && one.holderThumbprint === other.holderThumbprint;
}

function claimsOf({ inspection }: Assessment): DisclosedClaims {
  return inspection.shown?.claims ?? {};
}

/** Of the home side: its issuer, and which of its records. */
function recordOf(assessment: Assessment | undefined): string | undefined {
  const shown = assessment?.inspection.shown;
  if (shown?.kind === 'home') return `${shown.claims.iss} ${shown.claims.record.id}`;
  return shown?.kind === 'recognition'
    ? `${shown.claims.home.iss} ${shown.claims.home.record.id}`
    : undefined;
}

/**
 * Those that are surely about the person of the one that speaks: bound to the same key, or of the same record. Else somebody could show
 * another's qualification with its names hidden, beside a credential of their own, and pass for that other.
 */
export function ofSamePerson(
  assessments: readonly Assessment[],
  speaking: Assessment | undefined,
): readonly Assessment[] {
  const { holderThumbprint } = speaking?.inspection ?? {};
  const record = recordOf(speaking);
  return assessments.filter(
    (one) =>
      one === speaking ||
      (holderThumbprint !== undefined && one.inspection.holderThumbprint === holderThumbprint) ||
      (record !== undefined && recordOf(one) === record),
  );
}

/** Only of what is authentic; the holder chose what to disclose. */
export function disclosedOf(assessments: readonly Assessment[]): DisclosedClaims {
  const found: { -readonly [Name in keyof DisclosedClaims]: DisclosedClaims[Name] } = {};
  for (const { inspection } of assessments) {
    const claims = inspection.shown?.claims;
    if (!claims) continue;
    found.name_en ??= claims.name_en;
    found.name_zh_hant ??= claims.name_zh_hant;
    found.name_zh_hans ??= claims.name_zh_hans;
    found.birth_date ??= claims.birth_date;
  }
  return found;
}
