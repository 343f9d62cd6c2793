import { z } from 'zod';
import { eventTypes } from '../kernel/event.ts';
import { instant, pageOf, text } from '../platform/fields.schema.ts';
import { disclosure, logPlace, opening, pagedLookQuery } from './reading.schema.ts';

export const eventsQuery = z.strictObject({
  ...pagedLookQuery,
  type: z.enum(eventTypes).optional(),
  objectType: text(64).optional(),
  objectId: text(128).optional(),
  from: instant.optional().meta({ description: 'Recorded at or after this instant.' }),
  until: instant.optional().meta({ description: 'Recorded before this instant.' }),
});
export type EventsQuery = z.output<typeof eventsQuery>;

export const auditedEvent = z
  .object({
    id: z.uuid(),
    position: z.int().meta({ description: 'Orders reading; not the index of a log.' }),
    type: z.string(),
    issuer: z.string(),
    recordedAt: z.string(),
    localTime: z.string().meta({ description: 'The same instant at +08:00.' }),
    commitment: z.string(),
    entry: z.string().meta({ description: 'Canonical bytes of the log entry, as text.' }),
    commitmentHolds: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the opening gives the commitment; null where there is none.' }),
    disclosure,
    opening: opening
      .nullable()
      .meta({ description: 'Null where it may not be shown, and for ever once the person was erased.' }),
    log: logPlace,
  })
  .meta({ id: 'AuditedEvent' });
export type AuditedEvent = z.output<typeof auditedEvent>;

export const eventsPage = pageOf(auditedEvent).meta({ id: 'AuditedEventPage' });
export type EventsPage = z.output<typeof eventsPage>;
