/** Credential types: the same strings on both nodes, the version inside them. */
const base = 'https://wenjin.example/credentials/';

export const vct = {
  homeAttestation: `${base}home-attestation/v1`,
  bridgingResult: `${base}bridging-result/v1`,
  recognition: `${base}qualification-recognition/v1`,
} as const;
export type CredentialType = (typeof vct)[keyof typeof vct];

/** Values of a credential's own status. */
export const credentialStatus = { valid: 0, ended: 1, suspended: 2, superseded: 3 } as const;

/** Values of a record, the award behind all credentials that attest it. */
export const recordStatus = { good: 0, awardEnded: 1, standingSuspended: 2, standingEnded: 3 } as const;

export function issuerOf(origin: string, authoritySlug: string): string {
  return `${origin}/authorities/${authoritySlug}`;
}
