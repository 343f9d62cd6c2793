import type { SignatureAlgorithm } from '../kernel/ports.ts';

export const otherNodeKeyPurposes = [
  'status',
  'agreement',
  'trust-list',
  'notice',
  'receipt',
  'token',
  /** Request objects of OpenID4VP; its certificate names the host (`x509_hash`). */
  'presentation',
  /** Signed issuer metadata of OpenID4VCI. */
  'metadata',
] as const;
/** The notes of a transparency log and its witness are signed by Ed25519 (C2SP signed-note and tlog-cosignature). */
export const logKeyPurposes = ['log', 'witness'] as const;

/** What a node itself signs. A key serves one of these and nothing else. */
export const nodeKeyPurposes = [...otherNodeKeyPurposes, ...logKeyPurposes] as const;
export type NodeKeyPurpose = (typeof nodeKeyPurposes)[number];

/** `credential` is an authority's; each authority has its own. */
export const keyPurposes = ['credential', ...nodeKeyPurposes] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

export const suites = ['ES256', 'Ed25519'] as const satisfies readonly SignatureAlgorithm[];

/** HAIP 1.0 requires it of everybody, so that every wallet and verifier understands it. */
export const defaultSuite: SignatureAlgorithm = 'ES256';

export function usualSuite(purpose: KeyPurpose): SignatureAlgorithm {
  return logKeyPurposes.some((each) => each === purpose) ? 'Ed25519' : defaultSuite;
}

/** Of certificate authorities: the anchor that others trust, and the one under it that certifies keys from day to day. */
export const authorityLevels = ['root', 'issuing'] as const;
export type AuthorityLevel = (typeof authorityLevels)[number];

/** Whose signatures others check by a certificate: banks, wallets, the other node. */
export const certifiedPurposes: readonly KeyPurpose[] = [
  'credential',
  'status',
  'trust-list',
  'presentation',
  'metadata',
];
