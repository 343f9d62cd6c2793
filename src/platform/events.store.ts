import { sql } from './drizzle.ts';
import type { Act, DomainEvent } from '../kernel/event.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Sealer } from '../kernel/sealer.ts';
import type { Reader, Transaction } from './database.ts';
import { sealEntry } from './event-entry.ts';
import { factsOf } from './event-facts.ts';
import { eventFacts, eventOpenings, events, logPending } from './events.table.ts';

export interface EventLogDependencies {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly sealer: Sealer<Transaction, Reader>;
  readonly nodeOrigin: string;
  readonly jurisdiction: Jurisdiction;
}

export interface EventLog {
  /**
   * Appends one event in the transaction of its change; both are durable together or not at all. Gives the entry's identifier.
   * @throws AssertionError for what the log may not hold: the change is refused with it
   */
  append(tx: Transaction, act: Act, event: DomainEvent): Promise<string>;
}

/** Openings are bound to their event: one cannot be passed off as another's. */
export function openingContext(eventId: string): string {
  return `event-opening:${eventId}`;
}

export function createEventLog({
  clock,
  entropy,
  sealer,
  nodeOrigin,
  jurisdiction,
}: EventLogDependencies): EventLog {
  return {
    async append(tx, act, event) {
      const id = uuidV4(entropy);
      const recordedAt = clock.now();
      const sealed = sealEntry(act, event, {
        id,
        nodeOrigin,
        jurisdiction,
        recordedAt,
        salt: entropy.bytes(32),
      });
      const row = tx.insert(events).values({
        id,
        type: event.type,
        issuer: event.issuer,
        recordedAt,
        commitment: sealed.commitment,
        entry: sealed.entry,
      });
      const pending = tx.insert(logPending).values({ entryId: id });
      const facts = tx.insert(eventFacts).values(factsOf(act, event, { id, recordedAt }));
      const opening = tx.insert(eventOpenings).values({
        eventId: id,
        subjectId: event.subjectId,
        objectType: event.objectType,
        objectId: event.objectId,
        sealed: await sealer.seal(tx, event.subjectId, sealed.opening, openingContext(id)),
      });
      // One statement: four ways to the database and back are most of what an event costs.
      await tx.execute(
        sql`with entry as (${row.getSQL()}), pending as (${pending.getSQL()}), facts as (${facts.getSQL()}) ${opening.getSQL()}`,
      );
      return id;
    },
  };
}
