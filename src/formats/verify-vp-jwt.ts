import { parseTextualJws, refusalOfHeader, verifyTextualJws } from '../kernel/compact-jws.ts';
import { algorithmOf, keyObjectOf, type PublicJwk, readPublicJwk } from '../kernel/jwk.ts';
import { isJsonObject, type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { isFuture, isNumericDate } from './check-times.ts';
import type { KeyBindingPolicy } from './key-binding.ts';
import { holderOf } from './key-binding.ts';
import { credentialsContext } from './vc-context.ts';
import { openEnvelope } from './verify-vc-jwt.ts';

export const vpJwtType = 'vp+jwt';

export type OpenedPresentation =
  | { readonly ok: true; readonly credentials: readonly string[] }
  /** A code, never a value of the presentation. */
  | { readonly ok: false; readonly problem: string };

const limits = { maxBytes: 262_144 } as const;
const credentialsMax = 4;

/**
 * An enveloped presentation (VC-JOSE-COSE section 3.1.2): signed for this verifier, now, by the key to which every credential in it is
 * bound. The credentials are not verified here; a key that only a forged one names opens nothing that is believed later.
 */
export function openVpJwt(text: string, policy: KeyBindingPolicy): OpenedPresentation {
  const parsed = parseTextualJws(text, limits);
  if (!parsed.ok) return refused(parsed.reason);
  const { jws } = parsed;
  const refusal = refusalOfHeader(jws.header);
  if (refusal !== undefined) return refused(refusal);
  const { typ, cty } = jws.header;
  if (typ !== vpJwtType || (cty !== undefined && cty !== 'vp')) return refused('wrong-type');
  const payload = jws.payload === undefined ? undefined : parseStrictObject(jws.payload, payloadLimits);
  if (payload?.ok !== true) return refused('payload');
  const credentials = credentialsOf(payload.value);
  if (credentials === undefined) return refused('credentials');
  const key = commonKey(credentials);
  const publicKey = key && keyObjectOf(key);
  if (!key || !publicKey) return refused('holder-key');
  if (!verifyTextualJws(jws, publicKey, algorithmOf(key))) return refused('does-not-verify');
  const problem = problemOfUse(payload.value, policy);
  return problem === undefined ? { ok: true, credentials } : refused(problem);
}

const payloadLimits = { maxBytes: 262_144, maxDepth: 8 } as const;

function refused(problem: string): OpenedPresentation {
  return { ok: false, problem };
}

function credentialsOf(presentation: JsonObject): readonly string[] | undefined {
  const { '@context': context, type, verifiableCredential, vc, vp } = presentation;
  if (vc !== undefined || vp !== undefined) return undefined;
  const isKnown = Array.isArray(context) && context.length === 1 && context[0] === credentialsContext;
  const types: unknown[] = Array.isArray(type) ? type : [type];
  if (!isKnown || !types.includes('VerifiablePresentation')) return undefined;
  if (!Array.isArray(verifiableCredential) || verifiableCredential.length > credentialsMax) return undefined;
  const opened = verifiableCredential.map(openEnvelope);
  const texts = opened.filter((each) => each !== undefined);
  return texts.length > 0 && texts.length === opened.length ? texts : undefined;
}

/** `cnf` of each, which must be one and the same. */
function commonKey(credentials: readonly string[]): PublicJwk | undefined {
  const holders = credentials.map((text) => {
    const parsed = parseTextualJws(text, limits);
    const document = parsed.ok && parsed.jws.payload !== undefined && parseStrictObject(parsed.jws.payload);
    return document && document.ok && isJsonObject(document.value['cnf'])
      ? holderOf(document.value, readPublicJwk)
      : undefined;
  });
  const [first] = holders;
  return holders.every((each) => each !== undefined && each.thumbprint === first?.thumbprint)
    ? first?.jwk
    : undefined;
}

function problemOfUse({ aud, nonce, iat, exp }: JsonObject, policy: KeyBindingPolicy): string | undefined {
  const { now, maxAgeSeconds } = policy;
  if (!isNumericDate(iat) || isFuture(now, iat) || iat < now - maxAgeSeconds) return 'issued-at';
  if (exp !== undefined && (!isNumericDate(exp) || exp <= now)) return 'expired';
  if (aud !== policy.audience) return 'other-audience';
  return nonce === policy.nonce ? undefined : 'other-nonce';
}
