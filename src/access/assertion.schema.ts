import { z } from 'zod';

/** NumericDate of RFC 7519, whole seconds: no strings, no fractions, nothing beyond the year 9999. */
const numericDate = z.int().min(0).max(253_402_300_799);

const identifier = z.string().min(1).max(128);

/** RFC 7523 section 3, with `iat` and `jti` required and `aud` one string (rfc7523bis). Other claims are not ours to judge. */
export const assertionClaims = z.object({
  iss: identifier,
  sub: identifier,
  aud: z.string().max(512),
  iat: numericDate,
  exp: numericDate,
  nbf: numericDate.optional(),
  jti: identifier,
});

/** A holder's proof names its key in `cnf`, RFC 7800 section 3.2: what a header says of a key is never believed. */
export const holderProofClaims = z.object({
  aud: z.string().max(512),
  iat: numericDate,
  jti: identifier,
  cnf: z.object({ jwk: z.record(z.string().max(32), z.unknown()) }),
});
