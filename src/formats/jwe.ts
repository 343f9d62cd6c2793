import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from 'jose';
import { decodeBase64url } from '../kernel/base64url.ts';
import { isJsonObject, type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import type { AgreementKeyPair } from '../kernel/p256-key.ts';

/** JWE as OpenID4VCI 1.0 section 10 and OpenID4VP 1.0 section 8.3 use it, with the algorithms of HAIP 1.0 section 5: ECDH-ES on P-256, no compression. */

export const encryptionAlgorithm = 'ECDH-ES';
export const encodings = ['A128GCM', 'A256GCM'] as const;
type Encoding = (typeof encodings)[number];

const headerLimits = { maxBytes: 4_096, maxDepth: 4 } as const;
const plainLimits = { maxBytes: 196_608, maxDepth: 16 } as const;

type Decryption =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly reason: string };

/** Header and form are looked at before the library sees the token. */
export async function decryptJwe(token: string, keys: readonly AgreementKeyPair[]): Promise<Decryption> {
  const parts = token.split('.');
  const header = readHeader(parts);
  if (!header) return refused('not a compact JWE');
  const refusal = refusalOf(header);
  if (refusal !== undefined) return refused(refusal);
  const key = keys.find(({ kid }) => kid === header['kid']);
  if (!key) return refused('kid is of no key that was given');
  const plain = await opened(token, key);
  if (!plain) return refused('it does not decrypt');
  const parsed = parseStrictObject(plain, plainLimits);
  return parsed.ok ? { ok: true, value: parsed.value } : refused('the content is not a JSON object');
}

function readHeader(parts: readonly string[]): JsonObject | undefined {
  const [text = '', key = '', ...rest] = parts;
  const wellFormed =
    parts.length === 5 && key === '' && rest.every((part) => decodeBase64url(part) !== undefined);
  const bytes = wellFormed ? decodeBase64url(text) : undefined;
  const parsed = bytes && parseStrictObject(bytes, headerLimits);
  return parsed?.ok ? parsed.value : undefined;
}

function refusalOf(header: JsonObject): string | undefined {
  if (header['alg'] !== encryptionAlgorithm) return 'alg is not ECDH-ES';
  if (!encodings.some((enc) => enc === header['enc'])) return 'enc is neither A128GCM nor A256GCM';
  if (header['zip'] !== undefined) return 'zip is not supported';
  if (header['crit'] !== undefined) return 'critical extension';
  const { epk } = header;
  return isJsonObject(epk) && epk['kty'] === 'EC' && epk['crv'] === 'P-256'
    ? undefined
    : 'epk is not on P-256';
}

/** Undefined when it does not open; jose says why only by the kind of its error. */
async function opened(token: string, { publicJwk, d }: AgreementKeyPair): Promise<Uint8Array | undefined> {
  const key = await importJWK({ ...publicJwk, d }, encryptionAlgorithm);
  const options = {
    keyManagementAlgorithms: [encryptionAlgorithm],
    contentEncryptionAlgorithms: [...encodings],
  };
  return compactDecrypt(token, key, options).then(
    ({ plaintext }) => plaintext,
    () => undefined,
  );
}

export interface ResponseEncryption {
  readonly jwk: JWK & { readonly kid?: string };
  readonly enc: Encoding;
}

export async function encryptResponse(body: unknown, { jwk, enc }: ResponseEncryption): Promise<string> {
  const key = await importJWK(jwk, encryptionAlgorithm);
  return new CompactEncrypt(Buffer.from(JSON.stringify(body), 'utf8'))
    .setProtectedHeader({ alg: encryptionAlgorithm, enc, ...(jwk.kid !== undefined && { kid: jwk.kid }) })
    .encrypt(key);
}

function refused(reason: string): Decryption {
  return { ok: false, reason };
}
