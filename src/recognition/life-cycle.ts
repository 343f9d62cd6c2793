/** The life of an application (domain 5.3), from the proposal on: received, acknowledged and proposed are one step here. */

export const applicationStates = [
  'under-assessment',
  'decision-proposed',
  'information-requested',
  'issued',
  'refused',
  'withdrawn',
  'under-appeal',
  'determination-proposed',
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
  | 'withdraw'
  | 'appeal'
  | 'withdraw-appeal'
  | 'remit';

/**
 * Where each step leads from where. While one officer's decision waits for the other's, nothing is added and nothing withdrawn: both must
 * look at the same file. An appeal is heard as an application is decided, by two people; it ends in `refused` (upheld, or withdrawn by
 * the holder), in `issued` (varied), or in a new assessment (remitted).
 */
const transitions: Readonly<Record<Step, Readonly<Partial<Record<ApplicationState, ApplicationState>>>>> = {
  'add-evidence': { 'under-assessment': 'under-assessment', 'information-requested': 'under-assessment' },
  decide: { 'under-assessment': 'decision-proposed', 'under-appeal': 'determination-proposed' },
  return: { 'decision-proposed': 'under-assessment', 'determination-proposed': 'under-appeal' },
  'request-information': { 'decision-proposed': 'information-requested' },
  issue: { 'decision-proposed': 'issued', 'determination-proposed': 'issued' },
  refuse: { 'decision-proposed': 'refused', 'determination-proposed': 'refused' },
  withdraw: { 'under-assessment': 'withdrawn', 'information-requested': 'withdrawn' },
  appeal: { refused: 'under-appeal' },
  'withdraw-appeal': { 'under-appeal': 'refused' },
  remit: { 'determination-proposed': 'under-assessment' },
};

/** The state after the step; undefined where the step cannot be taken. */
export function stateAfter(step: Step, state: ApplicationState): ApplicationState | undefined {
  return transitions[step][state];
}

export function isClosed(state: ApplicationState): boolean {
  return state === 'issued' || state === 'refused' || state === 'withdrawn';
}

export function isOnAppeal(state: ApplicationState): boolean {
  return state === 'under-appeal' || state === 'determination-proposed';
}
