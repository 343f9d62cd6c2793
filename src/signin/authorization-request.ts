import type { CredentialConfigurationId } from './wallet-grant.ts';

/** What a wallet asked for, as it was pushed and found in order (RFC 9126). Nothing of it can be changed in the browser. */
export interface AuthorizationRequest {
  readonly clientId: string;
  /** The attester that vouched for the wallet; null for one that nobody vouched for. */
  readonly attester: string | null;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string | null;
  /** RFC 9449 section 10: the key that must redeem the code; null where the wallet named none. */
  readonly dpopThumbprint: string | null;
  readonly authority: string;
  readonly configurations: readonly CredentialConfigurationId[];
  /** Asked by `authorization_details`. */
  readonly detailed: boolean;
  /** The offer that is taken up, and the one person who may. */
  readonly offer: { readonly offerId: string; readonly subjectId: string } | null;
}

export const signInMethods = ['upstream', 'credential'] as const;
export type SignInMethod = (typeof signInMethods)[number];
