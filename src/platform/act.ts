import type { Caller } from '../kernel/caller.ts';
import type { Act, Authorisation } from '../kernel/event.ts';

export interface ActFacts {
  readonly role: string;
  readonly purpose: string;
  readonly authorisation?: Authorisation;
  readonly caseReference?: string;
  readonly onBehalfOf?: string;
}

/** Who acts and why, from a request and what its operation knows. */
export function actOf({ caller, requestId }: { caller: Caller; requestId: string }, facts: ActFacts): Act {
  return { by: caller, requestId, ...facts };
}
