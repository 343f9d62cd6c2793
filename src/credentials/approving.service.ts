import type { Officer } from '../kernel/caller.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { factsOfTarget, lockTarget, subjectOf, takeEffect, type Target } from './applying.service.ts';
import type { StatusAsked } from './deciding.service.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { requireOfficerSignature } from './officer-signature.service.ts';
import { actingRole } from './status-change.ts';
import {
  closeProposal,
  findStatusEvent,
  lockStatusEvent,
  putInForce,
  type StatusEventRow,
} from './status-events.store.ts';

export interface SecondWord {
  readonly decisionSha256: string;
  readonly signature: string;
  /** Of a rejection, for the file. */
  readonly reason?: string | undefined;
}

type Saying = (
  id: string,
  word: SecondWord,
  asked: StatusAsked,
) => Promise<{ status: number; reference: string }>;

export interface Approving {
  /** @throws Fault `not-found`, `not-proposed`, `same-person`, `signature-not-accepted`, `officer-required`, `transition-refused` */
  readonly approve: Saying;
  /** Nothing changes but that it is no longer waited for; whoever proposed may take it back so. @throws as `approve` */
  readonly reject: Saying;
}

interface Said {
  readonly id: string;
  readonly word: SecondWord;
  readonly officer: Officer;
  readonly act: Act;
}

/** The word of the second person about what was proposed, by one of the first or by a rule. */
export function createApproving(deps: CredentialsDependencies): Approving {
  const saying =
    (
      statement: 'approve' | 'reject',
      effect: (tx: Transaction, deps: CredentialsDependencies, said: Said) => Promise<void>,
    ): Saying =>
    async (id, word, { caller, requestId, claim }) => {
      const officer = await requireOfficerSignature(deps, caller, { ...word, act: statement });
      const act = actOf({ caller, requestId }, { role: actingRole(caller), purpose: 'status-change' });
      const outcome = { status: 200, reference: id };
      await deps.db.transaction(async (tx) => {
        await effect(tx, deps, { id, word, officer, act });
        await claim.record(tx, outcome);
      });
      return outcome;
    };
  return { approve: saying('approve', approveIn), reject: saying('reject', rejectIn) };
}

/** The object before the proposal, as whatever changes the object does. */
async function lockProposal(
  tx: Transaction,
  deps: CredentialsDependencies,
  { id, word, officer }: Said,
): Promise<{ proposed: StatusEventRow; target: Target }> {
  const found = await findStatusEvent(tx, id);
  if (!found || found.authority !== officer.organisation.authority) throw new Fault('not-found');
  const target = await lockTarget(tx, deps, { type: found.objectType, id: found.objectId });
  const proposed = await lockStatusEvent(tx, id);
  if (!target || proposed?.state !== 'proposed') throw new Fault('not-proposed');
  if (proposed.decisionSha256 !== word.decisionSha256)
    throw new Fault('signature-not-accepted', { values: { reason: 'digest' } });
  return { proposed, target };
}

async function approveIn(tx: Transaction, deps: CredentialsDependencies, said: Said): Promise<void> {
  const { id, word, officer, act } = said;
  const { proposed, target } = await lockProposal(tx, deps, said);
  // Persons, not registrations: one person may be an officer twice, here or in two organisations.
  if (proposed.decidedByPerson === officer.personId) throw new Fault('same-person');
  const { kind, facet, reasonCode, effectiveAt } = proposed;
  const approvedBy = `officer:${officer.officerId}`;
  const { decidedBy, instrumentDigest } = proposed;
  const applied = await takeEffect(tx, deps, target, {
    statusEventId: id,
    kind,
    facet,
    reasonCode,
    effectiveAt,
    act,
    details: {
      decision: word.decisionSha256,
      decidedBy,
      approvedBy,
      ...(instrumentDigest !== null && { instrument: instrumentDigest }),
    },
  });
  await putInForce(tx, id, {
    approvedBy,
    approvedByPerson: officer.personId,
    approvalJws: word.signature,
    approvedAt: deps.clock.now(),
    fromState: applied.from,
    toState: applied.to,
    revision: applied.revision,
  });
}

async function rejectIn(tx: Transaction, deps: CredentialsDependencies, said: Said): Promise<void> {
  const { id, word, act } = said;
  const { proposed, target } = await lockProposal(tx, deps, said);
  const { objectId, authority, reasonCode } = proposed;
  await closeProposal(tx, id);
  await deps.events.append(tx, act, {
    type: 'status.rejected',
    issuer: issuerOf(deps.node.origin, authority),
    subjectId: subjectOf(target),
    objectType: 'status-event',
    objectId: id,
    reasonCode,
    ...(word.reason !== undefined && { reason: word.reason }),
    facts: factsOfTarget(target, proposed.kind),
    details: {
      decision: proposed.decisionSha256,
      statement: word.signature,
      decidedBy: proposed.decidedBy,
      object: objectId,
      kind: proposed.kind,
    },
  });
}
