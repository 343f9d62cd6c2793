import { encodeBase64url } from '../kernel/base64url.ts';
import { preciseText } from '../kernel/instants.ts';
import { pageLimit } from '../platform/paging.ts';
import type { ActsDependencies } from './acts.service.ts';
import { type Asked, subjectSideOf } from './desk.service.ts';
import type { AuditedEvent, EventsPage, EventsQuery } from './events.schema.ts';
import { type EventRow, listEvents } from './events.store.ts';
import { localTime } from './opened-event.ts';

export interface Events {
  /** Every entry as it stands in the log, oldest first. @throws Fault `cursor-invalid` */
  events(query: EventsQuery, asked: Asked): Promise<EventsPage>;
}

const question = 'listEvents';

export function createEvents(deps: ActsDependencies): Events {
  const { db, cursors, desk } = deps;
  return {
    async events(query, asked) {
      const { limit, cursor, purpose, caseReference, ...filters } = query;
      const size = pageLimit(limit);
      const rows = await listEvents(db, {
        ...filters,
        after: cursor === undefined ? 0 : Number(cursors.decode(question, cursor)),
        limit: size + 1,
        from: filters.from === undefined ? undefined : new Date(filters.from),
        until: filters.until === undefined ? undefined : new Date(filters.until),
      });
      const items = await shown(deps, asked, rows.slice(0, size));
      const contentClass = items.some(({ opening }) => opening) ? 'identified' : 'pseudonymous';
      const objectIds = filters.objectId === undefined ? [] : [filters.objectId];
      const look = { question, query: filters, purpose, caseReference, objectIds, contentClass } as const;
      await desk.recordLook(asked, { ...look, shown: items.length });
      const last = items.at(-1);
      const next = rows.length > size && last ? cursors.encode(question, String(last.position)) : null;
      return { items, next };
    },
  };
}

async function shown(
  { db, node, desk }: ActsDependencies,
  asked: Asked,
  rows: readonly EventRow[],
): Promise<AuditedEvent[]> {
  const placeOf = await desk.places(
    db,
    rows.map(({ eventId }) => eventId),
  );
  const disclosureOf = await desk.disclosures(db, asked);
  return Promise.all(
    rows.map(async (row) => {
      const disclosure = disclosureOf(subjectSideOf(row.direction, node), row.subjectId);
      const opened = disclosure.identified ? await desk.open(db, row) : undefined;
      return {
        id: row.eventId,
        position: row.position,
        type: row.type,
        issuer: row.issuer,
        recordedAt: preciseText(row.recordedAt),
        localTime: localTime(row.recordedAt),
        commitment: encodeBase64url(row.commitment),
        entry: new TextDecoder().decode(row.entry),
        commitmentHolds: opened?.holds ?? null,
        disclosure,
        opening: opened ? { salt: opened.salt, payload: opened.payload } : null,
        log: placeOf(row.eventId),
      };
    }),
  );
}
