import { z } from 'zod';
import { directions } from '../kernel/event.ts';
import { identifier, pageOf, slug, text } from '../platform/fields.schema.ts';
import {
  actor,
  agreementPlace,
  codeWithLabel,
  disclosure,
  logPlace,
  opening,
  pagedLookQuery,
  window,
  windowQuery,
} from './reading.schema.ts';
import { activityKinds, terminationKinds } from './vocabulary.ts';

const filters = {
  authority: slug.optional().meta({ description: 'Slug of the authority that acted.' }),
  qualification: text(64).optional().meta({ description: 'At home, or what it counts as.' }),
  direction: z.enum(directions).optional().meta({ description: 'From the award to its recognition.' }),
  route: text(32).optional(),
};

export const activityQuery = z.strictObject({
  ...pagedLookQuery,
  ...windowQuery,
  ...filters,
  kind: z.enum(activityKinds).optional(),
});
export type ActivityQuery = z.output<typeof activityQuery>;

/** One entry of the log as an examiner reads it. */
export const auditedAct = z
  .object({
    id: z.uuid(),
    type: z.string(),
    recordedAt: z.string(),
    localTime: z.string().meta({ description: 'The same instant at +08:00.' }),
    effectiveAt: z.string(),
    issuer: z.string(),
    object: z.object({ type: z.string(), id: z.string() }),
    subject: identifier.nullable().meta({ description: 'Pseudonym of the person, of this node alone.' }),
    actor,
    agreement: agreementPlace.nullable(),
    qualification: z.string().nullable(),
    target: z.string().nullable(),
    direction: z.string().nullable(),
    route: z.string().nullable(),
    specialism: z.string().nullable(),
    outcome: z.string().nullable(),
    proposed: z.string().nullable(),
    override: z.boolean().nullable(),
    legalKind: codeWithLabel.nullable(),
    reasonCode: z.string().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    keyId: z.string().nullable(),
    commitment: z.string().meta({ description: 'As it stands in the entry, base64url.' }),
    commitmentHolds: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the opening gives it; null where there is none.' }),
    disclosure,
    opening: opening.nullable().meta({
      description:
        'Null where it may not be shown, and for ever once the person was erased; the entry stays.',
    }),
    log: logPlace,
  })
  .meta({ id: 'AuditedAct' });
export type AuditedAct = z.output<typeof auditedAct>;

const count = z.int().min(0);

export const activityPage = pageOf(z.object({ kind: codeWithLabel, ...auditedAct.shape }))
  .extend({
    window,
    totals: z
      .array(z.object({ kind: codeWithLabel, count }))
      .meta({ description: 'Over the whole window and all filters.' }),
  })
  .meta({ id: 'ActivityPage' });

export const overridesQuery = z.strictObject({ ...pagedLookQuery, ...windowQuery, ...filters });
export type OverridesQuery = z.output<typeof overridesQuery>;

export const overridesPage = pageOf(
  z.object({
    justification: z.string().nullable().meta({ description: 'In the words of who decided.' }),
    maker: actor.nullable(),
    checker: actor,
    ...auditedAct.shape,
  }),
)
  .extend({
    window,
    decided: count.meta({
      description:
        'All decisions that were approved in the window, overridden or not: on appeal, those that uphold a refusal or recognise instead. To remit is none.',
    }),
    overridden: count,
  })
  .meta({ id: 'OverridesPage', description: 'Decisions that differ from what the rules proposed.' });

export const terminationsQuery = z.strictObject({
  ...pagedLookQuery,
  ...windowQuery,
  ...filters,
  legalKind: z.enum(terminationKinds).optional(),
  reasonCode: text(64).optional(),
});
export type TerminationsQuery = z.output<typeof terminationsQuery>;

const seconds = z.number().min(0).nullable();

export const terminationsPage = pageOf(
  z.object({
    published: z
      .object({ at: z.string(), list: z.string(), version: z.int(), seconds: z.number().min(0) })
      .nullable()
      .meta({ description: 'The first status list that says so, and how long after the event.' }),
    notified: z.object({ created: z.string(), deliveredAt: z.string().nullable(), seconds }).nullable().meta({
      description:
        'The notice of it to the other node, and when that had taken it; null where the other node is owed none. Verifiers are sent none.',
    }),
    verifiers: z
      .object({
        relied: count.meta({
          description: 'Organisations that had verified it at this node before it ended, and found it good.',
        }),
        toldSince: count.meta({
          description: 'Of them, those that have asked this node again and were told another answer.',
        }),
        lastToldAt: z.string().nullable().meta({ description: 'When the last of them first was.' }),
        seconds,
      })
      .nullable()
      .meta({
        description:
          'Who relied on it, as far as this node was asked: verifications at the other node, and of copies offline, are not in it. Nobody is sent a notice; they learn of it by asking. Null for a record, which is not verified by itself.',
      }),
    ...auditedAct.shape,
  }),
)
  .extend({
    window,
    totals: z.array(z.object({ legalKind: codeWithLabel, count })),
    expired: count.nullable().meta({
      description:
        'Credentials whose own validity (`exp`) ran out in the window, up to now, before anybody ended or superseded them. Nobody decides that and no entry tells of it, so it is counted and not listed. Null where a legal kind or a reason is asked for.',
    }),
  })
  .meta({ id: 'TerminationsPage' });

export const refusalsQuery = z.strictObject({ ...pagedLookQuery, ...windowQuery, ...filters });
export type RefusalsQuery = z.output<typeof refusalsQuery>;

const percentiles = z.object({
  applications: count,
  p50Seconds: seconds,
  p90Seconds: seconds,
  p99Seconds: seconds,
});

export const refusalsPage = pageOf(
  z.object({
    reasons: z
      .string()
      .nullable()
      .meta({ description: 'Of the refusal or determination, or the grounds of an appeal.' }),
    failedRules: z
      .array(z.object({ rule: z.int(), code: z.string() }))
      .nullable()
      .meta({ description: 'What the rules found against the application, in the last proposal.' }),
    ...auditedAct.shape,
  }),
)
  .extend({
    window,
    counts: z.object({
      recognised: count,
      recognisedWithConditions: count,
      bridgingRequired: count,
      refused: count,
      withdrawn: count,
    }),
    decisionTime: percentiles.meta({
      description:
        'From receipt to the approval that first closed it, so without any appeal; the time that the clock stood still is taken off.',
    }),
    stoppedTime: percentiles.meta({ description: 'How long the clock stood still, where it did.' }),
    appeals: z.object({
      filed: count,
      upheld: count.meta({ description: 'The refusal stands.' }),
      varied: count.meta({ description: 'Recognised instead.' }),
      remitted: count.meta({ description: 'To be assessed anew.' }),
      withdrawn: count.meta({
        description: 'By the applicant, so that the refusal stands. Not among those determined.',
      }),
      overturnRate: z.number().min(0).max(1).nullable().meta({
        description:
          'Of the appeals determined in the window, the share in which the refusal did not stand: varied or remitted. Null where none was determined.',
      }),
      time: percentiles.meta({
        description: 'From an appeal to its determination, of those determined in the window.',
      }),
    }),
  })
  .meta({ id: 'RefusalsPage' });
