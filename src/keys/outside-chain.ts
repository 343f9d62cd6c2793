import {
  buildPath,
  isIssuedBy,
  isSelfSigned,
  type PathProblem,
  problemOfUse,
  type UseProblem,
} from './certificate-path.ts';
import type { Certificate } from './read-certificate.ts';

/** What an outside authority sent for one of our keys, put in order. */
export interface OutsideChain {
  readonly x5c: readonly string[];
  readonly root: Certificate;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export type OutsideProblem = PathProblem | UseProblem | 'another-host';

export interface ForWhom {
  /** The URI that the leaf has to name. */
  readonly uri: string;
  /** And the host, for what the node itself signs. */
  readonly host: string | undefined;
  readonly now: Date;
}

/** Certificates come in any order, roots among them. */
export function chainFor(
  leaf: Certificate,
  { others, roots }: { readonly others: readonly Certificate[]; readonly roots: readonly Certificate[] },
  { uri, host, now }: ForWhom,
): OutsideChain | OutsideProblem {
  const x5c = climb(leaf, others, roots).map(({ der }) => Buffer.from(der).toString('base64'));
  const path = buildPath(x5c, roots);
  if (typeof path === 'string') return path;
  const at = now < path.notBefore ? path.notBefore : now;
  const problem = problemOfUse(path, { at, key: leaf.publicKey, uri });
  if (problem !== undefined) return problem;
  if (host !== undefined && !leaf.dnsNames.includes(host)) return 'another-host';
  return { x5c, root: path.root, notBefore: path.notBefore, notAfter: path.notAfter };
}

/** From the leaf up, until a root takes over or nobody is known to have signed. Each is used once, so that it ends. */
function climb(
  leaf: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
): readonly Certificate[] {
  if (roots.some((root) => isIssuedBy(leaf, root))) return [leaf];
  const issuer = others.find((one) => !isSelfSigned(one) && isIssuedBy(leaf, one));
  if (issuer === undefined) return [leaf];
  return [
    leaf,
    ...climb(
      issuer,
      others.filter((one) => one !== issuer),
      roots,
    ),
  ];
}

/** Every certificate of a PEM text (RFC 7468); what stands between them is for people. */
export function certificatesInPem(pem: string): readonly Uint8Array[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g);
  return [...blocks].map(([, text]) => Buffer.from(text ?? '', 'base64'));
}
