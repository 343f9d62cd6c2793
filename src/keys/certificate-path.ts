import type { KeyObject } from 'node:crypto';
import { type Certificate, certificateBytesMax, readCertificate } from './read-certificate.ts';

/**
 * Is a key certified for a name? RFC 5280 section 6 for the profile at hand: `x5c` brings the leaf and those between it and an anchor in
 * their order, the anchor is one that the verifier trusts already, and everybody signs by ECDSA. What is not understood is refused.
 */

export type PathProblem =
  | 'malformed'
  | 'too-long'
  | 'unreadable'
  | 'leaf-self-signed'
  | 'anchor-included'
  | 'anchor-unknown'
  | 'not-issued-by-next'
  | 'not-an-authority'
  | 'path-length'
  | 'key-usage'
  | 'unknown-extension'
  | 'algorithm';

export type UseProblem = 'not-valid-then' | 'another-key' | 'another-name';

/** A path that holds, whenever: the instant and what it is used for are asked about apart, so that this can be kept. */
export interface CertificatePath {
  readonly leaf: Certificate;
  readonly root: Certificate;
  /** When all of it, the anchor too, is valid; both ends are part of it (RFC 5280 section 4.1.2.5). */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** With the anchor, four. */
export const chainMax = 3;

const textMax = Math.ceil(certificateBytesMax / 3) * 4;

/** `x5c` is as it came from outside. Never throws. */
export function buildPath(x5c: unknown, anchors: readonly Certificate[]): CertificatePath | PathProblem {
  const chain = readChain(x5c);
  if (typeof chain === 'string') return chain;
  const { leaf, above } = chain;
  if (isSelfSigned(leaf)) return 'leaf-self-signed';
  const all = [leaf, ...above];
  if (all.some((one) => isSelfSigned(one) || anchors.some((known) => isSame(one, known))))
    return 'anchor-included';
  const last = above.at(-1) ?? leaf;
  const root = anchors.find((candidate) => isIssuedBy(last, candidate));
  if (root === undefined) return 'anchor-unknown';
  const issuers = [...above, root];
  const problem = problemOfSignatures(all, issuers) ?? problemOfAuthorities(issuers) ?? problemOfLeaf(leaf);
  return problem ?? { leaf, root, ...commonValidity([...all, root]) };
}

/** Milliseconds are not part of what certificates say, nor of `iat`. */
export function problemOfUse(
  { leaf, notBefore, notAfter }: CertificatePath,
  use: { readonly at: Date; readonly key: KeyObject; readonly uri: string },
): UseProblem | undefined {
  if (use.at < notBefore || use.at > notAfter) return 'not-valid-then';
  if (!leaf.publicKey.equals(use.key)) return 'another-key';
  return leaf.uris.includes(use.uri) ? undefined : 'another-name';
}

type Chain = { readonly leaf: Certificate; readonly above: readonly Certificate[] };

function readChain(x5c: unknown): Chain | PathProblem {
  if (!Array.isArray(x5c) || x5c.length === 0) return 'malformed';
  if (x5c.length > chainMax) return 'too-long';
  const certificates: Certificate[] = [];
  for (const text of x5c) {
    const der = typeof text === 'string' ? decodeBase64(text) : undefined;
    if (der === undefined) return 'malformed';
    const certificate = readCertificate(der);
    if (certificate === undefined) return 'unreadable';
    certificates.push(certificate);
  }
  const [leaf, ...above] = certificates;
  return leaf === undefined ? 'malformed' : { leaf, above };
}

/** RFC 7515 section 4.1.6: base64, not base64url; and one text for one certificate. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length > textMax) return undefined;
  const octets = Buffer.from(text, 'base64');
  return octets.toString('base64') === text ? octets : undefined;
}

function problemOfSignatures(
  all: readonly Certificate[],
  issuers: readonly Certificate[],
): PathProblem | undefined {
  if (![...all, ...issuers].every(({ hasKnownAlgorithms }) => hasKnownAlgorithms)) return 'algorithm';
  const holds = all.every((one, index) => {
    const issuer = issuers[index];
    return issuer !== undefined && isIssuedBy(one, issuer);
  });
  return holds ? undefined : 'not-issued-by-next';
}

/** From the one above the leaf up to the anchor. */
function problemOfAuthorities(issuers: readonly Certificate[]): PathProblem | undefined {
  for (const [
    below,
    { isAuthority, signsCertificates, pathLength, hasUnknownExtension },
  ] of issuers.entries()) {
    if (!isAuthority) return 'not-an-authority';
    if (!signsCertificates) return 'key-usage';
    if (pathLength !== undefined && below > pathLength) return 'path-length';
    if (hasUnknownExtension) return 'unknown-extension';
  }
  return undefined;
}

function problemOfLeaf({
  isAuthority,
  signsDocuments,
  hasUnknownExtension,
}: Certificate): PathProblem | undefined {
  if (hasUnknownExtension) return 'unknown-extension';
  return signsDocuments && !isAuthority ? undefined : 'key-usage';
}

export function isIssuedBy(one: Certificate, issuer: Certificate): boolean {
  const identified =
    one.issuerKeyIdentifier === undefined ||
    issuer.keyIdentifier === undefined ||
    one.issuerKeyIdentifier === issuer.keyIdentifier;
  return one.issuer === issuer.subject && identified && one.verifiesWith(issuer.publicKey);
}

export function isSelfSigned(one: Certificate): boolean {
  return one.issuer === one.subject || one.verifiesWith(one.publicKey);
}

function isSame(one: Certificate, other: Certificate): boolean {
  return Buffer.compare(one.der, other.der) === 0;
}

function commonValidity(all: readonly Certificate[]): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: new Date(Math.max(...all.map(({ notBefore }) => notBefore.getTime()))),
    notAfter: new Date(Math.min(...all.map(({ notAfter }) => notAfter.getTime()))),
  };
}
