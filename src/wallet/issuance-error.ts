import type { Fault } from '../kernel/fault.ts';
import type { FaultKind } from '../kernel/fault-text.ts';

interface WalletError {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

const badRequest = (error: string, description: string): WalletError => ({ status: 400, error, description });

/** OpenID4VCI 1.0 sections 8.3.1, 9.3 and 11.3. */
const byCode: Readonly<Record<string, WalletError>> = {
  'vci-invalid-credential-request': badRequest('invalid_credential_request', 'The request is malformed'),
  'vci-unknown-configuration': badRequest(
    'unknown_credential_configuration',
    'Take a configuration of the token and of the metadata',
  ),
  'vci-unknown-identifier': badRequest(
    'unknown_credential_identifier',
    'Take an identifier of the token response',
  ),
  'vci-invalid-proof': badRequest('invalid_proof', 'A proof was refused'),
  'vci-invalid-nonce': badRequest('invalid_nonce', 'Take a fresh nonce of the nonce endpoint'),
  'vci-invalid-encryption': badRequest('invalid_encryption_parameters', 'The encryption is not possible'),
  'vci-denied': badRequest('credential_request_denied', 'It cannot be issued; ask the authority'),
  'vci-foreign-token': {
    status: 401,
    error: 'invalid_token',
    description: 'The token is of another issuer, or its grant is over',
  },
  'vci-invalid-transaction': badRequest('invalid_transaction_id', 'Unknown, of another wallet, or over'),
  'vci-invalid-notification-id': badRequest('invalid_notification_id', 'Unknown, or of another wallet'),
};

/** RFC 6750 section 3.1, and where it has no word, those of RFC 6749 for the authorization endpoint. */
const byKind: Partial<Record<FaultKind, WalletError>> = {
  unauthenticated: { status: 401, error: 'invalid_token', description: 'See WWW-Authenticate' },
  forbidden: { status: 403, error: 'insufficient_scope', description: 'The token is for something else' },
  'too-many': { status: 429, error: 'temporarily_unavailable', description: 'Wait as Retry-After says' },
  unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'Send the request again shortly',
  },
  internal: { status: 500, error: 'server_error', description: 'Quote X-Request-Id when you report this' },
};

/** Plain JSON, never a problem document, and never encrypted. What is malformed has a name of its own at each endpoint. */
export function walletError(malformed: 'invalid_credential_request' | 'invalid_notification_request') {
  return (fault: Fault): { readonly status: number; readonly body: unknown } => {
    const { status, error, description } =
      byCode[fault.code] ?? byKind[fault.kind] ?? badRequest(malformed, 'The request is malformed');
    const { reason } = fault.code.startsWith('vci-') ? fault.values : {};
    const text = reason === undefined ? `${description}.` : `${description}: ${reason}.`;
    return { status, body: { error, error_description: asciiOf(text) } };
  };
}

/** Outside of %x20-21 / %x23-5B / %x5D-7E nothing may stand there. */
function asciiOf(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
