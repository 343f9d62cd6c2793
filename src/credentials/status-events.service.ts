import { refusalOfStatement } from '../access/index.ts';
import { type Caller, callerName, type Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { applyToCredential, applyToRecord, type Effect, lockTarget } from './applying.service.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { legalEffectOf, needsTwoPeople } from './life-cycle.ts';
import { decisionDigest, type StatusDecision } from './status-change.ts';
import {
  findStatusEvent,
  insertStatusEvent,
  type NewStatusEvent,
  lockStatusEvent,
  putInForce,
  setRevision,
  type StatusEventRow,
} from './status-events.store.ts';

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

export interface StatusEvents {
  /**
   * Decides about a record or a credential of the caller's authority; a holder may surrender what is theirs. What needs two people is
   * kept as a proposal until the second has approved.
   * @throws Fault `not-found`, `transition-refused`, `signature-not-accepted`, `officer-required`
   */
  decide(request: StatusRequest, asked: StatusAsked): Promise<{ status: number; reference: string }>;
  /** @throws Fault `not-found`, `not-proposed`, `same-person`, `signature-not-accepted`, `transition-refused` */
  approve(
    id: string,
    request: { readonly decisionSha256: string; readonly signature: string },
    asked: StatusAsked,
  ): Promise<{ status: number; reference: string }>;
  get(id: string, caller: Caller): Promise<StatusEventRow>;
}

export function createStatusEvents(deps: CredentialsDependencies): StatusEvents {
  const { db } = deps;
  return {
    async decide(request, { caller, requestId, claim }) {
      const digest = decisionDigest(request.decision);
      const signer = await statementOf(deps, caller, { digest, act: 'decide', signature: request.signature });
      const act = actOf({ caller, requestId }, { role: roleOf(caller), purpose: 'status-change' });
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        await decideIn(tx, deps, { request, digest, caller, signer, act, id: claim.id });
        await claim.record(tx, outcome);
      });
      return outcome;
    },

    async approve(id, { decisionSha256, signature }, { caller, requestId, claim }) {
      const signer = await statementOf(deps, caller, { digest: decisionSha256, act: 'approve', signature });
      if (!signer) throw new Fault('officer-required');
      const act = actOf({ caller, requestId }, { role: roleOf(caller), purpose: 'status-change' });
      const outcome = { status: 200, reference: id };
      await db.transaction(async (tx) => {
        await approveIn(tx, deps, { id, decisionSha256, signature, officer: signer, act });
        await claim.record(tx, outcome);
      });
      return outcome;
    },

    async get(id, caller) {
      const found = await findStatusEvent(db, id);
      const regulator = caller.kind !== 'public' && caller.roles.some((role) => role === 'regulator');
      const own = 'organisation' in caller && caller.organisation.authority === found?.authority;
      const holder = caller.kind === 'holder' && found?.decidedBy === `holder:${caller.keyThumbprint}`;
      if (!found || !(regulator || own || holder)) throw new Fault('not-found');
      return found;
    },
  };
}

/** Undefined for a holder, who signs nothing beyond the token. Programs decide nothing. */
async function statementOf(
  { access, clock }: Pick<CredentialsDependencies, 'access' | 'clock'>,
  caller: Caller,
  { digest, act, signature }: { digest: string; act: string; signature: string | undefined },
): Promise<Officer | undefined> {
  if (caller.kind === 'holder') return undefined;
  if (caller.kind !== 'officer') throw new Fault('officer-required');
  const registered = await access.members.officer(caller.officerId);
  const reason =
    registered && signature !== undefined
      ? refusalOfStatement(signature, {
          key: registered.key,
          officerId: caller.officerId,
          decisionSha256: digest,
          act,
          now: clock.now(),
        })
      : 'absent';
  if (reason !== undefined) throw new Fault('signature-not-accepted', { values: { reason } });
  return caller;
}

function roleOf(caller: Caller): string {
  return caller.kind === 'public'
    ? 'public'
    : (caller.roles.find((role) => role !== 'regulator') ?? 'officer');
}

interface DecisionFacts {
  readonly request: StatusRequest;
  readonly digest: string;
  readonly caller: Caller;
  readonly signer: Officer | undefined;
  readonly act: Act;
  readonly id: string;
}

type Target = Awaited<ReturnType<typeof lockTarget>>;

async function decideIn(tx: Transaction, deps: CredentialsDependencies, facts: DecisionFacts): Promise<void> {
  const { request, digest, caller, act, id } = facts;
  const { decision } = request;
  const target = await lockTarget(tx, decision.object, decision);
  refuseStranger(caller, target, decision);
  const now = deps.clock.now();
  const effectiveAt = decision.effectiveAt === undefined ? now : new Date(decision.effectiveAt);
  const twoPeople = needsTwoPeople(decision.kind, target.credential?.vct === vct.recognition);
  await insertStatusEvent(tx, statusEventOf(facts, target, { now, effectiveAt, twoPeople }));
  const details = {
    decision: digest,
    ...(decision.instrumentDigest !== undefined && { instrument: decision.instrumentDigest }),
  };
  if (!twoPeople) {
    const effect: Effect = {
      statusEventId: id,
      ...decision,
      effectiveAt,
      act,
      reason: request.reason,
      details,
    };
    await takeEffect(tx, deps, target, effect);
    return;
  }
  await deps.events.append(tx, act, {
    type: 'status.proposed',
    issuer: issuerOf(deps.node.origin, target.authority),
    subjectId: target.credential?.subjectId ?? target.record?.subjectId ?? null,
    objectType: 'status-event',
    objectId: id,
    reasonCode: decision.reasonCode,
    ...(request.reason !== undefined && { reason: request.reason }),
    details: { ...details, object: decision.object.id, kind: decision.kind },
  });
}

function statusEventOf(
  { request, digest, signer, act, id }: DecisionFacts,
  target: Target,
  { now, effectiveAt, twoPeople }: { now: Date; effectiveAt: Date; twoPeople: boolean },
): NewStatusEvent {
  const { decision } = request;
  return {
    id,
    objectType: decision.object.type,
    objectId: decision.object.id,
    authority: target.authority,
    kind: decision.kind,
    facet: decision.facet,
    fromState: target.from,
    toState: target.to,
    state: twoPeople ? 'proposed' : 'in-force',
    reasonCode: decision.reasonCode,
    legalEffect: legalEffectOf(decision.kind),
    effectiveAt,
    recordedAt: now,
    reviewOn: decision.reviewOn ?? null,
    disclosureUntil: decision.disclosureUntil ?? null,
    instrumentDigest: decision.instrumentDigest ?? null,
    decisionSha256: digest,
    decidedBy:
      'kind' in act.by && act.by.kind !== 'rule' && act.by.kind !== 'peer' ? callerName(act.by) : 'rule',
    decidedByPerson: signer?.personId ?? null,
    decisionJws: request.signature ?? null,
  };
}

/** Only the authority that issued, or keeps the record, decides; to everybody else it does not exist. A holder may give up, no more. */
function refuseStranger(
  caller: Caller,
  target: { readonly authority: string; readonly credential?: { readonly holderThumbprint: string } },
  decision: StatusDecision,
): void {
  if (caller.kind === 'holder') {
    const own = target.credential?.holderThumbprint === caller.keyThumbprint;
    if (!own) throw new Fault('not-found');
    if (decision.kind !== 'deregister' || decision.reasonCode !== 'holder-request')
      throw new Fault('officer-required');
    return;
  }
  if (!('organisation' in caller) || caller.organisation.authority !== target.authority)
    throw new Fault('not-found');
}

async function takeEffect(
  tx: Transaction,
  deps: CredentialsDependencies,
  target: Target,
  effect: Effect,
): Promise<{ from: string; revision: number | null }> {
  if (target.credential) return applyToCredential(tx, deps, target.credential, effect);
  if (!target.record) throw new Fault('not-found');
  const applied = await applyToRecord(tx, deps, target.record, effect);
  if (applied.revision !== null) await setRevision(tx, effect.statusEventId, applied.revision);
  return applied;
}

async function approveIn(
  tx: Transaction,
  deps: CredentialsDependencies,
  facts: { id: string; decisionSha256: string; signature: string; officer: Officer; act: Act },
): Promise<void> {
  const { id, decisionSha256, signature, officer, act } = facts;
  const proposed = await lockStatusEvent(tx, id);
  if (!proposed || proposed.authority !== officer.organisation.authority) throw new Fault('not-found');
  if (proposed.state !== 'proposed') throw new Fault('not-proposed');
  if (proposed.decisionSha256 !== decisionSha256)
    throw new Fault('signature-not-accepted', { values: { reason: 'digest' } });
  if (proposed.decidedByPerson === officer.personId) throw new Fault('same-person');
  const { objectType: type, objectId, kind, facet, reasonCode, effectiveAt } = proposed;
  const target = await lockTarget(tx, { type, id: objectId }, { kind, facet });
  const details = {
    decision: decisionSha256,
    decidedBy: proposed.decidedBy,
    approvedBy: `officer:${officer.officerId}`,
  };
  const applied = await takeEffect(tx, deps, target, {
    statusEventId: id,
    kind,
    facet,
    reasonCode,
    effectiveAt,
    act,
    details,
  });
  await putInForce(tx, id, {
    approvedBy: `officer:${officer.officerId}`,
    approvedByPerson: officer.personId,
    approvalJws: signature,
    approvedAt: deps.clock.now(),
    fromState: applied.from,
    revision: applied.revision,
  });
}
