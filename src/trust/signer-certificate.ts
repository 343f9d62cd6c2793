import { X509Certificate } from 'node:crypto';
import { sha256Base64url } from '../kernel/digest.ts';
import { readPublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { ListHeader } from './list-header.schema.ts';
import { operatorName } from './lote-scheme.ts';
import { territories } from './lote-vocabulary.ts';
import type { TrustListPayload } from './trust-list.schema.ts';

/**
 * Does the certificate that the header brings say the same as the list? It is for readers who come by certificates; whether the key may be
 * believed is decided by its thumbprint, so a certificate never adds to that. ETSI TS 119 602 clause 6.8: its subject names the operator of
 * the scheme and the territory.
 */
export function fitsSigner(header: ListHeader, payload: TrustListPayload): boolean {
  const { kid, x5c: chain, 'x5t#S256': digest } = header;
  if (chain === undefined && digest === undefined)
    return header.alg !== 'ES256' || payload.certificates.length === 0;
  const leaf = chain?.[0];
  if (leaf === undefined || digest === undefined) return false;
  const der = Buffer.from(leaf, 'base64');
  if (der.toString('base64') !== leaf || sha256Base64url(der) !== digest) return false;
  return names(der, { kid, payload });
}

function names(
  der: Uint8Array,
  { kid, payload }: { readonly kid: string; readonly payload: TrustListPayload },
): boolean {
  try {
    const { publicKey, subject } = new X509Certificate(der);
    const jwk = readPublicJwk(publicKey.export({ format: 'jwk' }));
    // One attribute a line, as OpenSSL writes them.
    const attributes = subject.split('\n');
    return (
      jwk !== undefined &&
      thumbprint(jwk) === kid &&
      attributes.includes(`O=${operatorName(payload.iss)}`) &&
      attributes.includes(`C=${territories[payload.jurisdiction]}`)
    );
  } catch {
    return false;
  }
}
