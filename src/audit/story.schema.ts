import { z } from 'zod';
import { identifier, instant, slug, text } from '../platform/fields.schema.ts';
import { auditedAct } from './activity.schema.ts';
import { auditedEvidence } from './entry-payload.schema.ts';
import { actor, agreementPlace, disclosure, logPlace, lookQuery } from './reading.schema.ts';

export const storyParams = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .meta({ description: 'Identifier or number of the credential.', examples: ['DEMO-HK-R-000001'] }),
});

export const storyQuery = z.strictObject({ ...lookQuery });
export type StoryQuery = z.output<typeof storyQuery>;

const person = z.object({
  nameEn: z.string().nullable(),
  nameZhHant: z.string().nullable(),
  nameZhHans: z.string().nullable(),
  birthDate: z.string().nullable(),
});

const mandate = z.object({
  id: z.string(),
  action: z.string(),
  qualifications: z.array(z.string()),
  from: z.string(),
  until: z.string().nullable(),
  instrument: z.string(),
  recordedAt: z.string(),
});

export const lifeStory = z
  .object({
    credential: z.object({
      id: z.string(),
      number: z.string(),
      vct: z.string(),
      issuer: z.string(),
      qualification: z.string(),
      subject: identifier,
      life: z.string(),
      issuedAt: z.string(),
      expiresAt: z.string(),
      expired: z.boolean().meta({
        description:
          'Whether `expiresAt` had passed when this was asked. That is nobody’s act: no event below tells of it.',
      }),
      supersededBy: z.string().nullable(),
      agreement: agreementPlace.nullable(),
      keyId: z.string().nullable(),
    }),
    person: person.nullable().meta({
      description: 'Of this side, where it may be shown; null also for who was erased or is restricted.',
    }),
    disclosure,
    key: z
      .object({
        kid: z.string(),
        signFrom: z.string(),
        signUntil: z.string().nullable(),
        compromisedAt: z.string().nullable(),
        validAtIssuance: z.boolean(),
      })
      .nullable(),
    mandate: mandate
      .nullable()
      .meta({ description: 'The mandate under which it was issued, at that instant.' }),
    decision: z
      .object({
        maker: actor.nullable(),
        checker: actor,
        agreement: agreementPlace.nullable(),
        newerVersion: z.int().nullable().meta({ description: 'That was signed and did not govern.' }),
        proposed: z.string().nullable(),
        outcome: z.string().nullable(),
        override: z.boolean().nullable(),
        proposalSha256: z
          .string()
          .nullable()
          .meta({ description: 'Of what the rules proposed, with the trace of every rule.' }),
        decisionSha256: z.string().nullable(),
        evidence: z.array(auditedEvidence).nullable(),
        proofs: z.array(logPlace),
      })
      .nullable()
      .meta({ description: 'Of a recognition: who decided, who checked, and on what.' }),
    events: z.array(auditedAct),
  })
  .meta({
    id: 'LifeStory',
    description: 'Who decided what, on what evidence, under which agreement, with which key, when.',
  });

export const mandatesQuery = z.strictObject({
  ...lookQuery,
  authority: slug.optional().meta({ description: 'Slug; of either side.' }),
  qualification: text(64).optional(),
  at: instant.optional().meta({ description: 'Now when absent.' }),
});
export type MandatesQuery = z.output<typeof mandatesQuery>;

export const mandatesAnswer = z
  .object({
    at: z.string(),
    items: z.array(
      z.object({
        authority: z.object({
          iss: z.string(),
          names: z.object({ en: z.string(), zhHant: z.string(), zhHans: z.string() }),
        }),
        mandate,
        authorised: z.boolean().meta({ description: 'Whether its window held that instant.' }),
        recordedBefore: z
          .boolean()
          .meta({ description: 'False for one that was entered afterwards, with effect for the past.' }),
        proofs: z.array(logPlace).meta({
          description: 'Its grant and its end; of the other side’s mandates its own log holds them.',
        }),
      }),
    ),
    trustLists: z.object({ own: z.string(), peer: z.string() }),
  })
  .meta({ id: 'MandatesAnswer' });

export const outsideQuery = z.strictObject({
  ...lookQuery,
  from: instant.optional(),
  until: instant.optional(),
});
export type OutsideQuery = z.output<typeof outsideQuery>;

export const outsideAnswer = z
  .object({
    window: z.object({ from: z.string(), until: z.string() }),
    checked: z.int().min(0).meta({ description: 'Issuances that were looked at.' }),
    complete: z.boolean().meta({ description: 'False where there were more: ask for a shorter window.' }),
    items: z.array(
      z.object({
        number: z.string().nullable(),
        mandateFor: z.array(z.string()).meta({ description: 'What was not covered at that instant.' }),
        ...auditedAct.shape,
      }),
    ),
  })
  .meta({ id: 'IssuanceOutsideMandate' });
