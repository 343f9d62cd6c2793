import { and, asc, eq, gt, isNull } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { organisations } from './access.table.ts';
import type { Organisation, OrganisationChanges, OrganisationFacts } from './organisation.ts';

export async function insertOrganisation(
  tx: Transaction,
  organisation: OrganisationFacts & { readonly id: string; readonly registeredAt: Date },
): Promise<void> {
  await tx.insert(organisations).values({ ...organisation, purposes: [...organisation.purposes] });
}

export async function findOrganisation(reader: Reader, id: string): Promise<Organisation | undefined> {
  const [found] = await reader.select().from(organisations).where(eq(organisations.id, id));
  return found;
}

/** Holds the row until the transaction ends, so that nothing is registered for it while it ends. */
export async function lockOrganisation(tx: Transaction, id: string): Promise<Organisation | undefined> {
  const [found] = await tx.select().from(organisations).where(eq(organisations.id, id)).for('update');
  return found;
}

export async function updateOrganisation(
  tx: Transaction,
  id: string,
  { purposes, ...changes }: OrganisationChanges,
): Promise<void> {
  await tx
    .update(organisations)
    .set({ ...changes, ...(purposes && { purposes: [...purposes] }) })
    .where(eq(organisations.id, id));
}

/** False when it has ended already. */
export async function endOrganisation(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const ended = await tx
    .update(organisations)
    .set({ endedAt: at })
    .where(and(eq(organisations.id, id), isNull(organisations.endedAt)))
    .returning({ id: organisations.id });
  return ended.length === 1;
}

/** In the order of registration, from after the given one. */
export async function listOrganisations(
  reader: Reader,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<Organisation[]> {
  return reader
    .select()
    .from(organisations)
    .where(after === undefined ? undefined : gt(organisations.id, after))
    .orderBy(asc(organisations.id))
    .limit(limit);
}

export async function activeOrganisations(reader: Reader): Promise<Organisation[]> {
  return reader.select().from(organisations).where(isNull(organisations.endedAt));
}
