import type { TokenRequest } from './token.schema.ts';

/** What the token endpoint has established of a request by a wallet before it asks for the grant. */
export interface WalletTokenRequest {
  readonly parameters: TokenRequest;
  /** A client that authenticated with `private_key_jwt`; null for a public or anonymous one, whose `client_id` is only what it says. */
  readonly registeredClient: string | null;
  /** RFC 7638 thumbprint of the key whose DPoP proof came along; null without one. */
  readonly dpopThumbprint: string | null;
  /** draft-ietf-oauth-attestation-based-client-auth-08, section 6. */
  readonly attestation: { readonly statement: string; readonly proof: string } | null;
  readonly requestId: string;
}

/** What the token is made from, and what is told beside it. */
export interface WalletTokenOutcome {
  readonly grantId: string;
  readonly clientId: string | null;
  readonly scope: string | null;
  readonly refreshToken: string | null;
  /** OpenID4VCI 1.0 section 6.2; null when the wallet did not ask so. */
  readonly authorizationDetails: readonly AuthorizationDetail[] | null;
}

export interface AuthorizationDetail {
  readonly type: 'openid_credential';
  readonly credential_configuration_id: string;
  readonly credential_identifiers: readonly string[];
}

export interface WalletMetadata {
  readonly authorization_endpoint: string;
  readonly pushed_authorization_request_endpoint: string;
  readonly require_pushed_authorization_requests: true;
  readonly response_types_supported: readonly string[];
  readonly response_modes_supported: readonly string[];
  readonly code_challenge_methods_supported: readonly string[];
  readonly authorization_response_iss_parameter_supported: true;
  readonly authorization_details_types_supported: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly client_attestation_signing_alg_values_supported?: readonly string[];
  readonly client_attestation_pop_signing_alg_values_supported?: readonly string[];
  readonly 'pre-authorized_grant_anonymous_access_supported': boolean;
}

/** The grants of wallets, which the sign-in context keeps. @throws Fault `oauth-…` */
export interface WalletTokens {
  /** What the metadata of RFC 8414 says of wallets. */
  readonly metadata: WalletMetadata;
  readonly grantTypes: readonly string[];
  redeem(request: WalletTokenRequest): Promise<WalletTokenOutcome>;
}
