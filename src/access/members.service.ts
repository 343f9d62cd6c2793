import type { Role } from '../kernel/caller.ts';
import type { Claim } from '../kernel/claim.ts';
import type { Act, DomainEvent } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { importPublicKey, type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import { accessSnapshot, type Members } from './directory.service.ts';
import {
  clientsOf,
  endClient,
  endOfficer,
  findClient,
  findOfficer,
  insertClient,
  insertOfficer,
  officersOf,
  personExists,
  registerKey,
} from './members.store.ts';
import type { Client, OfficerRegistration, Organisation } from './organisation.ts';
import type { Outcome } from './organisations.service.ts';
import { findOrganisation, lockOrganisation } from './organisations.store.ts';
import { type Page, type PageRequest, pageOf } from './page.ts';
import { type Bearer, refusedRoles } from './roles.ts';

export interface NewClient {
  readonly label: string;
  readonly roles: readonly Role[];
  readonly publicJwk: PublicJwk;
}

export interface NewOfficer {
  readonly roles: readonly Role[];
  readonly publicJwk: PublicJwk;
  /** From an earlier registration of the same natural person; absent for a person who is new here. */
  readonly personId?: string | undefined;
}

interface Registration {
  readonly organisationId: string;
  readonly claim: Claim<Transaction>;
  readonly act: Act;
}

/** Registers and ends clients and officers. Faults: `not-found`, `registration-ended`, `role-not-available`, `key-unusable`, `key-already-registered`, `person-unknown`. */
export interface Registry {
  registerClient(client: NewClient, registration: Registration): Promise<Outcome>;
  registerOfficer(officer: NewOfficer, registration: Registration): Promise<Outcome>;
  endClient(id: string, reasonCode: string, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  endOfficer(id: string, reasonCode: string, claim: Claim<Transaction>, act: Act): Promise<Outcome>;
  client(id: string): Promise<Client>;
  officer(id: string): Promise<OfficerRegistration>;
  clients(organisationId: string, page: PageRequest): Promise<Page<Client>>;
  officers(organisationId: string, page: PageRequest): Promise<Page<OfficerRegistration>>;
}

export interface RegistryDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly members: Members;
}

export function createRegistry(deps: RegistryDependencies): Registry {
  return { ...registering(deps), ...ending(deps), ...reading(deps) };
}

function registering({ db, clock, entropy, events, node, members }: RegistryDependencies) {
  return {
    async registerClient(client: NewClient, { organisationId, claim, act }: Registration): Promise<Outcome> {
      const kid = usableKey(client.publicJwk);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        await admit(tx, { ...client, kid, organisationId, id: claim.id, bearer: 'client' });
        const row = { ...client, id: claim.id, organisationId, thumbprint: kid, registeredAt: clock.now() };
        await insertClient(tx, row);
        await events.append(tx, act, {
          ...memberEvent('client.registered', claim.id, node),
          details: { organisation: organisationId, roles: client.roles, keyThumbprint: kid },
        });
        await bumpSnapshot(tx, accessSnapshot);
        await claim.record(tx, outcome);
      });
      await members.refresh();
      return outcome;
    },
    async registerOfficer(
      { roles, publicJwk, personId: known }: NewOfficer,
      { organisationId, claim, act }: Registration,
    ): Promise<Outcome> {
      const kid = usableKey(publicJwk);
      const personId = known ?? uuidV4(entropy);
      const outcome = { status: 201, reference: claim.id };
      await db.transaction(async (tx) => {
        await admit(tx, { roles, kid, organisationId, id: claim.id, bearer: 'officer' });
        if (known !== undefined && !(await personExists(tx, known))) throw new Fault('person-unknown');
        const row = { id: claim.id, organisationId, personId, roles, publicJwk, thumbprint: kid };
        await insertOfficer(tx, { ...row, registeredAt: clock.now() });
        await events.append(tx, act, {
          ...memberEvent('officer.registered', claim.id, node),
          details: { organisation: organisationId, person: personId, roles, keyThumbprint: kid },
        });
        await bumpSnapshot(tx, accessSnapshot);
        await claim.record(tx, outcome);
      });
      await members.refresh();
      return outcome;
    },
  };
}

function ending({ db, clock, events, node, members }: RegistryDependencies) {
  async function finish(
    tx: Transaction,
    event: DomainEvent,
    { act, claim, outcome }: { act: Act; claim: Claim<Transaction>; outcome: Outcome },
  ): Promise<void> {
    await events.append(tx, act, event);
    await bumpSnapshot(tx, accessSnapshot);
    await claim.record(tx, outcome);
  }
  return {
    async endClient(id: string, reasonCode: string, claim: Claim<Transaction>, act: Act): Promise<Outcome> {
      const outcome = { status: 200, reference: id };
      await db.transaction(async (tx) => {
        if (!(await endClient(tx, id, clock.now()))) throw notActive(await findClient(tx, id));
        const event = { ...memberEvent('client.ended', id, node), reasonCode };
        await finish(tx, event, { act, claim, outcome });
      });
      await members.refresh();
      return outcome;
    },
    async endOfficer(id: string, reasonCode: string, claim: Claim<Transaction>, act: Act): Promise<Outcome> {
      const outcome = { status: 200, reference: id };
      await db.transaction(async (tx) => {
        if (!(await endOfficer(tx, id, clock.now()))) throw notActive(await findOfficer(tx, id));
        const event = { ...memberEvent('officer.ended', id, node), reasonCode };
        await finish(tx, event, { act, claim, outcome });
      });
      await members.refresh();
      return outcome;
    },
  };
}

function reading({ db, cursors }: RegistryDependencies) {
  async function page<T extends { readonly id: string }>(
    scope: string,
    { limit, cursor }: PageRequest,
    read: (after: string | undefined, limit: number) => Promise<readonly T[]>,
  ): Promise<Page<T>> {
    const after = cursor === undefined ? undefined : cursors.decode(scope, cursor);
    const rows = pageLimit(limit);
    return pageOf(await read(after, rows + 1), rows, (last) => cursors.encode(scope, last.id));
  }
  async function mustExist(organisationId: string): Promise<void> {
    if (!(await findOrganisation(db, organisationId))) throw new Fault('not-found');
  }
  return {
    client: async (id: string) => found(await findClient(db, id)),
    officer: async (id: string) => found(await findOfficer(db, id)),
    async clients(organisationId: string, request: PageRequest) {
      await mustExist(organisationId);
      return page(`clients:${organisationId}`, request, (after, limit) =>
        clientsOf(db, { organisationId, after, limit }),
      );
    },
    async officers(organisationId: string, request: PageRequest) {
      await mustExist(organisationId);
      return page(`officers:${organisationId}`, request, (after, limit) =>
        officersOf(db, { organisationId, after, limit }),
      );
    },
  };
}

interface Admission {
  readonly id: string;
  readonly organisationId: string;
  readonly roles: readonly Role[];
  readonly kid: string;
  readonly bearer: Bearer;
}

/** The organisation is there and active, may have the roles, and the key is nobody's yet. */
async function admit(tx: Transaction, { id, organisationId, roles, kid, bearer }: Admission): Promise<void> {
  const organisation = active(await lockOrganisation(tx, organisationId));
  const refused = refusedRoles(roles, bearer, organisation);
  if (refused.length > 0) {
    const errors = refused.map(({ index }) => ({ pointer: `/body/roles/${String(index)}`, code: 'choice' }));
    throw new Fault('role-not-available', { errors });
  }
  if (!(await registerKey(tx, kid, id))) throw new Fault('key-already-registered');
}

function active(organisation: Organisation | undefined): Organisation {
  if (!organisation) throw new Fault('not-found');
  if (organisation.endedAt) throw new Fault('registration-ended');
  return organisation;
}

function usableKey(jwk: PublicJwk): string {
  if (importPublicKey(jwk) === undefined) {
    throw new Fault('key-unusable', { errors: [{ pointer: '/body/publicJwk', code: 'invalid' }] });
  }
  return thumbprint(jwk);
}

function notActive(existing: unknown): Fault {
  return new Fault(existing === undefined ? 'not-found' : 'registration-ended');
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Fault('not-found');
  return row;
}

function memberEvent(
  type: 'client.registered' | 'client.ended' | 'officer.registered' | 'officer.ended',
  objectId: string,
  node: NodeIdentity,
): DomainEvent {
  const objectType = type.startsWith('client') ? 'client' : 'officer';
  return { type, issuer: node.origin, subjectId: null, objectType, objectId };
}
