import { isVcJwt, vcKeyId } from '../formats/index.ts';
import { signingInput } from '../kernel/compact-jws.ts';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import type { ParallelSigner } from '../kernel/ports.ts';
import { isJsonObject, type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { type AkpPublicJwk, akpThumbprint, verifyMlDsa } from '../keys/index.ts';

/**
 * RFC 7515 section 7.2.1: signatures by several algorithms over one payload, each with a protected header of its own. The first is that of
 * the compact form, part for part, so that whoever knows only ES256 loses nothing.
 */
export interface GeneralJws {
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

export async function signBeside(
  compact: string,
  header: JsonObject & { readonly alg?: never },
  signer: ParallelSigner,
): Promise<GeneralJws> {
  const [protectedText = '', payload = '', signature = ''] = compact.split('.');
  const [own = ''] = Buffer.from(signingInput({ ...header, alg: signer.alg }, {}))
    .toString()
    .split('.');
  const beside = await signer.sign(Buffer.from(`${own}.${payload}`, 'latin1'));
  return {
    payload,
    signatures: [
      { protected: protectedText, signature },
      { protected: own, signature: encodeBase64url(beside) },
    ],
  };
}

export type OpenedDual =
  | { readonly ok: true /** To be verified as any other. */; readonly compact: string }
  | { readonly ok: false; readonly problem: 'structure' | 'header' | 'key' | 'signature' | 'issuer' };

/**
 * Both signatures are needed: this judges the second, by the key that the caller already trusts for that issuer, and hands over the first.
 * Never throws.
 */
export function openDualSigned(
  jws: unknown,
  keyOf: (issuer: string) => AkpPublicJwk | undefined,
): OpenedDual {
  const parts = partsOf(jws);
  if (parts === undefined) return { ok: false, problem: 'structure' };
  const { payload, first, second } = parts;
  const octets = decodeBase64url(second.protected);
  const header = octets && parseStrictObject(octets, { maxBytes: 1024, maxDepth: 2 });
  if (header?.ok !== true || !isHeader(header.value)) return { ok: false, problem: 'header' };
  const { kid } = header.value;
  const issuer = typeof kid === 'string' ? kid.slice(0, Math.max(0, kid.lastIndexOf('#'))) : '';
  const key = keyOf(issuer);
  if (!key || kid !== vcKeyId(issuer, akpThumbprint(key))) return { ok: false, problem: 'key' };
  const signature = decodeBase64url(second.signature);
  const input = Buffer.from(`${second.protected}.${payload}`, 'latin1');
  if (signature === undefined || !verifyMlDsa(input, signature, key))
    return { ok: false, problem: 'signature' };
  // One authority cannot vouch for what another one says.
  if (issuerNamed(payload) !== issuer) return { ok: false, problem: 'issuer' };
  const compact = `${first.protected}.${payload}.${first.signature}`;
  // What is handed over is of this format and no other: parts that were put together might be an SD-JWT with disclosures.
  return isVcJwt(compact) ? { ok: true, compact } : { ok: false, problem: 'structure' };
}

/** What the payload of a JWS, as it stands in it, says of its issuer. Nothing is believed yet. */
export function issuerNamed(payload: string): unknown {
  const octets = decodeBase64url(payload);
  const document = octets && parseStrictObject(octets);
  return document?.ok === true ? document.value['iss'] : undefined;
}

/** No unprotected header, no extension, no key of its own. */
function isHeader(header: JsonObject): boolean {
  const names = Object.keys(header).sort().join(' ');
  return (
    names === 'alg cty kid typ' &&
    header['alg'] === 'ML-DSA-44' &&
    header['typ'] === 'vc+jwt' &&
    header['cty'] === 'vc'
  );
}

type Part = GeneralJws['signatures'][number];

function partsOf(jws: unknown): { payload: string; first: Part; second: Part } | undefined {
  if (!isJsonObject(jws)) return undefined;
  const { payload, signatures } = jws;
  if (Object.keys(jws).length !== 2 || typeof payload !== 'string' || !Array.isArray(signatures))
    return undefined;
  const parts = signatures.map(partOf);
  const [first, second] = parts;
  return parts.length === 2 && first && second ? { payload, first, second } : undefined;
}

function partOf(value: unknown): Part | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return undefined;
  const { protected: header, signature } = value;
  return typeof header === 'string' && typeof signature === 'string'
    ? { protected: header, signature }
    : undefined;
}
