import { hash } from 'node:crypto';
import {
  buildSdJwt,
  type CheckCode,
  combineSdJwt,
  presentation,
  type SdJwtVcPolicy,
  type SdJwtVcResult,
  sdJwtVcType,
  verifySdJwtVc,
} from '../../src/formats/index.ts';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { type SoftwareSigner, signRaw, softwareSigner } from '../kernel/software-signer.ts';

export const now = 1_795_400_000;
export const audience = 'https://bank.example/verifier';
export const nonce = 'n-0S6_WzA2Mj';

export const issuer = softwareSigner('ES256');
export const holder = softwareSigner('ES256');
export const stranger = softwareSigner('ES256');

export const claims = {
  iss: 'https://hk.wenjin.example/authorities/hkib',
  iat: now - 86_400,
  exp: now + 86_400 * 365,
  vct: 'https://wenjin.example/vct/qualification-attestation/v1',
  cnf: { jwk: holder.jwk },
  status: { status_list: { idx: 104_729, uri: 'https://hk.wenjin.example/status/1' } },
  record: { id: '6f4f3c0e-0b7f-4f0e-9a63-2f1b1f0a7c11' },
  given_name: 'Ka Yan',
  name_zh: '陳嘉欣',
  birth_date: '1994-05-17',
  address: { city: 'Hong Kong', street: '1 Example Road' },
  modules: ['retail', 'aml', 'ethics'],
};

export const disclosable = [
  '/given_name',
  '/name_zh',
  '/birth_date',
  '/address',
  '/address/city',
  '/address/street',
  '/modules/1',
];

export function salt(index: number): Uint8Array {
  return hash('sha256', `salt ${index}`, 'buffer').subarray(0, 16);
}

export const built = buildSdJwt({ claims, disclosable, salts: disclosable.map((_, index) => salt(index)) });
export const disclosures = built.disclosures.map((disclosure) => disclosure.text);

const issuerJwt = await signCompactJws({ typ: sdJwtVcType, kid: issuer.kid }, built.payload, issuer);
export const issued = combineSdJwt(issuerJwt, disclosures);

export const binding = { audience, nonce, issuedAt: now - 5, signer: holder };
export const presented = await presentation(issued, ['given_name', 'city'], binding);

export const policy: SdJwtVcPolicy = {
  issuerKey: (header, payload) =>
    header['kid'] === issuer.kid && payload['iss'] === claims.iss
      ? { key: issuer.publicKey, alg: 'ES256' }
      : { problem: 'issuer-unknown' },
  now,
  keyBinding: { audience, nonce, now, maxAgeSeconds: 300 },
};

export const { keyBinding: _binding, ...unbound } = policy;

/** What a forger who holds some keys can put together. Strings are JSON texts or token parts as they are. */
export interface Forgery {
  readonly header?: JsonObject | string;
  readonly payload?: JsonObject | string;
  readonly disclosures?: readonly string[];
  readonly signer?: SoftwareSigner;
  /** The signature's octets for these bytes. */
  readonly sign?: (bytes: Uint8Array) => Uint8Array;
  readonly edit?: (issuerJwt: string) => string;
  readonly keyBinding?: KeyBindingForgery | 'none';
}

export interface KeyBindingForgery {
  readonly header?: JsonObject | string;
  readonly claims?: JsonObject;
  readonly payload?: string;
  readonly signer?: SoftwareSigner;
  readonly over?: string;
  readonly edit?: (jwt: string) => string;
}

export const goodHeader: JsonObject = { alg: 'ES256', typ: sdJwtVcType, kid: issuer.kid };
export const goodPayload: JsonObject = built.payload;

export function forge(forgery: Forgery): string {
  const signer = forgery.signer ?? issuer;
  const jwt = jwtOf({
    header: forgery.header ?? goodHeader,
    payload: forgery.payload ?? goodPayload,
    sign: forgery.sign ?? ((bytes) => signRaw(signer.privateKey, bytes)),
  });
  const sdJwt = combineSdJwt(forgery.edit?.(jwt) ?? jwt, forgery.disclosures ?? disclosures.slice(0, 1));
  return forgery.keyBinding === 'none' ? sdJwt : `${sdJwt}${bind(sdJwt, forgery.keyBinding)}`;
}

export function bind(sdJwt: string, forgery: KeyBindingForgery = {}): string {
  const signer = forgery.signer ?? holder;
  const good = { iat: now - 5, aud: audience, nonce, sd_hash: sha256Base64url(forgery.over ?? sdJwt) };
  const jwt = jwtOf({
    header: forgery.header ?? { alg: signer.alg, typ: 'kb+jwt' },
    payload: forgery.payload ?? { ...good, ...forgery.claims },
    sign: (bytes) => signRaw(signer.privateKey, bytes),
  });
  return forgery.edit?.(jwt) ?? jwt;
}

function jwtOf(parts: {
  readonly header: JsonObject | string;
  readonly payload: JsonObject | string;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}): string {
  const text = `${encodeJson(parts.header)}.${encodeJson(parts.payload)}`;
  return `${text}.${encodeBase64url(parts.sign(Buffer.from(text)))}`;
}

export function encodeJson(json: unknown): string {
  return encodeBase64url(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)));
}

/** A disclosure of any content, with its digest. */
export function disclose(content: unknown): { readonly text: string; readonly digest: string } {
  const text = encodeJson(content);
  return { text, digest: sha256Base64url(text) };
}

export function failures(result: SdJwtVcResult): readonly CheckCode[] {
  return result.checks.filter((check) => check.outcome === 'fail').map((check) => check.code);
}

export function detailOf(result: SdJwtVcResult, code: CheckCode): string | undefined {
  return result.checks.find((check) => check.code === code)?.detail;
}

export function verify(text: string, changes: Partial<SdJwtVcPolicy> = {}): SdJwtVcResult {
  return verifySdJwtVc(text, { ...policy, ...changes });
}
