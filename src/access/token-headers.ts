import { Fault } from '../kernel/fault.ts';
import type { WalletTokenRequest } from './wallet-tokens.ts';

/** As Node gives them to the program. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** draft-ietf-oauth-attestation-based-client-auth-08 section 6: both headers, or neither. */
export function attestationOf(headers: Headers): WalletTokenRequest['attestation'] {
  const statement = headers['oauth-client-attestation'];
  const proof = headers['oauth-client-attestation-pop'];
  if (statement === undefined && proof === undefined) return null;
  // Two headers of one name come as one text with a comma, which is no JWT.
  if (typeof statement !== 'string' || typeof proof !== 'string')
    throw new Fault('oauth-invalid-client', { values: { reason: 'attestation' } });
  return { statement, proof };
}

/** The DPoP header; undefined without one. */
export function proofOf(headers: Headers): string | undefined {
  const { dpop } = headers;
  return typeof dpop === 'string' || dpop === undefined ? dpop : dpop.join(', ');
}
