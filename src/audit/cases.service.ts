import assert from 'node:assert/strict';
import type { Supervision } from '../credentials/index.ts';
import { callerName, type Officer } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import { Fault } from '../kernel/fault.ts';
import { addDays, civilDate } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import { actOf } from '../platform/act.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import type { Vault } from '../vault/index.ts';
import { approverRole, caseSight, officerOf, seesCase } from './case-callers.ts';
import { showCases } from './case-answers.service.ts';
import type { CasesQuery, CaseWordBody, DisclosureCase, NewCase } from './cases.schema.ts';
import { insertCase, insertCaseWord, listCases, readCase } from './cases.store.ts';
import { type Asked, caseRule, type Desk } from './desk.service.ts';
import { disclosureBases } from './disclosure-bases.ts';
import { caseDaysMax, caseStateOn, type CaseWord, mayApprove } from './disclosure-case.ts';

export interface CasesDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly desk: Desk;
  readonly credentials: Pick<Supervision, 'story'>;
  readonly vault: Pick<Vault, 'lockSubjects'>;
}

type Outcome = Promise<{ status: number; reference: string }>;

/** Identified reading across the boundary, case by case: opened on a legal basis, approved by two persons of this side (domain 3.5). */
export interface Cases {
  /** @throws Fault `officer-required`, `disclosure-not-across`, `disclosure-basis-other-side`, `disclosure-until`, `not-found`, `subject-erased` */
  open(body: NewCase, asked: Asked, claim: Claim<Transaction>): Outcome;
  /** @throws Fault `officer-required`, `disclosure-other-side`, `not-found`, `disclosure-decided`, `disclosure-same-person`, `subject-erased` */
  approve(id: string, body: CaseWordBody, asked: Asked, claim: Claim<Transaction>): Outcome;
  /** Closes a case that was approved already. @throws as `approve`, but for `disclosure-same-person` */
  refuse(id: string, body: CaseWordBody, asked: Asked, claim: Claim<Transaction>): Outcome;
  /** As it stands, for the answer to who has just changed it. */
  shown(id: string): Promise<DisclosureCase>;
  /** The look is on record. @throws Fault `not-found` */
  read(id: string, asked: Asked): Promise<DisclosureCase>;
  /** The look is on record. @throws Fault `cursor-invalid` */
  list(query: CasesQuery, asked: Asked): Promise<{ items: DisclosureCase[]; next: string | null }>;
}

export function createCases(deps: CasesDependencies): Cases {
  const { db, node, cursors } = deps;
  return {
    open: (body, asked, claim) => open(deps, body, { asked, claim }),
    approve: (id, body, asked, claim) => say(deps, id, { body, asked, claim, approves: true }),
    refuse: (id, body, asked, claim) => say(deps, id, { body, asked, claim, approves: false }),
    async shown(id) {
      const known = await readCase(db, id);
      const [item] = known ? await showCases(deps, [known]) : [];
      assert(item, `case ${id} is not kept`);
      return item;
    },
    async read(id, asked) {
      const known = await readCase(db, id);
      const sight = caseSight(asked.caller, node);
      const [item] = known && seesCase(sight, known.row) ? await showCases(deps, [known]) : [];
      if (!item) throw new Fault('not-found');
      await recordLook(deps, asked, { question: 'getDisclosureCase', query: { id }, shown: 1 });
      return item;
    },
    async list({ limit, cursor }, asked) {
      const question = 'listDisclosureCases';
      const size = pageLimit(limit);
      const after = cursor === undefined ? undefined : cursors.decode(question, cursor);
      const found = await listCases(db, caseSight(asked.caller, node), { after, limit: size + 1 });
      const items = await showCases(deps, found.slice(0, size));
      await recordLook(deps, asked, { question, query: {}, shown: items.length });
      const last = items.at(-1);
      return { items, next: found.length > size && last ? cursors.encode(question, last.id) : null };
    },
  };
}

async function recordLook(
  { desk }: CasesDependencies,
  asked: Asked,
  look: { readonly question: string; readonly query: Record<string, string>; readonly shown: number },
): Promise<void> {
  await desk.recordLook(asked, { ...look, contentClass: 'pseudonymous' });
}

interface Request {
  readonly asked: Asked;
  readonly claim: Claim<Transaction>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function open(deps: CasesDependencies, body: NewCase, { asked, claim }: Request): Outcome {
  const { db, clock, node, events } = deps;
  const officer = officerOf(asked.caller);
  refuseUnlessAcross(deps, officer, asked);
  const { credential: named, legalBasis, reference, reason, until } = body;
  if (disclosureBases[legalBasis].side !== node.jurisdiction) throw new Fault('disclosure-basis-other-side');
  const today = civilDate(clock.now());
  if (until <= today || addDays(today, caseDaysMax) < until) throw new Fault('disclosure-until');
  const outcome = { status: 201, reference: claim.id };
  await db.transaction(async (tx) => {
    const found = await deps.credentials.story(tx, {
      id: uuid.test(named) ? named : undefined,
      number: named,
    });
    if (!found) throw new Fault('not-found');
    const { subjectId, number: credentialNumber, issuer } = found.credential;
    await lockPresent(tx, deps, subjectId);
    const act = actOf(asked, { role: 'regulator', purpose: 'supervision', caseReference: claim.id });
    const openedEntry = await events.append(tx, act, {
      type: 'disclosure-case.opened',
      issuer: node.origin,
      subjectId,
      objectType: 'disclosure-case',
      objectId: claim.id,
      legalBasis,
      reason,
      details: { reference, until },
    });
    await insertCase(tx, {
      id: claim.id,
      organisationId: officer.organisation.id,
      subjectId,
      credentialNumber,
      issuer,
      legalBasis,
      reference,
      until,
      openedAt: clock.now(),
      openedBy: callerName(officer),
      openedByPerson: officer.personId,
      openedEntry,
    });
    await claim.record(tx, outcome);
  });
  return outcome;
}

/** What another rule keeps closed, for its place say, no case opens; and who sees already needs none. */
function refuseUnlessAcross({ node, desk }: CasesDependencies, officer: Officer, asked: Asked): void {
  const { rule } = desk.disclosure(asked, node.jurisdiction);
  if (officer.organisation.jurisdiction === node.jurisdiction || rule !== caseRule)
    throw new Fault('disclosure-not-across');
}

/** Whoever speaks of a case waits for who spoke before: all of them lock the person. */
async function lockPresent(tx: Transaction, { vault }: CasesDependencies, subjectId: string): Promise<void> {
  const [person] = await vault.lockSubjects(tx, [subjectId]);
  if (!person) throw new Fault('not-found');
  if (person.erasedAt) throw new Fault('subject-erased');
}

const eventOf = {
  approved: 'disclosure-case.approved',
  refused: 'disclosure-case.refused',
  closed: 'disclosure-case.closed',
} as const satisfies Record<CaseWord, string>;

async function say(
  deps: CasesDependencies,
  id: string,
  { body, asked, claim, approves }: Request & { readonly body: CaseWordBody; readonly approves: boolean },
): Outcome {
  const { db, clock, node, events } = deps;
  const officer = officerOf(asked.caller);
  const role = approverRole(officer, node);
  const outcome = { status: 200, reference: id };
  await db.transaction(async (tx) => {
    const named = await readCase(tx, id);
    if (!named || !seesCase(caseSight(officer, node), named.row)) throw new Fault('not-found');
    await lockPresent(tx, deps, named.row.subjectId);
    const { row, said } = (await readCase(tx, id)) ?? named;
    const before = caseStateOn(row, said, civilDate(clock.now()));
    const word = wordFor(approves, before);
    if (approves && !mayApprove(officer.personId, row, said)) throw new Fault('disclosure-same-person');
    const act = actOf(asked, { role, purpose: 'supervision', caseReference: id });
    const entry = await events.append(tx, act, {
      type: eventOf[word],
      issuer: node.origin,
      subjectId: row.subjectId,
      objectType: 'disclosure-case',
      objectId: id,
      legalBasis: row.legalBasis,
      reason: body.reason,
      before,
      after: caseStateOn(row, [...said, { word, byPerson: officer.personId }], civilDate(clock.now())),
      details: { reference: row.reference, until: row.until },
    });
    const { personId: byPerson } = officer;
    const spoken = { word, by: callerName(officer), byPerson, byRole: role, at: clock.now() };
    await insertCaseWord(tx, { id: claim.id, caseId: id, entry, ...spoken });
    await claim.record(tx, outcome);
  });
  return outcome;
}

/** @throws Fault `disclosure-decided` */
function wordFor(approves: boolean, state: ReturnType<typeof caseStateOn>): CaseWord {
  if (state === 'pending') return approves ? 'approved' : 'refused';
  if (state === 'approved' && !approves) return 'closed';
  throw new Fault('disclosure-decided');
}
