import { z } from 'zod';
import { encodings, encryptionAlgorithm } from './encryption.ts';
import { notificationEvents } from './vocabulary.ts';

/** OpenID4VCI 1.0 sections 8.2, 9.1 and 11.1. What is not known is passed over, as the specification has it. */

export const batchSize = 10;

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const encryptionJwk = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: coordinate,
    y: coordinate,
    alg: z.literal(encryptionAlgorithm).meta({ description: 'Required (section 10).' }),
    use: z.literal('enc').optional(),
    kid: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Comes back in the header of the answer.' }),
  })
  .refine((jwk) => !('d' in jwk));

export const responseEncryption = z
  .object({
    jwk: encryptionJwk,
    enc: z.enum(encodings),
    zip: z.never().optional(),
  })
  .meta({
    id: 'CredentialResponseEncryption',
    description:
      'The key that the answer is encrypted to. Only in a request that is encrypted itself; no `zip`.',
  });

const proofToken = z.string().min(1).max(16_384);

export const credentialRequest = z
  .object({
    credential_identifier: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Where the token response had `credential_identifiers`; else not.' }),
    credential_configuration_id: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'Where the token response had no `credential_identifiers`; else not.' }),
    proofs: z
      .looseObject({ jwt: z.array(proofToken).optional(), attestation: z.array(proofToken).optional() })
      .optional()
      .meta({ description: 'Exactly one type of proof; one credential for each key.' }),
    credential_response_encryption: z.unknown().optional(),
  })
  .meta({ id: 'CredentialRequest', description: 'OpenID4VCI 1.0 section 8.2.' });
export type CredentialRequest = z.output<typeof credentialRequest>;

export const deferredRequest = z
  .object({
    transaction_id: z.string().min(1).max(256),
    credential_response_encryption: z.unknown().optional(),
  })
  .meta({ id: 'DeferredCredentialRequest', description: 'OpenID4VCI 1.0 section 9.1.' });

export const notificationRequest = z
  .object({
    notification_id: z.string().min(1).max(256),
    event: z.enum(notificationEvents),
    event_description: z
      .string()
      .max(1_024)
      .regex(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
      .optional()
      .meta({ description: 'For developers; read, and kept nowhere.' }),
  })
  .meta({ id: 'WalletNotification', description: 'OpenID4VCI 1.0 section 11.1.' });

/** The body as it is on the wire: JSON, or a JWE that holds the JSON. */
export const orEncrypted = <T extends z.ZodType>(plain: T) =>
  z.union([
    plain,
    z.string().max(262_144).meta({ description: 'Compact JWE, as `application/jwt` (section 10).' }),
  ]);

const issued = z.object({ credential: z.string() });

export const credentialResponse = z
  .object({
    credentials: z.array(issued).meta({ description: 'In the order of the proofs.' }),
    notification_id: z.string().optional(),
  })
  .meta({ id: 'CredentialResponse', description: 'OpenID4VCI 1.0 section 8.3.' });

export const deferral = z
  .object({
    transaction_id: z.string(),
    interval: z.int().positive().meta({ description: 'Seconds to wait before asking.' }),
  })
  .meta({ id: 'CredentialDeferral', description: 'OpenID4VCI 1.0 sections 8.3 and 9.2.' });

export const nonceResponse = z
  .object({ c_nonce: z.string() })
  .meta({ id: 'NonceResponse', description: 'OpenID4VCI 1.0 section 7.2.' });
