import { callerName } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { civilDate } from '../kernel/instants.ts';
import { actOf } from '../platform/act.ts';
import type { Transaction } from '../platform/database.ts';
import { pageLimit } from '../platform/paging.ts';
import { mayActOn, officerOf, roleHere } from './callers.ts';
import type { Requester, RetentionDependencies } from './dependencies.ts';
import { factsOf, knownTo, rowOf, schedulesOf } from './facts.service.ts';
import { type HoldRow, insertHold, liftHold, listHolds, lockHold, readHold } from './holds.store.ts';
import { proofsOf, type Proof } from './proofs.service.ts';
import type { HoldLift, HoldsQuery, NewHold } from './retention.schema.ts';
import { writeSchedule } from './schedule.store.ts';

export interface Hold {
  readonly row: HoldRow;
  readonly stands: boolean;
  readonly proofs: readonly Proof[];
}

type Outcome = Promise<{ status: number; reference: string }>;

/** Legal holds: while one stands, nothing of the person is erased or removed. */
export interface Holds {
  /** @throws Fault `not-found`, `subject-erased`, `hold-past`, `officer-required`, `retention-other-side` */
  place(body: NewHold, from: Requester, claim: Claim<Transaction>): Outcome;
  /** By another person than the one who placed it. @throws Fault `not-found`, `hold-ended`, `hold-same-person`, `hold-of-regulator` */
  lift(id: string, body: HoldLift, from: Requester, claim: Claim<Transaction>): Outcome;
  read(id: string): Promise<Hold>;
  /** On persons whom the caller may act on; a page may hold fewer. The look is on record. @throws Fault `cursor-invalid`, `retention-other-side` */
  list(query: HoldsQuery, from: Requester): Promise<{ items: Hold[]; next: string | null }>;
}

const listName = 'retention-holds';

export function createHolds(deps: RetentionDependencies): Holds {
  const { db, clock, cursors } = deps;
  async function shown(rows: readonly HoldRow[]): Promise<Hold[]> {
    const today = civilDate(clock.now());
    const proofs = await proofsOf(deps, rows.flatMap(entriesOf));
    return rows.map((row) => ({
      row,
      stands: standsOn(row, today),
      proofs: entriesOf(row).flatMap((entry) => proofs.get(entry) ?? []),
    }));
  }

  return {
    place: (body, from, claim) => place(deps, body, from, claim),
    lift: (id, body, from, claim) => lift(deps, { id, body }, from, claim),
    async read(id) {
      const row = await readHold(db, id);
      const [hold] = row ? await shown([row]) : [];
      if (!hold) throw new Fault('not-found');
      return hold;
    },
    async list({ state, limit, cursor }, { caller, requestId }) {
      roleHere(caller, deps.node);
      const rows = pageLimit(limit);
      const scope = `${listName}:${state ?? 'standing'}`;
      const found = await listHolds(db, {
        standingOn: state === 'all' ? undefined : civilDate(clock.now()),
        after: cursor === undefined ? undefined : cursors.decode(scope, cursor),
        limit: rows + 1,
      });
      await deps.recordLook({ caller, requestId, objectIds: [], kind: listName });
      const page = found.slice(0, rows);
      const known = await knownTo(caller, deps, page);
      const last = page.at(-1);
      return {
        items: await shown(page.filter(({ subjectId }) => known.has(subjectId))),
        next: found.length > rows && last ? cursors.encode(scope, last.id) : null,
      };
    },
  };
}

async function place(
  deps: RetentionDependencies,
  body: NewHold,
  { caller, requestId }: Requester,
  claim: Claim<Transaction>,
): Outcome {
  const { db, clock, events, node } = deps;
  const officer = officerOf(caller);
  const role = roleHere(officer, node);
  const { target, legalBasis, reference, until } = body;
  if (until !== null && until <= civilDate(clock.now())) throw new Fault('hold-past');
  const outcome = { status: 201, reference: claim.id };
  await db.transaction(async (tx) => {
    const subjectId =
      target.type === 'subject' ? target.id : await deps.credentials.subjectOfNumber(tx, target.number);
    const [person] = subjectId === undefined ? [] : await deps.vault.lockSubjects(tx, [subjectId]);
    if (!person || !mayActOn(officer, await factsFor(tx, deps, person.id))) throw new Fault('not-found');
    if (person.erasedAt) throw new Fault('subject-erased');
    const placedEntry = await events.append(
      tx,
      actOf({ caller: officer, requestId }, { role, purpose: purposeOf(role) }),
      {
        type: 'hold.placed',
        issuer: node.origin,
        subjectId: person.id,
        objectType: 'hold',
        objectId: claim.id,
        legalBasis,
        details: { reference, until, target: target.type },
      },
    );
    await insertHold(tx, {
      id: claim.id,
      targetType: target.type,
      targetId: target.type === 'subject' ? target.id : target.number,
      subjectId: person.id,
      legalBasis,
      reference,
      until,
      placedAt: clock.now(),
      placedBy: callerName(officer),
      placedByPerson: officer.personId,
      placedAs: role,
      placedEntry,
    });
    await reschedule(tx, deps, person.id);
    await claim.record(tx, outcome);
  });
  return outcome;
}

async function lift(
  deps: RetentionDependencies,
  { id, body }: { readonly id: string; readonly body: HoldLift },
  { caller, requestId }: Requester,
  claim: Claim<Transaction>,
): Outcome {
  const { db, clock } = deps;
  const officer = officerOf(caller);
  const role = roleHere(officer, deps.node);
  const outcome = { status: 200, reference: id };
  await db.transaction(async (tx) => {
    const hold = await lockHold(tx, id);
    if (!hold || !mayActOn(officer, await factsFor(tx, deps, hold.subjectId))) throw new Fault('not-found');
    if (!standsOn(hold, civilDate(clock.now()))) throw new Fault('hold-ended');
    if (hold.placedAs === 'regulator' && role !== 'regulator') throw new Fault('hold-of-regulator');
    if (hold.placedByPerson === officer.personId) throw new Fault('hold-same-person');
    const liftedEntry = await deps.events.append(
      tx,
      actOf({ caller: officer, requestId }, { role, purpose: purposeOf(role) }),
      {
        type: 'hold.lifted',
        issuer: deps.node.origin,
        subjectId: hold.subjectId,
        objectType: 'hold',
        objectId: id,
        legalBasis: hold.legalBasis,
        reasonCode: body.reasonCode,
        details: { reference: hold.reference },
      },
    );
    await liftHold(tx, id, {
      liftedAt: clock.now(),
      liftedBy: callerName(officer),
      liftedByPerson: officer.personId,
      liftReason: body.reasonCode,
      liftedEntry,
    });
    await reschedule(tx, deps, hold.subjectId);
    await claim.record(tx, outcome);
  });
  return outcome;
}

function standsOn({ liftedAt, until }: HoldRow, today: string): boolean {
  return liftedAt === null && (until === null || today < until);
}

const purposeOf = (role: string): string => (role === 'regulator' ? 'supervision' : 'privacy');

function entriesOf({ placedEntry, liftedEntry }: HoldRow): string[] {
  return liftedEntry === null ? [placedEntry] : [placedEntry, liftedEntry];
}

async function factsFor(tx: Transaction, deps: RetentionDependencies, subjectId: string) {
  const facts = (await factsOf(tx, deps, [subjectId])).get(subjectId);
  if (!facts) throw new Fault('not-found');
  return facts;
}

/** What the reading room shows of the person is right from now on, not from the next sweep. */
export async function reschedule(
  tx: Transaction,
  deps: RetentionDependencies,
  subjectId: string,
): Promise<void> {
  await writeSchedule(tx, (await schedulesOf(tx, deps, [subjectId])).map(rowOf));
}
