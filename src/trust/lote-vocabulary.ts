import type { NodeKeyPurpose } from '../keys/index.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { type CredentialType, vct } from '../kernel/vocabulary.ts';

/** The URIs of this scheme. ETSI TS 119 602 leaves types, statuses and rules to the scheme that a list is of (clauses 6.3.3, 6.6.1, 6.6.4). */
const base = 'https://wenjin.example/trust';

export const loteType = `${base}/LoTEType/recognition-authorities`;
export const statusDetermination = `${base}/StatusDetn/mandates`;
export const schemeRules = `${base}/schemerules/mutual-recognition`;

/** Newest status first decides: a key that is compromised stays so. */
export const serviceStatuses = {
  /** Listed ahead of its time, so that the other side has heard of it when it begins. */
  announced: `${base}/ServiceStatus/announced`,
  granted: `${base}/ServiceStatus/granted`,
  withdrawn: `${base}/ServiceStatus/withdrawn`,
  compromised: `${base}/ServiceStatus/compromised`,
} as const;
export type ServiceStatusName = keyof typeof serviceStatuses;

/** One key with which an authority signs credentials. */
export const signingService = `${base}/ServiceType/credential-signing`;

const nodeServices = `${base}/ServiceType/node/`;

/** One key with which the node itself signs for one purpose. */
export function nodeService(purpose: NodeKeyPurpose): string {
  return `${nodeServices}${purpose}`;
}

/** What an authority may issue: one service for each credential type. */
export const issuanceServices: Readonly<Record<CredentialType, string>> = {
  [vct.homeAttestation]: `${base}/ServiceType/issuance/home-attestation`,
  [vct.bridgingResult]: `${base}/ServiceType/issuance/bridging-result`,
  [vct.recognition]: `${base}/ServiceType/issuance/qualification-recognition`,
};

/** In the order in which an authority's services stand. */
export const credentialTypes: readonly CredentialType[] = Object.values(vct);

/** Names of what ETSI has no field for. None is critical: a reader who passes over them sees services, keys and statuses that are right. */
export const extensionNames = {
  scheme: `${base}/extension/scheme`,
  authority: `${base}/extension/authority`,
  key: `${base}/extension/key`,
  mandates: `${base}/extension/mandates`,
} as const;

/** RFC 9278: a key by its thumbprint, where a list has no place for the key itself. */
const thumbprintUri = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:';

export function thumbprintUriOf(kid: string): string {
  return `${thumbprintUri}${kid}`;
}

export function thumbprintIn(uri: string): string | undefined {
  return uri.startsWith(thumbprintUri) ? uri.slice(thumbprintUri.length) : undefined;
}

/** ISO 3166-1, as clause 6.1.5 asks; Shenzhen has no code of its own, so the scheme extension names the side. */
export const territories = { HK: 'HK', 'CN-SZ': 'CN' } as const satisfies Record<Jurisdiction, string>;
