import { z } from 'zod';
import { isCivilDate } from '../kernel/instants.ts';
import { jurisdictions } from '../kernel/jurisdiction.ts';

/** The parts that the schemas of all contexts are made of. Every one has a limit. */

/** Text for people: no NUL, no lone surrogate (the body parser refuses both), trimmed of nothing. */
export const text = (maxLength: number) => z.string().min(1).max(maxLength);

/** Read in capitals too and kept in small letters (RFC 9562 section 4), so that one thing has one name in keys, events and documents. */
export const identifier = z
  .uuid()
  .toLowerCase()
  .meta({ description: 'A UUID.', examples: ['0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b'] });

export const civilDate = z
  .string()
  .length(10)
  .refine(isCivilDate, { params: { code: 'format' } })
  .meta({ description: 'A civil date at +08:00, `YYYY-MM-DD`.', examples: ['2026-01-31'], format: 'date' });

export const instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .meta({ description: 'RFC 3339 instant.', examples: ['2026-01-31T08:00:00Z'] });

export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

export const thumbprint = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({ description: 'RFC 7638 thumbprint, base64url of SHA-256.' });

export const compactJws = z
  .string()
  .max(65_536)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/)
  .meta({ description: 'A compact JWS (RFC 7515).' });

export const jurisdiction = z.enum(jurisdictions);

export const localised = z
  .object({ en: z.string(), zhHant: z.string(), zhHans: z.string() })
  .meta({ id: 'Localised', description: 'The same text in English, 繁體 and 简体.' });

export const ecPublicJwk = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

export const okpPublicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

export const publicJwk = z
  .discriminatedUnion('kty', [ecPublicJwk, okpPublicJwk])
  .meta({ id: 'PublicJwk', description: 'A public key: P-256 or Ed25519 (RFC 7517, RFC 8037).' });

export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .optional()
    .meta({ description: 'Rows in a page, 1 to 200; 50 when absent.', examples: ['50'] }),
  cursor: z
    .string()
    .max(512)
    .optional()
    .meta({ description: 'Opaque position from `next` of the page before.' }),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last.' }),
  });

export const problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable; programs decide by it.' }),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });
