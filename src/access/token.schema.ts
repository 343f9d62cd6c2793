import { z } from 'zod';
import { grantTypes } from './grants.ts';

const parameter = (maxLength: number) => z.string().min(1).max(maxLength);

/** RFC 6749 section 3.2: parameters that are not known are passed over, so this is not a strict object. */
export const tokenRequest = z
  .object({
    grant_type: parameter(128).meta({ description: `One of ${Object.values(grantTypes).join(', ')}.` }),
    scope: parameter(1024)
      .optional()
      .meta({ description: 'Space-separated. Everything that the roles allow when absent.' }),
    client_id: parameter(128)
      .optional()
      .meta({ description: 'Needs not be sent; must be the issuer of `client_assertion` when it is.' }),
    client_assertion_type: parameter(128).optional(),
    client_assertion: parameter(8192).optional().meta({
      description: 'JWT by the key of the client (RFC 7523): `aud` this node, `exp` within 5 minutes.',
    }),
    assertion: parameter(8192)
      .optional()
      .meta({ description: 'JWT by the key of the officer or the holder.' }),
  })
  .meta({ id: 'TokenRequest', description: 'RFC 6749, RFC 7523.' });

export type TokenRequest = z.output<typeof tokenRequest>;

export const tokenResponse = z
  .object({
    access_token: z.string().meta({ description: 'Opaque to you; RFC 9068 for us.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    scope: z.string(),
  })
  .meta({ id: 'TokenResponse', description: 'RFC 6749 section 5.1.' });

export const oauthErrorBody = z
  .object({
    error: z.enum([
      'invalid_request',
      'invalid_client',
      'invalid_grant',
      'unauthorized_client',
      'unsupported_grant_type',
      'invalid_scope',
      'temporarily_unavailable',
      'server_error',
    ]),
    error_description: z.string().regex(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/),
  })
  .meta({ id: 'OAuthError', description: 'RFC 6749 section 5.2.' });

export const authorizationServerMetadata = z
  .object({
    issuer: z.url(),
    token_endpoint: z.url(),
    jwks_uri: z.url(),
    scopes_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    grant_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
  })
  .meta({ id: 'AuthorizationServerMetadata', description: 'RFC 8414 section 2.' });
