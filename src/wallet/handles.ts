import { createHmac } from 'node:crypto';
import { encodeBase64url } from '../kernel/base64url.ts';
import { type PublicJwk, thumbprint } from '../kernel/jwk.ts';

/**
 * What a wallet is told to come back with. Both are keyed hashes under a key of the node: nobody guesses them, and asking again with the same
 * keys gives the same, so that a wallet that asks all day has one row for it.
 */

export interface HandleOf {
  readonly authority: string;
  readonly owner: string;
  readonly wallet: string;
  /** The application that is waited for, or the credential that was issued. */
  readonly objectId: string;
  readonly keys: readonly PublicJwk[];
}

/** OpenID4VCI 1.0 section 8.3. */
export function transactionIdOf(key: Uint8Array, of: HandleOf): string {
  return handle(key, 'transaction', of);
}

/** OpenID4VCI 1.0 section 8.3: of all credentials of one answer. */
export function notificationIdOf(key: Uint8Array, of: HandleOf): string {
  return handle(key, 'notification', of);
}

/** None of the parts holds NUL, so that no two lists of parts give one text. */
function handle(
  key: Uint8Array,
  use: string,
  { authority, owner, wallet, objectId, keys }: HandleOf,
): string {
  const thumbprints = keys.map(thumbprint).toSorted();
  const text = ['wenjin-wallet/1', use, authority, owner, wallet, objectId, ...thumbprints].join('\0');
  return encodeBase64url(createHmac('sha256', key).update(text).digest());
}
