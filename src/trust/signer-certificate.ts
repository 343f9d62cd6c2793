import { type KeyObject, X509Certificate } from 'node:crypto';
import { sha256Base64url } from '../kernel/digest.ts';
import { fromEpochSeconds } from '../kernel/instants.ts';
import { importPublicKey } from '../kernel/jwk.ts';
import { buildPath, problemOfUse, readCertificate } from '../keys/index.ts';
import type { ListHeader } from './list-header.schema.ts';
import { operatorName } from './lote-scheme.ts';
import { territories } from './lote-vocabulary.ts';
import type { TrustListPayload } from './trust-list.schema.ts';
import { trustListType } from './vocabulary.ts';

type CertifiedHeader = Pick<ListHeader, 'kid' | 'x5c' | 'x5t#S256'>;

/**
 * The header under which a key signs a list. A certificate that does not fit, such as one that has ended, is left out: the list must go
 * out all the same, or everything that rests on it ends with it.
 */
export function signingHeader(payload: TrustListPayload, kid: string, chain: readonly string[] | undefined) {
  const bare = { typ: trustListType, kid, iat: payload.iat } as const;
  const [leaf] = chain ?? [];
  if (leaf === undefined) return bare;
  const digest = sha256Base64url(Buffer.from(leaf, 'base64'));
  const certified = { ...bare, x5c: [...(chain ?? [])], 'x5t#S256': digest };
  return fitsSigner(certified, payload) ? certified : bare;
}

/**
 * Does the certificate that the header brings say the same as the list? It is for readers who come by certificates; whether the key may be
 * believed is decided by its thumbprint, so a certificate adds nothing to that, and a key that nobody has certified yet signs without one.
 */
export function fitsSigner(header: CertifiedHeader, payload: TrustListPayload): boolean {
  const { kid, x5c: chain, 'x5t#S256': digest } = header;
  if (chain === undefined && digest === undefined) return true;
  const leaf = Buffer.from(chain?.[0] ?? '', 'base64');
  const jwk = payload.node_keys.find((key) => key.kid === kid)?.jwk;
  const key = jwk && importPublicKey(jwk);
  return (
    key !== undefined &&
    sha256Base64url(leaf) === digest &&
    isCertified(chain, { key, payload }) &&
    namesOperator(leaf, payload)
  );
}

function isCertified(
  chain: readonly string[] | undefined,
  { key, payload }: { readonly key: KeyObject; readonly payload: TrustListPayload },
): boolean {
  const roots = payload.certificates.flatMap((text) => readCertificate(Buffer.from(text, 'base64')) ?? []);
  const path = buildPath(chain, roots);
  if (typeof path === 'string') return false;
  return problemOfUse(path, { at: fromEpochSeconds(payload.iat), key, uri: payload.iss }) === undefined;
}

/** ETSI TS 119 602 clause 6.8: the subject names the operator of the scheme and the territory. One attribute a line, as OpenSSL writes them. */
function namesOperator(der: Uint8Array, { iss, jurisdiction }: TrustListPayload): boolean {
  const attributes = new X509Certificate(der).subject.split('\n');
  return (
    attributes.includes(`O=${operatorName(iss)}`) && attributes.includes(`C=${territories[jurisdiction]}`)
  );
}
