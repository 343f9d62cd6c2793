/** When a case lets the regulator of the other side see who a person is. Closed unless everything holds (domain 3.5). */

export const caseWords = ['approved', 'refused', 'closed'] as const;
export type CaseWord = (typeof caseWords)[number];

export const caseStates = ['pending', 'approved', 'refused', 'closed', 'expired'] as const;
export type CaseState = (typeof caseStates)[number];

export const caseDaysMax = 90;
const caseApprovals = 2;

export interface OpenedCase {
  readonly openedByPerson: string;
  /** Civil date at +08:00, exclusive. */
  readonly until: string;
}

export interface SaidOfCase {
  readonly word: CaseWord;
  readonly byPerson: string;
}

/** What ended it counts before what approved it. */
export function caseStateOn(
  { openedByPerson, until }: OpenedCase,
  said: readonly SaidOfCase[],
  today: string,
): CaseState {
  if (said.some(({ word }) => word === 'refused')) return 'refused';
  if (said.some(({ word }) => word === 'closed')) return 'closed';
  if (until <= today) return 'expired';
  const persons = said.filter(({ word }) => word === 'approved').map(({ byPerson }) => byPerson);
  const others = new Set(persons.filter((person) => person !== openedByPerson));
  return others.size >= caseApprovals ? 'approved' : 'pending';
}

/** Whether this natural person may be one of the approvers. */
export function mayApprove(
  personId: string,
  { openedByPerson }: OpenedCase,
  said: readonly SaidOfCase[],
): boolean {
  return personId !== openedByPerson && !said.some(({ byPerson }) => byPerson === personId);
}
