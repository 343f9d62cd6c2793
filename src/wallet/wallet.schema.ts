import { z } from 'zod';
import { slug } from '../platform/fields.schema.ts';

export const issuerParams = z.strictObject({ slug });

const display = z.array(z.object({ name: z.string(), locale: z.string() }));

const configuration = z.object({
  format: z.string(),
  scope: z.string(),
  vct: z.string(),
  credential_signing_alg_values_supported: z.array(z.string()),
  cryptographic_binding_methods_supported: z.array(z.string()),
  proof_types_supported: z.record(
    z.string(),
    z.object({
      proof_signing_alg_values_supported: z.array(z.string()),
      key_attestations_required: z
        .object({
          key_storage: z.array(z.string()).optional(),
          user_authentication: z.array(z.string()).optional(),
        })
        .optional(),
    }),
  ),
  credential_metadata: z.object({
    display: z.array(z.object({ name: z.string(), locale: z.string(), description: z.string() })),
    claims: z.array(
      z.object({
        path: z.array(z.union([z.string(), z.null()])),
        mandatory: z.boolean().optional(),
        display,
      }),
    ),
  }),
});

export const credentialIssuerMetadata = z
  .object({
    credential_issuer: z.url(),
    authorization_servers: z.array(z.url()),
    nonce_endpoint: z.url(),
    credential_endpoint: z.url(),
    deferred_credential_endpoint: z.url(),
    notification_endpoint: z.url(),
    batch_credential_issuance: z.object({ batch_size: z.int().min(2) }),
    credential_request_encryption: z.object({
      jwks: z.object({
        keys: z.array(
          z.object({
            kty: z.string(),
            crv: z.string(),
            x: z.string(),
            y: z.string(),
            kid: z.string(),
            use: z.string(),
            alg: z.string(),
          }),
        ),
      }),
      enc_values_supported: z.array(z.string()),
      encryption_required: z.boolean(),
    }),
    credential_response_encryption: z.object({
      alg_values_supported: z.array(z.string()),
      enc_values_supported: z.array(z.string()),
      encryption_required: z.boolean(),
    }),
    display,
    credential_configurations_supported: z.record(z.string(), configuration),
  })
  .meta({ id: 'CredentialIssuerMetadata', description: 'OpenID4VCI 1.0 section 12.2.4.' });

export const walletErrorBody = z
  .object({
    error: z.enum([
      'invalid_credential_request',
      'unknown_credential_configuration',
      'unknown_credential_identifier',
      'invalid_proof',
      'invalid_nonce',
      'invalid_encryption_parameters',
      'credential_request_denied',
      'invalid_transaction_id',
      'invalid_notification_id',
      'invalid_notification_request',
      'invalid_token',
      'insufficient_scope',
      'temporarily_unavailable',
      'server_error',
    ]),
    error_description: z.string().regex(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/),
  })
  .meta({ id: 'WalletError', description: 'OpenID4VCI 1.0 sections 8.3.1, 9.3 and 11.3.' });
