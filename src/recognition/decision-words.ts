/** The closed words of decisions. */

export const decisionOutcomes = [
  'recognised',
  'recognised-with-conditions',
  'bridging-required',
  'refused',
] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

export const decisionStates = ['pending', 'approved', 'returned'] as const;
export type DecisionState = (typeof decisionStates)[number];

export const verdicts = ['approve', 'return'] as const;
export type Verdict = (typeof verdicts)[number];
