import type { Caller } from '../kernel/caller.ts';
import type { Assessment } from './assess.ts';
import type { VerificationRequest } from './verification.schema.ts';

/** What is on record of a look. */
export interface AccessFacts {
  readonly id: string;
  readonly at: Date;
  readonly caller: Caller;
  readonly requestId: string;
  readonly purpose: string;
  readonly stage: string;
  readonly authorisation: VerificationRequest['authorisation'];
  readonly caseReference: string;
  readonly objectIds: readonly string[];
  readonly holderThumbprint: string | null;
  /** An authentic credential that names no key; whose it is, its issuer knows. */
  readonly unbound: { readonly iss: string; readonly number: string } | null;
  readonly result: string;
}

export function accessOf(
  request: VerificationRequest,
  facts: {
    caller: Caller;
    requestId: string;
    id: string;
    now: Date;
    assessments: readonly Assessment[];
    result: string;
  },
): AccessFacts {
  // What is forged names nobody, and must not hide whom the next one is about.
  const authentic = facts.assessments.find(({ inspection }) => inspection.signature === 'good')?.inspection;
  const { iss, number } = authentic?.shown?.claims ?? {};
  const isUnbound = iss !== undefined && number !== undefined && authentic?.holderThumbprint === undefined;
  return {
    id: facts.id,
    at: facts.now,
    caller: facts.caller,
    requestId: facts.requestId,
    purpose: request.purpose,
    stage: request.stage,
    authorisation: request.authorisation,
    caseReference: request.caseReference,
    objectIds: facts.assessments.flatMap(({ inspection }) => inspection.shown?.claims.number ?? []),
    holderThumbprint: authentic?.holderThumbprint ?? null,
    unbound: isUnbound ? { iss, number } : null,
    result: facts.result,
  };
}
