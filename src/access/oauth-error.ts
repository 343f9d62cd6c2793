import type { Fault } from '../kernel/fault.ts';
import type { FaultKind } from '../kernel/fault-text.ts';

interface OAuthAnswer {
  readonly status: number;
  readonly error: string;
  /** Printable ASCII without quotation mark and backslash, RFC 6749 section 5.2. */
  readonly description: string;
}

const byCode: Readonly<Record<string, OAuthAnswer>> = {
  'oauth-invalid-client': {
    status: 401,
    error: 'invalid_client',
    description: 'The client could not be authenticated',
  },
  'oauth-invalid-grant': {
    status: 400,
    error: 'invalid_grant',
    description: 'The assertion or code was refused',
  },
  'oauth-invalid-target': {
    status: 400,
    error: 'invalid_target',
    description: 'Name one credential issuer of this node in resource or locations',
  },
  'oauth-unsupported-response-type': {
    status: 400,
    error: 'unsupported_response_type',
    description: 'Ask for code',
  },
  'oauth-request-not-supported': {
    status: 400,
    error: 'request_not_supported',
    description: 'Push the parameters themselves',
  },
  'oauth-invalid-dpop-proof': {
    status: 400,
    error: 'invalid_dpop_proof',
    description: 'The DPoP proof was refused',
  },
  'oauth-use-dpop-nonce': {
    status: 400,
    error: 'use_dpop_nonce',
    description: 'Send a new DPoP proof with the nonce of the header DPoP-Nonce',
  },
  'oauth-invalid-authorization-details': {
    status: 400,
    error: 'invalid_authorization_details',
    description: 'Ask for configurations of the metadata or the offer, by type openid_credential',
  },
  'oauth-unauthorized-client': {
    status: 400,
    error: 'unauthorized_client',
    description: 'The client has no roles of its own; add the assertion of an officer',
  },
  'oauth-unsupported-grant-type': {
    status: 400,
    error: 'unsupported_grant_type',
    description: 'See grant_types_supported in the metadata',
  },
  'oauth-invalid-scope': {
    status: 400,
    error: 'invalid_scope',
    description: 'The registered roles do not allow every scope that was asked for',
  },
};

const invalidRequest = {
  status: 400,
  error: 'invalid_request',
  description: 'Send each parameter once, as application/x-www-form-urlencoded in the body',
} as const;

/** RFC 6749 has no word for a server in trouble at this endpoint; these two it has for the authorization endpoint. */
const byKind: Partial<Record<FaultKind, OAuthAnswer>> = {
  unauthenticated: {
    status: 401,
    error: 'invalid_client',
    description: 'Authenticate with private_key_jwt, not with a header',
  },
  'too-many': {
    status: 429,
    error: 'temporarily_unavailable',
    description: 'Wait for the time in Retry-After',
  },
  unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'Send the request again shortly',
  },
  internal: { status: 500, error: 'server_error', description: 'Quote X-Request-Id when you report this' },
};

/** The error form of RFC 6749 section 5.2. */
export function oauthError(fault: Fault): { readonly status: number; readonly body: unknown } {
  const { status, error, description } = byCode[fault.code] ?? byKind[fault.kind] ?? invalidRequest;
  const { reason } = fault.values;
  return {
    status,
    body: {
      error,
      error_description: reason === undefined ? `${description}.` : `${description}: ${reason}.`,
    },
  };
}
