import { and, asc, eq, gte, inArray, lt } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { eventFacts, events } from '../platform/events.table.ts';
import { logEntries } from './transparency.table.ts';

export interface LoggedEntry {
  readonly entry: Uint8Array;
  /** Null while it is pending. */
  readonly index: number | null;
}

/** Undefined where there is no such event. */
export async function readLogged(reader: Reader, entryId: string): Promise<LoggedEntry | undefined> {
  const [found] = await reader
    .select({ entry: events.entry, index: logEntries.idx })
    .from(events)
    .leftJoin(logEntries, eq(logEntries.entryId, events.id))
    .where(eq(events.id, entryId));
  return found;
}

export interface IssuanceEntry extends LoggedEntry {
  readonly objectId: string;
  readonly entryId: string;
}

/** The event by which each credential came into being. */
export function readIssuances(reader: Reader, credentialIds: readonly string[]): Promise<IssuanceEntry[]> {
  return reader
    .select({
      objectId: eventFacts.objectId,
      entryId: events.id,
      entry: events.entry,
      index: logEntries.idx,
    })
    .from(eventFacts)
    .innerJoin(events, eq(events.id, eventFacts.eventId))
    .leftJoin(logEntries, eq(logEntries.entryId, events.id))
    .where(
      and(
        eq(eventFacts.objectType, 'credential'),
        inArray(eventFacts.objectId, [...credentialIds]),
        inArray(eventFacts.type, ['credential.issued', 'credential.renewed', 'credential.copied']),
      ),
    );
}

/** In the order of the tree, from index `from` to before `until`. */
export function readLoggedEntries(
  reader: Reader,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<{ entryId: string; index: number; entry: Uint8Array }[]> {
  return reader
    .select({ entryId: events.id, index: logEntries.idx, entry: events.entry })
    .from(logEntries)
    .innerJoin(events, eq(events.id, logEntries.entryId))
    .where(and(gte(logEntries.idx, from), lt(logEntries.idx, until)))
    .orderBy(asc(logEntries.idx));
}
