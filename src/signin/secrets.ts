import { createHmac } from 'node:crypto';
import { encodeBase64url } from '../kernel/base64url.ts';

/**
 * What is told to a wallet or a person, and by what it is found again. All are keyed hashes under a key that the database does not hold, so
 * that a copy of the database gives nobody a code; those of an offer are derived from its identifier, so that the offer can be shown again.
 */

export function offerCodeOf(key: Uint8Array, offerId: string): string {
  return encodeBase64url(keyed(key, 'offer-code', offerId));
}

export function issuerStateOf(key: Uint8Array, offerId: string): string {
  return encodeBase64url(keyed(key, 'issuer-state', offerId));
}

/** Bound to the code that it comes with: the same digits of another offer digest to something else. */
export function txCodeDigest(key: Uint8Array, offerCode: string, txCode: string): Uint8Array {
  return keyed(key, 'tx-code', offerCode, txCode);
}

/** By which an account at an upstream provider is known here. */
export function accountDigest(
  key: Uint8Array,
  account: { readonly issuer: string; readonly subject: string },
): Uint8Array {
  return keyed(key, 'account', account.issuer, account.subject);
}

/** None of the parts holds NUL, so that no two lists of parts give one text. */
function keyed(key: Uint8Array, use: string, ...parts: readonly string[]): Uint8Array {
  const text = ['wenjin-sign-in/1', use, ...parts].join('\0');
  return new Uint8Array(createHmac('sha256', key).update(text).digest());
}

/** Everything that a browser or the upstream provider is told of one session: whoever has the cookie can be told it again, nobody else. */
export interface SessionSecrets {
  /** In every form of its pages. */
  readonly csrf: string;
  /** RFC 6749 section 10.12, OpenID Connect Core 1.0 section 3.1.2.1 and RFC 7636, towards the upstream provider. */
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** In the key binding of a credential that is shown. */
  readonly presentationNonce: string;
}

export function sessionSecrets(key: Uint8Array, cookie: string): SessionSecrets {
  const of = (use: string): string => encodeBase64url(keyed(key, use, cookie));
  return {
    csrf: of('csrf'),
    state: of('upstream-state'),
    nonce: of('upstream-nonce'),
    verifier: of('upstream-verifier'),
    presentationNonce: of('presentation-nonce'),
  };
}
