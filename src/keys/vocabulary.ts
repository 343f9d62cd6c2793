import type { SignatureAlgorithm } from '../kernel/ports.ts';

/** What a node itself signs. A key serves one of these and nothing else. */
export const nodeKeyPurposes = ['status', 'agreement', 'trust-list', 'notice', 'receipt', 'token'] as const;
export type NodeKeyPurpose = (typeof nodeKeyPurposes)[number];

/** `credential` is an authority's; each authority has its own. */
export const keyPurposes = ['credential', ...nodeKeyPurposes] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

export const suites = ['ES256', 'Ed25519'] as const satisfies readonly SignatureAlgorithm[];

/** HAIP 1.0 requires it of everybody, so that every wallet and verifier understands it. */
export const defaultSuite: SignatureAlgorithm = 'ES256';
