import { and, asc, eq, gt, isNull } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { clients, officers, registeredKeys } from './access.table.ts';
import type { Client, OfficerRegistration } from './organisation.ts';

/** False when the key is registered already, to whomever. */
export async function registerKey(tx: Transaction, thumbprint: string, bearerId: string): Promise<boolean> {
  const inserted = await tx
    .insert(registeredKeys)
    .values({ thumbprint, bearerId })
    .onConflictDoNothing()
    .returning({ bearerId: registeredKeys.bearerId });
  return inserted.length === 1;
}

export async function insertClient(tx: Transaction, client: Omit<Client, 'endedAt'>): Promise<void> {
  await tx.insert(clients).values({ ...client, roles: [...client.roles] });
}

export async function insertOfficer(
  tx: Transaction,
  officer: Omit<OfficerRegistration, 'endedAt'>,
): Promise<void> {
  await tx.insert(officers).values({ ...officer, roles: [...officer.roles] });
}

export async function findClient(reader: Reader, id: string): Promise<Client | undefined> {
  const [found] = await reader.select().from(clients).where(eq(clients.id, id));
  return found;
}

export async function findClientByKey(reader: Reader, thumbprint: string): Promise<Client | undefined> {
  const [found] = await reader.select().from(clients).where(eq(clients.thumbprint, thumbprint));
  return found;
}

export async function findOfficer(reader: Reader, id: string): Promise<OfficerRegistration | undefined> {
  const [found] = await reader.select().from(officers).where(eq(officers.id, id));
  return found;
}

/** Is the person known from any registration, also an ended one? */
export async function personExists(reader: Reader, personId: string): Promise<boolean> {
  const found = await reader
    .select({ id: officers.id })
    .from(officers)
    .where(eq(officers.personId, personId))
    .limit(1);
  return found.length === 1;
}

/** Undefined when there is none, or it has ended already. */
export async function endClient(tx: Transaction, id: string, at: Date): Promise<Client | undefined> {
  const [ended] = await tx
    .update(clients)
    .set({ endedAt: at })
    .where(and(eq(clients.id, id), isNull(clients.endedAt)))
    .returning();
  return ended;
}

/** Undefined when there is none, or it has ended already. */
export async function endOfficer(
  tx: Transaction,
  id: string,
  at: Date,
): Promise<OfficerRegistration | undefined> {
  const [ended] = await tx
    .update(officers)
    .set({ endedAt: at })
    .where(and(eq(officers.id, id), isNull(officers.endedAt)))
    .returning();
  return ended;
}

interface MemberPage {
  readonly organisationId: string;
  readonly after: string | undefined;
  readonly limit: number;
}

/** In the order of registration, also those that ended. */
export async function clientsOf(
  reader: Reader,
  { organisationId, after, limit }: MemberPage,
): Promise<Client[]> {
  return reader
    .select()
    .from(clients)
    .where(
      and(
        eq(clients.organisationId, organisationId),
        after === undefined ? undefined : gt(clients.id, after),
      ),
    )
    .orderBy(asc(clients.id))
    .limit(limit);
}

/** In the order of registration, also those that ended. */
export async function officersOf(
  reader: Reader,
  { organisationId, after, limit }: MemberPage,
): Promise<OfficerRegistration[]> {
  return reader
    .select()
    .from(officers)
    .where(
      and(
        eq(officers.organisationId, organisationId),
        after === undefined ? undefined : gt(officers.id, after),
      ),
    )
    .orderBy(asc(officers.id))
    .limit(limit);
}

export async function activeClients(reader: Reader): Promise<Client[]> {
  return reader.select().from(clients).where(isNull(clients.endedAt));
}

export async function activeOfficers(reader: Reader): Promise<OfficerRegistration[]> {
  return reader.select().from(officers).where(isNull(officers.endedAt));
}
