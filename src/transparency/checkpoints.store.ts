import { and, asc, desc, eq, gt, isNotNull, sql } from '../platform/drizzle.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { logCheckpoints, logFreezes } from './transparency.table.ts';
import { readHead, type TreeHead } from './tree.store.ts';

export interface SignedHead {
  readonly id: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly signedAt: Date;
  readonly cosignedNote: string | null;
  readonly cosignedAt: Date | null;
}

/**
 * The head, and with the commit of this transaction the certainty that it is on disk, whatever the writer had set: a commit that is
 * waited for brings everything before it to disk too, and a message makes it one that writes.
 */
export async function readDurableHead(tx: Transaction): Promise<TreeHead> {
  const head = await readHead(tx);
  await waitForDisk(tx);
  await tx.execute(sql`select pg_logical_emit_message(true, 'wenjin', '')`);
  return head;
}

export async function waitForDisk(tx: Transaction): Promise<void> {
  await tx.execute(sql`set local synchronous_commit = on`);
}

/** The largest head that was ever signed here, and of that the latest. */
export async function readNewestSigned(reader: Reader): Promise<SignedHead | undefined> {
  const [found] = await reader
    .select()
    .from(logCheckpoints)
    .orderBy(desc(logCheckpoints.size), desc(logCheckpoints.id))
    .limit(1);
  return found;
}

export interface PublishedHead {
  readonly id: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly cosignedAt: Date;
}

/** The largest head that enough witnesses cosigned, and of that the latest: what the world is shown. */
export function readPublished(reader: Reader): Promise<PublishedHead | undefined> {
  return readCosigned(reader, undefined);
}

export function readPublishedOf(reader: Reader, size: number): Promise<PublishedHead | undefined> {
  return readCosigned(reader, size);
}

async function readCosigned(reader: Reader, wanted: number | undefined): Promise<PublishedHead | undefined> {
  const ofSize = wanted === undefined ? undefined : eq(logCheckpoints.size, wanted);
  const [found] = await reader
    .select()
    .from(logCheckpoints)
    .where(and(isNotNull(logCheckpoints.cosignedAt), ofSize))
    .orderBy(desc(logCheckpoints.size), desc(logCheckpoints.id))
    .limit(1);
  if (!found) return undefined;
  const { id, size, root, cosignedNote, cosignedAt } = found;
  if (cosignedNote === null || cosignedAt === null) return undefined;
  return { id, size, root, note: cosignedNote, cosignedAt };
}

/** When the first head was signed that has no cosignature yet, and came after that one; null where there is none. */
export async function readUncosignedSince(reader: Reader, id: number): Promise<Date | null> {
  const [found] = await reader
    .select({ signedAt: logCheckpoints.signedAt })
    .from(logCheckpoints)
    .where(gt(logCheckpoints.id, id))
    .orderBy(asc(logCheckpoints.id))
    .limit(1);
  return found?.signedAt ?? null;
}

export async function insertSigned(
  tx: Transaction,
  { size, root, note, signedAt }: Pick<SignedHead, 'size' | 'root' | 'note' | 'signedAt'>,
): Promise<number> {
  const [made] = await tx
    .insert(logCheckpoints)
    .values({ size, root, note, signedAt })
    .returning({ id: logCheckpoints.id });
  return made?.id ?? 0;
}

export async function putCosigned(
  tx: Transaction,
  id: number,
  { note, at }: { readonly note: string; readonly at: Date },
): Promise<void> {
  await tx
    .update(logCheckpoints)
    .set({ cosignedNote: note, cosignedAt: at })
    .where(eq(logCheckpoints.id, id));
}

export interface Freeze {
  readonly reason: string;
  readonly detail: string;
  readonly frozenAt: Date;
}

/** The first: what came after it is a consequence. */
export async function readFreeze(reader: Reader): Promise<Freeze | undefined> {
  const [found] = await reader
    .select({ reason: logFreezes.reason, detail: logFreezes.detail, frozenAt: logFreezes.frozenAt })
    .from(logFreezes)
    .orderBy(asc(logFreezes.id))
    .limit(1);
  return found;
}

/** Unless there is one. */
export async function insertFreeze(tx: Transaction, freeze: Freeze): Promise<void> {
  if (await readFreeze(tx)) return;
  await tx.insert(logFreezes).values(freeze);
}
