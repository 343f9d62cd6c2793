import type { RecordValue } from './life-cycle.ts';

/** What a change at home makes of a recognition that rests on it. */
export interface HomeEffect {
  readonly kind: 'suspend' | 'withdraw';
  /** False: a person decides about the proposal. */
  readonly atOnce: boolean;
  readonly reasonCode: 'home-standing-suspended' | 'home-award-ended';
}

export interface HomeTerms {
  readonly onHomeSuspension: 'immediate' | 'propose';
  readonly standingRequired: 'award' | 'certification';
}

/**
 * A rule suspends at most, and only where the agreement says so: nothing is reinstated by a rule, and nothing ended by one. Where the
 * row needs the award alone, standing that has ended by itself leaves the recognition as it is (domain 5.4, rule 8); a suspension by
 * the home authority is for a person to look at in any case. An agreement that is not held here leaves everything to people.
 */
export function homeEffects(
  value: RecordValue,
  life: 'active' | 'suspended',
  terms: HomeTerms | undefined,
): readonly HomeEffect[] {
  const immediate = terms?.onHomeSuspension === 'immediate';
  switch (value) {
    case 0:
      return [];
    case 1: {
      const withdrawal = { kind: 'withdraw', atOnce: false, reasonCode: 'home-award-ended' } as const;
      const suspension = { kind: 'suspend', atOnce: true, reasonCode: 'home-award-ended' } as const;
      return immediate && life === 'active' ? [suspension, withdrawal] : [withdrawal];
    }
    case 2:
    case 3: {
      if (life === 'suspended' || (value === 3 && terms?.standingRequired === 'award')) return [];
      return [{ kind: 'suspend', atOnce: immediate, reasonCode: 'home-standing-suspended' }];
    }
  }
}
