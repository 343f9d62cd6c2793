import { z } from 'zod';
import { vct } from '../kernel/vocabulary.ts';
import { suites } from '../keys/index.ts';
import { identifier, instant, pageOf, pageQuery, slug, text } from '../platform/fields.schema.ts';
import { authorityKinds, mandateActions } from './vocabulary.ts';

const names = z.strictObject({ en: text(200), zhHant: text(200), zhHans: text(200) });
const until = instant.nullable().meta({ description: 'Exclusive; null for no end.' });

export const mandate = z
  .object({
    id: identifier,
    action: z.enum(mandateActions),
    vct: z.enum(vct),
    qualifications: z.array(slug),
    from: instant,
    until,
    instrument: z.string(),
    recordedAt: instant,
  })
  .meta({
    id: 'Mandate',
    description:
      'What an authority may issue, for what, in [from, until). A credential is judged by its instant of issue.',
  });

export const authority = z
  .object({
    iss: z.url().meta({ description: 'As it stands in what the authority signs.' }),
    slug,
    kind: z.enum(authorityKinds),
    names: z.object({ en: z.string(), zhHant: z.string(), zhHans: z.string() }),
    contact: z.string(),
    createdAt: instant,
    mandates: z.array(mandate),
  })
  .meta({ id: 'Authority', description: 'Who issues on this node, with every mandate it ever had.' });

export const authorityPage = pageOf(authority).meta({
  id: 'AuthorityPage',
  description: 'Authorities in the order of their slugs.',
});

export const authorityQuery = z.strictObject(pageQuery);

export const authorityRequest = z
  .strictObject({
    slug: slug.meta({ description: 'Part of `iss`: never changed, never used again.' }),
    kind: z.enum(authorityKinds),
    names,
    contact: text(200).meta({ description: 'An office, not a person.' }),
    suite: z.enum(suites).optional().meta({ description: 'Of its first key; ES256 when absent.' }),
  })
  .meta({ id: 'AuthorityRegistration', description: 'An authority to be put on the trust list.' });

export const authorityParams = z.strictObject({ slug });

const terms = {
  qualifications: z
    .array(slug)
    .min(1)
    .max(100)
    .meta({ description: 'Of the catalogue; what a bridging provider attests may also be components.' }),
  from: instant.optional().meta({ description: 'Now when absent.' }),
  until: until.optional(),
  instrument: text(500).meta({ description: 'The decision or agreement that gives the mandate.' }),
};

export const mandateRequest = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('attest'), vct: z.literal(vct.homeAttestation), ...terms }),
    z.strictObject({ action: z.literal('recognise'), vct: z.literal(vct.recognition), ...terms }),
    z.strictObject({ action: z.literal('bridge'), vct: z.literal(vct.bridgingResult), ...terms }),
  ])
  .meta({ id: 'MandateGrant', description: 'What an authority is to be allowed to issue.' });

export const mandateParams = z.strictObject({ slug, id: identifier });

export const mandateEndRequest = z
  .strictObject({
    until: instant.optional().meta({ description: 'Not in the past; at once when absent.' }),
    reason: text(500),
  })
  .meta({ id: 'MandateEnd', description: 'When a mandate is to end, and why.' });

export const listParams = z.strictObject({
  version: z
    .string()
    .regex(/^(?:HK|CN-SZ)-[1-9]\d{0,14}$/)
    .meta({
      description: 'Side and sequence, as a verdict names the list it rests on.',
      examples: ['HK-12'],
    }),
});

export const signedTrustList = z.string().meta({
  id: 'SignedTrustList',
  description:
    'ETSI TS 119 602 as a compact JWS, `typ: trustlist+jwt`: each key of the node and of its authorities and each right to issue a credential type as a service with its status and history, and the trust-list keys that may sign the next list.',
});
