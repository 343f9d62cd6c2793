import type { KeyObject } from 'node:crypto';
import {
  algorithmOfHeader,
  parseTextualJws,
  refusalOfHeader,
  signCompactJws,
  type TextualJws,
  verifyTextualJws,
} from '../kernel/compact-jws.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { algorithmOf, keyObjectOf, type PublicJwk, thumbprint } from '../kernel/jwk.ts';
import type { Lru } from '../kernel/lru.ts';
import type { Signer } from '../kernel/ports.ts';
import { type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { type Check, fail, judged, type KeyBindingCheckCode, pass, skipped, unknown } from './check.ts';
import { isFuture, isNumericDate } from './check-times.ts';
import { keyBindingType, type SdJwtParts } from './sd-jwt.ts';

/** What the verifier asked the holder to sign. */
export interface KeyBindingPolicy {
  readonly audience: string;
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly maxAgeSeconds: number;
}

/** A holder's key as the credential states it in `cnf`. */
export interface HolderKey {
  readonly jwk: PublicJwk;
  readonly thumbprint: string;
}

const limits = { maxBytes: 8_192 } as const;
const payloadLimits = { maxBytes: 4_096, maxDepth: 8 } as const;

const codes = [
  'key-binding.present',
  'key-binding.structure',
  'key-binding.type',
  'key-binding.algorithm',
  'key-binding.holder-key',
  'key-binding.signature',
  'key-binding.issued-at',
  'key-binding.audience',
  'key-binding.nonce',
  'key-binding.sd-hash',
] as const satisfies readonly KeyBindingCheckCode[];

/** RFC 9901 section 4.3, as the holder makes it; `sdJwt` ends with its tilde. */
export async function signKeyBinding(
  sdJwt: string,
  claims: { readonly audience: string; readonly nonce: string; readonly issuedAt: number },
  signer: Signer,
): Promise<string> {
  const payload = {
    iat: claims.issuedAt,
    aud: claims.audience,
    nonce: claims.nonce,
    sd_hash: sha256Base64url(sdJwt),
  };
  return signCompactJws({ typ: keyBindingType }, payload, signer);
}

/** Key binding that nobody asked for says nothing: the policy decides, never the presence of a KB-JWT. */
export const keyBindingNotAsked: readonly Check<KeyBindingCheckCode>[] = codes.map((code) =>
  skipped(code, 'not-asked'),
);

/** RFC 9901 section 7.3, step 5; without a structure to look at, nothing can be said. */
export function checkKeyBinding(
  presented: Presented | undefined,
  holder: HolderKey | undefined,
  policy: KeyBindingPolicy,
  holderKeys?: Lru<KeyObject>,
): readonly Check<KeyBindingCheckCode>[] {
  if (presented === undefined) return codes.map(unknown);
  const holderKey = holder === undefined ? undefined : holderKeyObject(holder, holderKeys);
  const ofHolder = judged(
    'key-binding.holder-key',
    holderKey === undefined ? 'absent-or-unusable' : undefined,
  );
  const decide = (code: KeyBindingCheckCode) => (code === ofHolder.code ? ofHolder : unknown(code));
  const { read } = presented;
  if (read === undefined) return [fail('key-binding.present', 'absent'), ...codes.slice(1).map(decide)];
  if (typeof read === 'string') {
    return [pass('key-binding.present'), fail('key-binding.structure', read), ...codes.slice(2).map(decide)];
  }
  const { jws, payload } = read;
  return [
    pass('key-binding.present'),
    pass('key-binding.structure'),
    judged('key-binding.type', jws.header['typ'] === keyBindingType ? undefined : 'wrong-type'),
    checkAlgorithm(jws, holder),
    ofHolder,
    checkSignature(jws, holder, holderKey),
    judged('key-binding.issued-at', problemOfTimes(payload, policy)),
    // A single string: a KB-JWT for several verifiers could be passed on from one to the next.
    judged('key-binding.audience', payload['aud'] === policy.audience ? undefined : 'other-audience'),
    judged('key-binding.nonce', payload['nonce'] === policy.nonce ? undefined : 'other-nonce'),
    judged('key-binding.sd-hash', payload['sd_hash'] === presented.digest ? undefined : 'other-sd-jwt'),
  ];
}

/** A key binding and what it has to be over. */
export interface Presented {
  readonly digest: string;
  /** The JWT's parts, or why it has none; undefined where there is no JWT. */
  readonly read: KeyBindingJwt | string | undefined;
}

interface KeyBindingJwt {
  readonly jws: TextualJws;
  readonly payload: JsonObject;
}

export function readPresented({ keyBindingJwt, presented }: SdJwtParts): Presented {
  return {
    digest: sha256Base64url(presented),
    read: keyBindingJwt === undefined ? undefined : readKeyBinding(keyBindingJwt),
  };
}

function readKeyBinding(text: string): KeyBindingJwt | string {
  const parsed = parseTextualJws(text, limits);
  if (!parsed.ok) return parsed.reason;
  const refusal = refusalOfHeader(parsed.jws.header);
  // An unknown algorithm has a check of its own.
  if (refusal !== undefined && refusal !== 'unknown-algorithm') return refusal;
  const { jws } = parsed;
  const payload = jws.payload === undefined ? undefined : parseStrictObject(jws.payload, payloadLimits);
  return payload?.ok ? { jws, payload: payload.value } : 'payload-not-json';
}

function checkAlgorithm(jws: TextualJws, holder: HolderKey | undefined): Check<KeyBindingCheckCode> {
  const algorithm = algorithmOfHeader(jws.header);
  if (algorithm === undefined) return fail('key-binding.algorithm', 'unknown-algorithm');
  if (holder === undefined) return unknown('key-binding.algorithm');
  return judged(
    'key-binding.algorithm',
    algorithm === algorithmOf(holder.jwk) ? undefined : 'not-of-this-key',
  );
}

function checkSignature(
  jws: TextualJws,
  holder: HolderKey | undefined,
  key: KeyObject | undefined,
): Check<KeyBindingCheckCode> {
  if (holder === undefined || key === undefined) return unknown('key-binding.signature');
  const holds = verifyTextualJws(jws, key, algorithmOf(holder.jwk));
  return judged('key-binding.signature', holds ? undefined : 'does-not-verify');
}

/** Section 7.3, step 5.5, and 5.8: a JWT may bound its own life further. */
function problemOfTimes(payload: JsonObject, policy: KeyBindingPolicy): string | undefined {
  const { iat, nbf, exp } = payload;
  if (!isNumericDate(iat)) return 'not-a-numeric-date';
  if (isFuture(policy.now, iat)) return 'in-the-future';
  if (iat < policy.now - policy.maxAgeSeconds) return 'too-old';
  if (nbf !== undefined && !(isNumericDate(nbf) && !isFuture(policy.now, nbf))) return 'not-yet-valid';
  if (exp !== undefined && !(isNumericDate(exp) && policy.now < exp)) return 'expired';
  return undefined;
}

function holderKeyObject(holder: HolderKey, holderKeys: Lru<KeyObject> | undefined): KeyObject | undefined {
  const known = holderKeys?.get(holder.thumbprint);
  if (known !== undefined) return known;
  const key = keyObjectOf(holder.jwk);
  if (key !== undefined) holderKeys?.set(holder.thumbprint, key);
  return key;
}

/** The holder named by `cnf.jwk` (RFC 7800 section 3.2); the profile knows no other confirmation. */
export function holderOf(
  payload: JsonObject,
  read: (value: unknown) => PublicJwk | undefined,
): HolderKey | undefined {
  const { cnf } = payload;
  const jwk = typeof cnf === 'object' && cnf !== null && 'jwk' in cnf ? read(cnf.jwk) : undefined;
  return jwk === undefined ? undefined : { jwk, thumbprint: thumbprint(jwk) };
}
