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

/** Explicit typing (RFC 8725 section 3.11), as @owf/eudi-lote has it too; ETSI TS 119 182-1 leaves `typ` open. */
export const trustListType = 'trustlist+jwt';
/** Of the lists that nodes signed before they followed ETSI TS 119 602. */
export const formerListType = 'wenjin-trust-list+jwt';
/** A compact JAdES signature, as the profiles of ETSI TS 119 602 name it. */
export const trustListMediaType = 'application/jose';
/** TS 119 602 gives no place of its own to a list: it says where it is in `DistributionPoints`. */
export const trustListPath = '/.well-known/wenjin-trust-list';

/** `HK-12`: how a verdict names the list that it rests on. */
export function listVersion(jurisdiction: string, sequence: number): string {
  return `${jurisdiction}-${sequence}`;
}
