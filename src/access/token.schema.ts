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
    client_id: parameter(256)
      .optional()
      .meta({ description: 'Needs not be sent; must be the issuer of `client_assertion` when it is.' }),
    client_assertion_type: parameter(128).optional(),
    client_assertion: parameter(8192).optional().meta({
      description: 'JWT by the key of the client (RFC 7523): `aud` this node, `exp` within 5 minutes.',
    }),
    assertion: parameter(8192)
      .optional()
      .meta({ description: 'JWT by the key of the officer or the holder.' }),
    'pre-authorized_code': parameter(128)
      .optional()
      .meta({ description: 'OpenID4VCI 1.0 section 6.1: from the credential offer.' }),
    tx_code: parameter(64)
      .optional()
      .meta({ description: 'What the person was told beside the offer; exactly when the offer says so.' }),
    code: parameter(128).optional().meta({ description: 'RFC 6749 section 4.1.3.' }),
    redirect_uri: parameter(2048)
      .optional()
      .meta({ description: 'The same as in the pushed authorization request.' }),
    code_verifier: parameter(128).optional().meta({ description: 'RFC 7636 section 4.5.' }),
    refresh_token: parameter(128).optional().meta({ description: 'RFC 6749 section 6.' }),
    authorization_details: parameter(8192).optional().meta({
      description: 'RFC 9396: a JSON array of type `openid_credential`, OpenID4VCI 1.0 section 5.1.1.',
    }),
  })
  .meta({ id: 'TokenRequest', description: 'RFC 6749, RFC 7523.' });

export type TokenRequest = z.output<typeof tokenRequest>;

export const tokenResponse = z
  .object({
    access_token: z.string().meta({ description: 'Opaque to you; RFC 9068 for us.' }),
    token_type: z.enum(['Bearer', 'DPoP']),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    scope: z.string().optional(),
    refresh_token: z.string().optional(),
    authorization_details: z
      .array(
        z.object({
          type: z.literal('openid_credential'),
          credential_configuration_id: z.string(),
          credential_identifiers: z.array(z.string()).min(1),
        }),
      )
      .optional()
      .meta({ description: 'OpenID4VCI 1.0 section 6.2: when it was asked for.' }),
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
      'invalid_target',
      'unsupported_response_type',
      'request_not_supported',
      'invalid_dpop_proof',
      'use_dpop_nonce',
      'invalid_authorization_details',
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
    status_list_aggregation_endpoint: z.url().meta({ description: 'Token Status List section 9.1.' }),
    authorization_endpoint: z.url().optional(),
    pushed_authorization_request_endpoint: z.url().optional().meta({ description: 'RFC 9126 section 5.' }),
    require_pushed_authorization_requests: z.boolean().optional(),
    scopes_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    response_modes_supported: z.array(z.string()).optional(),
    code_challenge_methods_supported: z.array(z.string()).optional(),
    authorization_response_iss_parameter_supported: z.boolean().optional(),
    authorization_details_types_supported: z.array(z.string()).optional(),
    client_attestation_signing_alg_values_supported: z.array(z.string()).optional(),
    client_attestation_pop_signing_alg_values_supported: z.array(z.string()).optional(),
    grant_types_supported: z.array(z.string()),
    'pre-authorized_grant_anonymous_access_supported': z
      .boolean()
      .optional()
      .meta({ description: 'OpenID4VCI 1.0 section 12.3.' }),
    dpop_signing_alg_values_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
  })
  .meta({ id: 'AuthorizationServerMetadata', description: 'RFC 8414 section 2.' });
