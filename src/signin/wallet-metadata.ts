import type { WalletMetadata } from '../access/index.ts';
import { credentialConfigurations } from './wallet-grant.ts';

export const parPath = '/oauth/par';
export const authorizePath = '/oauth/authorize';

const algorithms = ['ES256', 'Ed25519'];

/** RFC 8414 section 2, RFC 9126 section 5, RFC 9207 section 3, RFC 9396 section 10, OpenID4VCI 1.0 section 12.3. */
export function walletMetadata({
  origin,
  attested,
  attestationRequired,
}: {
  readonly origin: string;
  readonly attested: boolean;
  readonly attestationRequired: boolean;
}): WalletMetadata {
  return {
    authorization_endpoint: origin + authorizePath,
    pushed_authorization_request_endpoint: origin + parPath,
    require_pushed_authorization_requests: true,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    authorization_details_types_supported: ['openid_credential'],
    scopes_supported: credentialConfigurations,
    token_endpoint_auth_methods_supported: [
      ...(attestationRequired ? [] : ['none']),
      ...(attested ? ['attest_jwt_client_auth'] : []),
    ],
    ...(attested && {
      client_attestation_signing_alg_values_supported: algorithms,
      client_attestation_pop_signing_alg_values_supported: algorithms,
    }),
    'pre-authorized_grant_anonymous_access_supported': !attestationRequired,
  };
}
