/** The closed words of decisions. */

export const decisionOutcomes = [
  'recognised',
  'recognised-with-conditions',
  'bridging-required',
  'refused',
  'remitted',
] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

/**
 * What becomes of a refusal that is appealed against: it stands, another decision takes its place, or it is to be assessed anew; and it
 * stands as well when the holder withdraws the appeal.
 */
export const appealOutcomes = ['upheld', 'varied', 'remitted', 'withdrawn'] as const;
export type AppealOutcome = (typeof appealOutcomes)[number];

export const decisionStates = ['pending', 'approved', 'returned'] as const;
export type DecisionState = (typeof decisionStates)[number];

export const verdicts = ['approve', 'return'] as const;
export type Verdict = (typeof verdicts)[number];
