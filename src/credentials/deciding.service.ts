import { type Caller, callerName, type Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import {
  authorityOf,
  factsOfTarget,
  lockTarget,
  subjectOf,
  takeEffect,
  type Target,
  transitionOf,
} from './applying.service.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { legalEffectOf, needsTwoPeople } from './life-cycle.ts';
import { requireOfficerSignature } from './officer-signature.service.ts';
import { actingRole, decisionDigest, type StatusDecision } from './status-change.ts';
import { insertStatusEvent, type NewStatusEvent, setRevision } from './status-events.store.ts';

export interface StatusRequest {
  readonly decision: StatusDecision;
  /** Not signed and not published: for the file, encrypted under the person's key. */
  readonly reason?: string | undefined;
  readonly signature?: string | undefined;
}

export interface StatusAsked {
  readonly caller: Caller;
  readonly requestId: string;
  readonly claim: Claim<Transaction>;
}

export interface Deciding {
  /**
   * Decides about a record or a credential of the caller's authority; a holder may surrender what is theirs. What needs two people is
   * kept as a proposal until the second has approved.
   * @throws Fault `not-found`, `transition-refused`, `signature-not-accepted`, `officer-required`, `invalid-request`
   */
  decide(request: StatusRequest, asked: StatusAsked): Promise<{ status: number; reference: string }>;
}

interface Decided {
  readonly id: string;
  readonly request: StatusRequest;
  readonly digest: string;
  readonly caller: Caller;
  /** Undefined for a holder, who signs nothing beyond the token. */
  readonly officer: Officer | undefined;
  readonly act: Act;
  readonly now: Date;
}

export function createDeciding(deps: CredentialsDependencies): Deciding {
  const { db, clock } = deps;
  return {
    async decide(request, { caller, requestId, claim }) {
      const { decision, signature } = request;
      const now = clock.now();
      // A status is of the present; what shall happen later is decided later.
      if (decision.effectiveAt !== undefined && new Date(decision.effectiveAt) > now)
        throw new Fault('invalid-request', {
          errors: [{ pointer: '/body/decision/effectiveAt', code: 'in-future' }],
        });
      const digest = decisionDigest(decision);
      const officer =
        caller.kind === 'holder'
          ? undefined
          : await requireOfficerSignature(deps, caller, { decisionSha256: digest, act: 'decide', signature });
      const act = actOf({ caller, requestId }, { role: actingRole(caller), purpose: 'status-change' });
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        await decideIn(tx, deps, { id: claim.id, request, digest, caller, officer, act, now });
        await claim.record(tx, outcome);
      });
      return outcome;
    },
  };
}

async function decideIn(tx: Transaction, deps: CredentialsDependencies, decided: Decided): Promise<void> {
  const { request, digest, act, id, now } = decided;
  const { decision, reason } = request;
  const target = await lockTarget(tx, deps, decision.object);
  if (!target) throw new Fault('not-found');
  // Before anything is said of its state: to strangers it does not exist.
  refuseStranger(decided.caller, target, decision);
  const { from, to } = transitionOf(target, decision);
  const isRecognition = target.type === 'credential' && target.credential.vct === vct.recognition;
  const twoPeople = needsTwoPeople(decision.kind, isRecognition);
  const effectiveAt = decision.effectiveAt === undefined ? now : new Date(decision.effectiveAt);
  await insertStatusEvent(tx, statusEventOf(decided, target, { from, to, effectiveAt, twoPeople }));
  const details = {
    decision: digest,
    ...(decision.instrumentDigest !== undefined && { instrument: decision.instrumentDigest }),
  };
  if (!twoPeople) {
    const { kind, facet, reasonCode } = decision;
    const effect = { statusEventId: id, kind, facet, reasonCode, effectiveAt, act, reason, details };
    const { revision } = await takeEffect(tx, deps, target, effect);
    if (revision !== null) await setRevision(tx, id, revision);
    return;
  }
  await deps.events.append(tx, act, {
    type: 'status.proposed',
    issuer: issuerOf(deps.node.origin, authorityOf(target)),
    subjectId: subjectOf(target),
    objectType: 'status-event',
    objectId: id,
    effectiveAt: effectiveAt.toISOString(),
    reasonCode: decision.reasonCode,
    ...(reason !== undefined && { reason }),
    before: from,
    after: to,
    facts: factsOfTarget(target, decision.kind),
    details: { ...details, object: decision.object.id, kind: decision.kind, facet: decision.facet },
  });
}

function statusEventOf(
  { id, request, digest, caller, officer, now }: Decided,
  target: Target,
  { from, to, effectiveAt, twoPeople }: { from: string; to: string; effectiveAt: Date; twoPeople: boolean },
): NewStatusEvent {
  const { decision, signature } = request;
  return {
    id,
    objectType: decision.object.type,
    objectId: decision.object.id,
    authority: authorityOf(target),
    kind: decision.kind,
    facet: decision.facet,
    fromState: from,
    toState: to,
    state: twoPeople ? 'proposed' : 'in-force',
    reasonCode: decision.reasonCode,
    legalEffect: legalEffectOf(decision.kind),
    effectiveAt,
    recordedAt: now,
    reviewOn: decision.reviewOn ?? null,
    disclosureUntil: decision.disclosureUntil ?? null,
    instrumentDigest: decision.instrumentDigest ?? null,
    decisionSha256: digest,
    decidedBy: callerName(caller),
    decidedByPerson: officer?.personId ?? null,
    decisionJws: officer ? (signature ?? null) : null,
  };
}

/** Only the authority that issued, or keeps the record, decides. A holder may give up what is theirs, no more. */
function refuseStranger(caller: Caller, target: Target, { kind, reasonCode }: StatusDecision): void {
  if (caller.kind === 'holder') {
    const own = target.type === 'credential' && target.holderThumbprint === caller.keyThumbprint;
    if (!own) throw new Fault('not-found');
    if (kind !== 'deregister' || reasonCode !== 'holder-request') throw new Fault('officer-required');
    return;
  }
  const member = caller.kind === 'client' || caller.kind === 'officer';
  if (!member || caller.organisation.authority !== authorityOf(target)) throw new Fault('not-found');
}
