import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { Sealer } from '../kernel/sealer.ts';
import type { Database, Reader, Transaction } from '../platform/database.ts';
import { openingContext } from '../platform/events.store.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import type { AuditedEvent, EventsQuery, LifeStory } from './audit.schema.ts';
import { type EventRow, eventsOfObjects, listEvents } from './events.store.ts';
import { openedEvent } from './opened-event.ts';

/** A credential of this node and everything that is bound up with it. */
export interface StorySubject {
  readonly id: string;
  readonly number: string;
  readonly vct: string;
  readonly issuer: string;
  readonly keyId: string | null;
  readonly recordId: string | null;
  readonly applicationId: string | null;
  readonly statusEventIds: readonly string[];
  readonly key: LifeStory['key'];
  readonly mandate: LifeStory['mandate'];
}

export interface AuditDependencies {
  readonly db: Database;
  readonly cursors: Cursors;
  readonly sealer: Sealer<Transaction, Reader>;
  readonly storySubject: (reader: Reader, credentialId: string) => Promise<StorySubject | undefined>;
  /** A regulator's look is itself on record. */
  readonly recordLook: (look: {
    caller: Caller;
    requestId: string;
    objectIds: readonly string[];
    kind: string;
  }) => Promise<void>;
}

export interface Audit {
  events(
    query: EventsQuery,
    from: { caller: Caller; requestId: string },
  ): Promise<{ items: AuditedEvent[]; next: string | null }>;
  lifeStory(credentialId: string, from: { caller: Caller; requestId: string }): Promise<LifeStory>;
}

const listName = 'events';

export function createAudit(deps: AuditDependencies): Audit {
  const { db, cursors, sealer } = deps;

  async function open(row: EventRow): Promise<AuditedEvent> {
    const opening = row.sealed
      ? await sealer.open(db, row.subjectId, row.sealed, openingContext(row.id))
      : undefined;
    return openedEvent(row, opening);
  }

  return {
    async events(query, { caller, requestId }) {
      const limit = pageLimit(query.limit);
      const after = query.cursor === undefined ? 0 : Number(cursors.decode(listName, query.cursor));
      const rows = await listEvents(db, {
        after,
        limit: limit + 1,
        type: query.type,
        objectType: query.objectType,
        objectId: query.objectId,
        from: query.from === undefined ? undefined : new Date(query.from),
        until: query.until === undefined ? undefined : new Date(query.until),
      });
      const items = await Promise.all(rows.slice(0, limit).map(open));
      await deps.recordLook({ caller, requestId, objectIds: [], kind: 'events' });
      const last = items.at(-1);
      return {
        items,
        next: rows.length > limit && last ? cursors.encode(listName, String(last.position)) : null,
      };
    },

    async lifeStory(credentialId, { caller, requestId }) {
      const subject = await deps.storySubject(db, credentialId);
      if (!subject) throw new Fault('not-found');
      const { id, number, vct, issuer, keyId, key, mandate } = subject;
      const rows = await eventsOfObjects(db, [
        { type: 'credential', ids: [id] },
        { type: 'record', ids: subject.recordId === null ? [] : [subject.recordId] },
        { type: 'application', ids: subject.applicationId === null ? [] : [subject.applicationId] },
        { type: 'status-event', ids: subject.statusEventIds },
      ]);
      await deps.recordLook({ caller, requestId, objectIds: [number], kind: 'life-story' });
      return {
        credential: { id, number, vct, issuer, keyId },
        key,
        mandate,
        events: await Promise.all(rows.map(open)),
      };
    },
  };
}
