import { type CredentialType, vct } from '../kernel/vocabulary.ts';

export const authorityKinds = [
  'authority',
  'awarding-body',
  'recognition-authority',
  'bridging-provider',
] as const;
export type AuthorityKind = (typeof authorityKinds)[number];

export const mandateActions = ['attest', 'recognise', 'bridge'] as const;
export type MandateAction = (typeof mandateActions)[number];

/** What an authority issues when it does what it is mandated to do. */
export const vctOfAction = {
  attest: vct.homeAttestation,
  recognise: vct.recognition,
  bridge: vct.bridgingResult,
} as const satisfies Readonly<Record<MandateAction, CredentialType>>;

export const trustListType = 'wenjin-trust-list+jwt';
export const trustListMediaType = 'application/jwt';
export const trustListPath = '/.well-known/wenjin-trust-list';

/** `HK-12`: how a verdict names the list that it rests on. */
export function listVersion(jurisdiction: string, sequence: number): string {
  return `${jurisdiction}-${sequence}`;
}
