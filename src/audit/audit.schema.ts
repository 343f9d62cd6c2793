import { z } from 'zod';
import { eventTypes } from '../kernel/event.ts';
import { identifier, instant, pageOf, pageQuery, text } from '../platform/fields.schema.ts';

export const eventsQuery = z.strictObject({
  ...pageQuery,
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
      .meta({ description: 'Whether the opening gives the commitment; null once it was erased.' }),
    payload: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditedEvent' });
export type AuditedEvent = z.output<typeof auditedEvent>;

export const eventsPage = pageOf(auditedEvent).meta({ id: 'AuditedEventPage' });

export const lifeStoryParams = z.strictObject({ id: identifier });

export const lifeStory = z
  .object({
    credential: z.object({
      id: z.string(),
      number: z.string(),
      vct: z.string(),
      issuer: z.string(),
      keyId: z.string().nullable(),
    }),
    key: z
      .object({
        kid: z.string(),
        signFrom: z.string(),
        signUntil: z.string().nullable(),
        compromisedAt: z.string().nullable(),
        validAtIssuance: z.boolean(),
      })
      .nullable(),
    mandate: z
      .object({
        id: z.string(),
        action: z.string(),
        from: z.string(),
        until: z.string().nullable(),
        instrument: z.string(),
      })
      .nullable()
      .meta({ description: 'The mandate under which it was issued, at that instant.' }),
    events: z.array(auditedEvent),
  })
  .meta({
    id: 'LifeStory',
    description: 'Who decided what, on what evidence, under which agreement, with which key, when.',
  });
export type LifeStory = z.output<typeof lifeStory>;
