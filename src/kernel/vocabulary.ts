/** Credential types: the same strings on both nodes, the version inside them. */
const base = 'https://wenjin.example/credentials/';

export const vct = {
  homeAttestation: `${base}home-attestation/v1`,
  bridgingResult: `${base}bridging-result/v1`,
  recognition: `${base}qualification-recognition/v1`,
} as const;
export type CredentialType = (typeof vct)[keyof typeof vct];

export function issuerOf(origin: string, authoritySlug: string): string {
  return `${origin}/authorities/${authoritySlug}`;
}
