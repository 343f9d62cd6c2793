import type { Localised } from '../kernel/localised.ts';
import { languages, textIn } from '../kernel/localised.ts';
import { configurationNames, shownClaims } from './claims-display.ts';
import { batchSize } from './credential-request.schema.ts';
import { encodings, encryptionAlgorithm } from './encryption.ts';
import type { KeyRequirement, KeyRequirements } from './key-attestation.ts';
import type { RequestKey } from './request-key.ts';
import { type ConfigurationId, typeOfConfiguration } from './vocabulary.ts';

/** Credential Issuer Metadata: OpenID4VCI 1.0 section 12.2.4 and appendix A.3.2. */

export interface IssuerFacts {
  readonly origin: string;
  /** Identifier of the credential issuer, which is `iss` of what it issues. */
  readonly issuer: string;
  readonly names: Localised;
  readonly configurations: readonly ConfigurationId[];
  readonly requestKeys: readonly RequestKey[];
  /** Does anybody vouch for keys here? */
  readonly attests: boolean;
  readonly keyRequirements: KeyRequirements;
}

/** Where the endpoints of an authority are, under its identifier. */
export const endpoints = {
  nonce: '/openid4vci/nonce',
  credential: '/openid4vci/credential',
  deferred: '/openid4vci/deferred-credential',
  notification: '/openid4vci/notification',
} as const;

export function issuerMetadata(facts: IssuerFacts) {
  const { origin, issuer, names, configurations, requestKeys } = facts;
  return {
    credential_issuer: issuer,
    authorization_servers: [origin],
    nonce_endpoint: `${issuer}${endpoints.nonce}`,
    credential_endpoint: `${issuer}${endpoints.credential}`,
    deferred_credential_endpoint: `${issuer}${endpoints.deferred}`,
    notification_endpoint: `${issuer}${endpoints.notification}`,
    batch_credential_issuance: { batch_size: batchSize },
    credential_request_encryption: {
      jwks: {
        keys: requestKeys.map(({ kid, publicJwk }) => ({
          ...publicJwk,
          kid,
          use: 'enc',
          alg: encryptionAlgorithm,
        })),
      },
      enc_values_supported: [...encodings],
      encryption_required: false,
    },
    credential_response_encryption: {
      alg_values_supported: [encryptionAlgorithm],
      enc_values_supported: [...encodings],
      encryption_required: false,
    },
    display: displays(names),
    credential_configurations_supported: Object.fromEntries(
      configurations.map((id) => [id, configurationMetadata(id, facts)]),
    ),
  };
}
export type IssuerMetadata = ReturnType<typeof issuerMetadata>;

function configurationMetadata(id: ConfigurationId, { attests, keyRequirements }: IssuerFacts) {
  const { name, description } = configurationNames(id);
  return {
    format: 'dc+sd-jwt',
    scope: id,
    vct: typeOfConfiguration[id],
    credential_signing_alg_values_supported: ['ES256'],
    cryptographic_binding_methods_supported: ['jwk'],
    proof_types_supported: {
      jwt: proofType(keyRequirements[id]),
      ...(attests && { attestation: proofType(keyRequirements[id]) }),
    },
    credential_metadata: {
      display: languages.map((locale) => ({
        name: textIn(name, locale),
        locale,
        description: textIn(description, locale),
      })),
      claims: shownClaims(id).map(({ path, label, mandatory }) => ({
        path: [...path],
        ...(mandatory && { mandatory }),
        display: displays(label),
      })),
    },
  };
}

function proofType(requirement: KeyRequirement | undefined) {
  const { keyStorage, userAuthentication } = requirement ?? {};
  return {
    proof_signing_alg_values_supported: ['ES256'],
    ...(requirement && {
      key_attestations_required: {
        ...(keyStorage && { key_storage: [...keyStorage] }),
        ...(userAuthentication && { user_authentication: [...userAuthentication] }),
      },
    }),
  };
}

function displays(text: Localised) {
  return languages.map((locale) => ({ name: textIn(text, locale), locale }));
}

/** Does the caller ask for the signed form, and would not rather have JSON? RFC 9110 section 12.5.1. */
export function prefersSigned(accept: string | undefined): boolean {
  const signed = qualityOf(accept, 'application/jwt');
  return signed > 0 && signed > qualityOf(accept, 'application/json');
}

/** Of a type that is named itself: who takes anything gets JSON. */
function qualityOf(accept: string | undefined, type: string): number {
  for (const part of (accept ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    if (range.trim() !== type) continue;
    const quality = parameters.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1]).find(Boolean);
    return quality === undefined ? 1 : Number(quality);
  }
  return 0;
}
