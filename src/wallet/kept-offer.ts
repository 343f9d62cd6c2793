import { stateOfOffer } from './offer.ts';

/** An offer as the schedule of retention sees it: open, over without a credential, or told by its credential. */
export interface KeptOffer {
  readonly id: string;
  readonly authority: string;
  readonly state: 'open' | 'closed' | 'issued';
  readonly closedAt: Date | null;
}

interface Offered {
  readonly id: string;
  readonly subjectId: string;
  readonly authority: string;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
  readonly revokedAt: Date | null;
}

export function keptOffer(offer: Offered, now: Date): KeptOffer & { readonly subjectId: string } {
  const { id, subjectId, authority, revokedAt, expiresAt } = offer;
  const of = { id, subjectId, authority };
  switch (stateOfOffer(offer, now)) {
    case 'open':
      return { ...of, state: 'open', closedAt: null };
    case 'redeemed':
      return { ...of, state: 'issued', closedAt: null };
    case 'revoked':
    case 'expired':
      return { ...of, state: 'closed', closedAt: revokedAt ?? expiresAt };
  }
}
