import { z } from 'zod';

const address = z.url({ protocol: /^https$/ }).max(2_048);

/** OpenID Connect Discovery 1.0 section 3, as far as it is used. */
export const providerMetadata = z.object({
  issuer: z.string().max(512),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  id_token_signing_alg_values_supported: z.array(z.string().max(32)).max(64).optional(),
});
export type ProviderMetadata = z.output<typeof providerMetadata>;

/** Keys of other kinds are passed over. */
export const providerKeys = z.object({
  keys: z.array(z.looseObject({ kty: z.string().max(16) })).max(64),
});
export type ProviderKeys = z.output<typeof providerKeys>;

export const providerTokens = z.object({ id_token: z.string().max(16_384) });

/** OpenID Connect Core 1.0 section 2. */
export const idTokenClaims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string()).min(1).max(16)]),
  azp: z.string().optional(),
  nonce: z.string(),
  iat: z.int().min(0),
  exp: z.int().min(0),
});
