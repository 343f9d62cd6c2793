import { isVcJwt } from '../formats/index.ts';
import { type Sm2PublicKey, verifySm2 } from '../keys/index.ts';
import { issuerNamed } from './dual-signature.ts';

/** An export with a signature that stands beside it, over its octets: no registration puts SM2 within JOSE. */
export interface BesideSigned {
  readonly credential: string;
  /** Uncompressed, in hexadecimal digits. */
  readonly publicKey: string;
  /** DER, in base64. */
  readonly signature: string;
}

export type OpenedBeside =
  | { readonly ok: true /** To be verified as any other. */; readonly credential: string }
  | { readonly ok: false; readonly problem: 'structure' | 'key' | 'signature' };

/**
 * Both signatures are needed: this judges the one beside the credential, by the key that the caller already trusts for the issuer that the
 * credential names, and hands over the credential. Never throws.
 */
export function openBesideSigned(
  { credential, publicKey, signature }: BesideSigned,
  keyOf: (issuer: string) => Sm2PublicKey | undefined,
): OpenedBeside {
  if (!isVcJwt(credential)) return { ok: false, problem: 'structure' };
  const issuer = issuerNamed(credential.split('.')[1] ?? '');
  const key = typeof issuer === 'string' ? keyOf(issuer) : undefined;
  if (key === undefined || key.publicKey !== publicKey) return { ok: false, problem: 'key' };
  const octets = Buffer.from(signature, 'base64');
  const isCanonical = octets.toString('base64') === signature;
  return isCanonical && verifySm2(Buffer.from(credential, 'latin1'), octets, publicKey)
    ? { ok: true, credential }
    : { ok: false, problem: 'signature' };
}
