import { callerName, type Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { insertAct } from './acts.store.ts';
import { mayActOn, officerOf, roleHere } from './callers.ts';
import type { Requester, RetentionDependencies } from './dependencies.ts';
import { factsOf } from './facts.service.ts';
import { reschedule } from './holds.service.ts';
import { type Proof, proofsOf } from './proofs.service.ts';
import {
  endRestrictions,
  insertRestriction,
  openRestrictions,
  type RestrictionRow,
  restrictionsOf,
} from './restrictions.store.ts';
import type { NewRestriction, Release } from './retention.schema.ts';
import { type ClassId, classIds } from './vocabulary.ts';

export interface Restriction {
  readonly row: RestrictionRow;
  readonly proofs: readonly Proof[];
}

export interface Restrictions {
  readonly subjectId: string;
  readonly items: readonly Restriction[];
}

type Outcome = Promise<{ status: number; reference: string }>;

/** Storage only (PIPL Article 47(2)): what is restricted is kept and secured, and nothing else is done with it. */
export interface Restricting {
  /** @throws Fault `not-found`, `subject-erased`, `already-restricted`, `officer-required` */
  restrict(
    of: { readonly subjectId: string; readonly body: NewRestriction },
    from: Requester,
    claim: Claim<Transaction>,
  ): Outcome;
  /**
   * Ends all restrictions that stand, also the one that the schedule made before erasing; it makes no new one for as long as its grace.
   * @throws Fault `not-found`, `not-restricted`, `subject-erased`
   */
  release(
    of: { readonly subjectId: string; readonly body: Release },
    from: Requester,
    claim: Claim<Transaction>,
  ): Outcome;
  of(subjectId: string): Promise<Restrictions>;
  /** The look is on record. @throws Fault `not-found`, `retention-other-side` */
  read(subjectId: string, from: Requester): Promise<Restrictions>;
}

export function createRestricting(deps: RetentionDependencies): Restricting {
  async function of(subjectId: string): Promise<Restrictions> {
    const rows = await restrictionsOf(deps.db, subjectId);
    const entriesOf = (row: RestrictionRow): string[] =>
      row.endedEntry === null ? [row.startedEntry] : [row.startedEntry, row.endedEntry];
    const proofs = await proofsOf(deps, rows.flatMap(entriesOf));
    const items = rows.map((row) => ({
      row,
      proofs: entriesOf(row).flatMap((entry) => proofs.get(entry) ?? []),
    }));
    return { subjectId, items };
  }
  return {
    async restrict({ subjectId, body }, from, claim) {
      const outcome = { status: 201, reference: subjectId };
      await deps.db.transaction(async (tx) => {
        const officer = await lockedFor(tx, deps, subjectId, from);
        await restrict(tx, deps, { subjectId, body, officer, requestId: from.requestId, id: claim.id });
        await reschedule(tx, deps, subjectId);
        await claim.record(tx, outcome);
      });
      return outcome;
    },
    async release({ subjectId, body }, from, claim) {
      const outcome = { status: 200, reference: subjectId };
      await deps.db.transaction(async (tx) => {
        const officer = await lockedFor(tx, deps, subjectId, from);
        await release(tx, deps, { subjectId, body, officer, requestId: from.requestId });
        await reschedule(tx, deps, subjectId);
        await claim.record(tx, outcome);
      });
      return outcome;
    },
    of,
    async read(subjectId, { caller, requestId }) {
      roleHere(caller, deps.node);
      const facts = (await factsOf(deps.db, deps, [subjectId])).get(subjectId);
      const restrictions = await of(subjectId);
      const known = facts !== undefined && mayActOn(caller, facts) && restrictions.items.length > 0;
      if (!known) throw new Fault('not-found');
      await deps.recordLook({ caller, requestId, objectIds: [subjectId], kind: 'restrictions' });
      return restrictions;
    },
  };
}

interface Doing {
  readonly subjectId: string;
  readonly officer: Officer;
  readonly requestId: string;
}

const role = 'privacy-officer';
const facts = { role, purpose: 'privacy' } as const;

async function lockedFor(
  tx: Transaction,
  deps: RetentionDependencies,
  subjectId: string,
  { caller }: Requester,
): Promise<Officer> {
  const officer = officerOf(caller);
  roleHere(officer, deps.node);
  const [person] = await deps.vault.lockSubjects(tx, [subjectId]);
  const known = (await factsOf(tx, deps, [subjectId])).get(subjectId);
  if (!person || !known || !mayActOn(officer, known)) throw new Fault('not-found');
  if (person.erasedAt) throw new Fault('subject-erased');
  return officer;
}

async function restrict(
  tx: Transaction,
  { vault, events, node, clock }: RetentionDependencies,
  { subjectId, body, officer, requestId, id }: Doing & { readonly body: NewRestriction; readonly id: string },
): Promise<void> {
  const startedEntry = await events.append(tx, actOf({ caller: officer, requestId }, facts), {
    type: 'subject.restricted',
    issuer: node.origin,
    subjectId,
    objectType: 'subject',
    objectId: subjectId,
    reasonCode: body.reasonCode,
    ...(body.reference !== undefined && { details: { reference: body.reference } }),
  });
  await vault.restrict(tx, subjectId);
  const made = await insertRestriction(tx, {
    id,
    subjectId,
    cause: 'officer',
    reasonCode: body.reasonCode,
    reference: body.reference ?? null,
    startedAt: clock.now(),
    startedBy: callerName(officer),
    startedEntry,
  });
  if (!made) throw new Fault('already-restricted');
}

async function release(
  tx: Transaction,
  { vault, events, node, clock, entropy }: RetentionDependencies,
  { subjectId, body, officer, requestId }: Doing & { readonly body: Release },
): Promise<void> {
  const open = await openRestrictions(tx, [subjectId]);
  if (open.length === 0) throw new Fault('not-restricted');
  const endedEntry = await events.append(tx, actOf({ caller: officer, requestId }, facts), {
    type: 'subject.released',
    issuer: node.origin,
    subjectId,
    objectType: 'subject',
    objectId: subjectId,
    reasonCode: body.reasonCode,
    details: { causes: open.map(({ cause }) => cause) },
  });
  await vault.liftRestriction(tx, subjectId);
  const at = clock.now();
  await endRestrictions(
    tx,
    open.map(({ id }) => id),
    { endedAt: at, endedBy: callerName(officer), endReason: body.reasonCode, endedEntry },
  );
  for (const ofClass of open.flatMap(classOfSchedule))
    await insertAct(tx, {
      id: uuidV7(clock, entropy),
      runId: uuidV7(clock, entropy),
      at,
      class: ofClass,
      deed: 'released',
      count: 1,
      entries: [endedEntry],
    });
}

function classOfSchedule({ cause, reasonCode }: RestrictionRow): ClassId[] {
  return cause === 'schedule' ? classIds.filter((id) => id === reasonCode) : [];
}
