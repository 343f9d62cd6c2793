import type { Claim } from '../kernel/claim.ts';
import type { Act, DomainEvent, EventValue } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { accessSnapshot, type Members } from './directory.service.ts';
import type { Organisation, OrganisationChanges, OrganisationFacts } from './organisation.ts';
import { type Page, type PageRequest, pageOf } from './page.ts';
import {
  endOrganisation,
  findOrganisation,
  insertOrganisation,
  listOrganisations,
  lockOrganisation,
  updateOrganisation,
} from './organisations.store.ts';

export interface Outcome {
  readonly status: number;
  readonly reference: string;
}

export interface Organisations {
  register(facts: OrganisationFacts, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  /** @throws Fault `not-found`, `registration-ended` */
  change(id: string, changes: OrganisationChanges, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  /** Ends it and with it, at once, whatever its clients and officers may do. @throws Fault `not-found`, `registration-ended` */
  end(id: string, reasonCode: string, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  /** @throws Fault `not-found` */
  get(id: string): Promise<Organisation>;
  list(page: PageRequest): Promise<Page<Organisation>>;
}

export interface OrganisationsDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly members: Members;
}

export function createOrganisations(deps: OrganisationsDependencies): Organisations {
  return { ...registering(deps), ...reading(deps) };
}

function registering({
  db,
  clock,
  events,
  node,
  members,
}: OrganisationsDependencies): Omit<Organisations, 'get' | 'list'> {
  async function changed(
    tx: Transaction,
    act: Act,
    { id, ...event }: Pick<DomainEvent, 'type' | 'reasonCode' | 'details'> & { readonly id: string },
  ): Promise<void> {
    await events.append(tx, act, {
      ...event,
      issuer: node.origin,
      subjectId: null,
      objectType: 'organisation',
      objectId: id,
    });
    await bumpSnapshot(tx, accessSnapshot);
  }

  return {
    async register(facts, claim, act) {
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        await insertOrganisation(tx, { ...facts, id: claim.id, registeredAt: clock.now() });
        const { names: _names, ...details } = facts;
        await changed(tx, act, { type: 'organisation.registered', id: claim.id, details: { ...details } });
        await claim.record(tx, outcome);
      });
      await members.refresh();
      return outcome;
    },
    async change(id, changes, claim, act) {
      const outcome = { status: 200, reference: id };
      await db.transaction(async (tx) => {
        const before = await lockOrganisation(tx, id);
        if (!before) throw new Fault('not-found');
        if (before.endedAt) throw new Fault('registration-ended');
        await updateOrganisation(tx, id, changes);
        await changed(tx, act, { type: 'organisation.changed', id, details: changeDetails(changes) });
        await claim.record(tx, outcome);
      });
      await members.refresh();
      return outcome;
    },
    async end(id, reasonCode, claim, act) {
      const outcome = { status: 200, reference: id };
      await db.transaction(async (tx) => {
        if (!(await lockOrganisation(tx, id))) throw new Fault('not-found');
        if (!(await endOrganisation(tx, id, clock.now()))) throw new Fault('registration-ended');
        await changed(tx, act, { type: 'organisation.changed', id, reasonCode, details: { ended: true } });
        await claim.record(tx, outcome);
      });
      await members.refresh();
      return outcome;
    },
  };
}

function reading({ db, cursors }: OrganisationsDependencies): Pick<Organisations, 'get' | 'list'> {
  return {
    async get(id) {
      const found = await findOrganisation(db, id);
      if (!found) throw new Fault('not-found');
      return found;
    },
    async list({ limit, cursor }) {
      const after = cursor === undefined ? undefined : cursors.decode('organisations', cursor);
      const rows = pageLimit(limit);
      const found = await listOrganisations(db, { after, limit: rows + 1 });
      return pageOf(found, rows, (last) => cursors.encode('organisations', last.id));
    },
  };
}

/** Names stay out of events; that they changed does not. */
function changeDetails({ names, purposes, ...rest }: OrganisationChanges): Record<string, EventValue> {
  const details: Record<string, EventValue> = { ...(names && { namesChanged: true }) };
  if (purposes) details['purposes'] = purposes;
  for (const [member, value] of Object.entries(rest)) if (value !== undefined) details[member] = value;
  return details;
}
