/** Separate consent (PIPL, Articles 23, 29 and 39): to whom, for what, which items, and how it can be shown. */
export interface Consent {
  readonly id: string;
  readonly subjectId: string;
  readonly scope: string;
  readonly recipient: string;
  readonly purpose: string;
  /** Names of the items, never their values. */
  readonly items: readonly string[];
  /** Base64url of the SHA-256 of what the person signed or confirmed. */
  readonly evidenceDigest: string;
  readonly givenAt: Date;
  readonly withdrawnAt: Date | null;
}

export type NewConsent = Omit<Consent, 'id' | 'withdrawnAt'>;
