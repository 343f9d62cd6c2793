import { timingSafeEqual } from 'node:crypto';

/** Wrong transaction codes that one offer bears; afterwards it is void (OpenID4VCI 1.0 section 13.6.2). */
export const txCodeAttempts = 5;

export interface OfferCodeState {
  readonly txCodeDigest: Uint8Array | null;
  readonly attemptsLeft: number;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
}

export type OfferCodeRefusal =
  /** Unknown, expired, used or void: not told apart. */
  | 'code'
  | 'tx_code missing'
  | 'tx_code unexpected'
  /** Counts as an attempt. */
  | 'tx_code wrong';

/** OpenID4VCI 1.0 section 6.3. Undefined when the code may be redeemed. */
export function refusalOfOfferCode(
  state: OfferCodeState | undefined,
  { txCode, now }: { readonly txCode: Uint8Array | undefined; readonly now: Date },
): OfferCodeRefusal | undefined {
  if (!state || state.redeemedAt !== null || state.expiresAt <= now || state.attemptsLeft <= 0) return 'code';
  if (state.txCodeDigest === null) return txCode === undefined ? undefined : 'tx_code unexpected';
  if (txCode === undefined) return 'tx_code missing';
  return timingSafeEqual(state.txCodeDigest, txCode) ? undefined : 'tx_code wrong';
}
