import { z } from 'zod';
import { instant, pageOf, pageQuery, publicJwk, slug, text, thumbprint } from '../platform/fields.schema.ts';
import { keyPurposes, logKeyPurposes, otherNodeKeyPurposes, suites } from './vocabulary.ts';

const suite = z.enum(suites).meta({ description: 'ES256 when absent.' });

export const signingKey = z
  .object({
    kid: thumbprint,
    purpose: z.enum(keyPurposes),
    authority: slug
      .nullable()
      .meta({ description: 'Whose credential key it is; null for a key of the node.' }),
    suite: z.enum(suites),
    jwk: publicJwk,
    signFrom: instant,
    signUntil: instant.nullable().meta({ description: 'Null for the key that has no end yet.' }),
    publishedUntil: instant.nullable(),
    compromisedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({
    id: 'SigningKey',
    description:
      'A public key and its window [signFrom, signUntil): nothing dated outside it was signed by right.',
  });

export const signingKeyPage = pageOf(signingKey).meta({
  id: 'SigningKeyPage',
  description: 'Keys in the order in which they were made.',
});

export const keyQuery = z.strictObject(pageQuery);

const rotationOptions = {
  suite: suite.optional(),
  signFrom: instant.optional().meta({
    description:
      'When the new key begins to sign; ten minutes ahead when absent, so that the other node has heard of it. A trust-list key is announced a day ahead, an hour at least.',
  }),
};

export const rotationRequest = z
  .discriminatedUnion('purpose', [
    z.strictObject({ purpose: z.literal('credential'), authority: slug, ...rotationOptions }),
    z.strictObject({ purpose: z.enum(otherNodeKeyPurposes), ...rotationOptions }),
    z.strictObject({
      purpose: z.enum(logKeyPurposes),
      ...rotationOptions,
      suite: z.literal('Ed25519').optional(),
    }),
  ])
  .meta({ id: 'KeyRotationRequest', description: 'Which key is to be replaced, and when.' });

export const keyParams = z.strictObject({ kid: thumbprint });

export const compromiseRequest = z
  .strictObject({
    compromisedAt: instant.meta({
      description:
        'The earliest instant at which somebody else may have had the key. An earlier one can follow.',
      examples: ['2026-01-31T08:00:00Z'],
    }),
    reason: text(500),
  })
  .meta({ id: 'KeyCompromiseReport', description: 'Since when a key may be in other hands, and why.' });

const listedKey = z.object({
  kty: z.enum(['EC', 'OKP']),
  crv: z.enum(['P-256', 'Ed25519']),
  x: z.string(),
  y: z.string().optional(),
  kid: thumbprint,
  alg: z.enum(suites),
  use: z.literal('sig'),
});

export const jwkSet = z
  .object({ keys: z.array(listedKey) })
  .meta({ id: 'JwkSet', description: 'JWK set (RFC 7517).' });

export const issuerMetadata = z.object({ issuer: z.url(), jwks: jwkSet }).meta({
  id: 'JwtVcIssuerMetadata',
  description: 'Issuer metadata of SD-JWT VC: `issuer` is identical to `iss`.',
});

export const issuerParams = z.strictObject({ slug });
