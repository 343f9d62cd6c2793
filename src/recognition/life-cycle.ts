/** The life of an application (domain 5.3), from the proposal on: received, acknowledged and proposed are one step here. */

export const applicationStates = [
  'under-assessment',
  'decision-proposed',
  'information-requested',
  'issued',
  'refused',
  'withdrawn',
] as const;
export type ApplicationState = (typeof applicationStates)[number];

/** What can be done to an application. */
export type Step =
  | 'add-evidence'
  | 'decide'
  | 'return'
  | 'request-information'
  | 'issue'
  | 'refuse'
  | 'withdraw';

interface Transition {
  readonly from: readonly ApplicationState[];
  readonly to: ApplicationState;
}

/** While one officer's decision waits for the other's, nothing is added and nothing withdrawn: both must look at the same file. */
const transitions: Readonly<Record<Step, Transition>> = {
  'add-evidence': { from: ['under-assessment', 'information-requested'], to: 'under-assessment' },
  decide: { from: ['under-assessment'], to: 'decision-proposed' },
  return: { from: ['decision-proposed'], to: 'under-assessment' },
  'request-information': { from: ['decision-proposed'], to: 'information-requested' },
  issue: { from: ['decision-proposed'], to: 'issued' },
  refuse: { from: ['decision-proposed'], to: 'refused' },
  withdraw: { from: ['under-assessment', 'information-requested'], to: 'withdrawn' },
};

/** The state after the step; undefined where the step cannot be taken. */
export function stateAfter(step: Step, state: ApplicationState): ApplicationState | undefined {
  const { from, to } = transitions[step];
  return from.includes(state) ? to : undefined;
}

export function isClosed(state: ApplicationState): boolean {
  return state === 'issued' || state === 'refused' || state === 'withdrawn';
}
