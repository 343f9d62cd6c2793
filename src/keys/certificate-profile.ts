import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { KeySlot } from './signing-key.ts';
import type { AuthorityLevel } from './vocabulary.ts';
import type { JsonName } from './x509.ts';

export type CertifiedNode = Pick<NodeIdentity, 'origin' | 'jurisdiction' | 'demonstration'>;

/** Whoever sees a certificate of a demonstration sees it in its names, whatever software shows them. */
const mark = 'DEMONSTRATION';

const daySeconds = 86_400;

/** An authority is older than what it certifies first, so that clocks may differ. */
export const backdatedSeconds = daySeconds;

export const lifetimeSeconds = {
  root: 20 * 365 * daySeconds,
  issuing: 5 * 365 * daySeconds,
  /** The year and a month that the web allows too. */
  leaf: 397 * daySeconds,
} as const;

/** A certificate is renewed this long before its end. */
export const renewalSeconds = 30 * daySeconds;

/** RFC 5280 section 4.2.1.9: the root certifies one level of authorities, and that one keys alone. */
export const pathLengthOf = { root: 1, issuing: 0 } as const satisfies Record<AuthorityLevel, number>;

/** RFC 5280 appendix A: bounds of organisation and common names. */
const nameMax = 64;

export function authorityName(node: CertifiedNode, level: AuthorityLevel, number: number): JsonName {
  return nameOf(node, `Wenjin ${level} authority ${String(number)}`);
}

export function leafName(node: CertifiedNode, { purpose, authority }: KeySlot): JsonName {
  return nameOf(node, authority ?? purpose);
}

function nameOf(node: CertifiedNode, commonName: string): JsonName {
  return [
    // Shenzhen has no ISO 3166-2 code; as a locality of CN it is plain.
    ...(node.jurisdiction === 'HK' ? [{ C: ['HK'] }] : [{ C: ['CN'] }, { L: ['Shenzhen'] }]),
    { O: [hostOf(node).slice(0, nameMax)] },
    ...(node.demonstration ? [{ OU: [mark] }] : []),
    { CN: [commonName.slice(0, nameMax)] },
  ];
}

export interface AlternativeName {
  readonly type: 'url' | 'dns';
  readonly value: string;
}

/** SD-JWT VC ties `iss` to the URI of the leaf; what a node itself signs is tied to its host as well. */
export function alternativeNames(node: CertifiedNode, slot: KeySlot): AlternativeName[] {
  const uri = issuerNameOf(node, slot);
  return slot.authority === null
    ? [
        { type: 'url', value: uri },
        { type: 'dns', value: hostOf(node) },
      ]
    : [{ type: 'url', value: uri }];
}

export function issuerNameOf(node: CertifiedNode, { authority }: KeySlot): string {
  return authority === null ? node.origin : issuerOf(node.origin, authority);
}

export function hostOf(node: CertifiedNode): string {
  return new URL(node.origin).hostname;
}
