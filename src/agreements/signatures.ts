import type { z } from 'zod';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { type CompactJws, refusalOfHeader, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { Signer } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { AgreementDocument, AgreementSignature } from './agreement.ts';
import { type AgreementKeys, type KeyRefusal, refusalOfKey } from './agreement-keys.ts';
import { agreementHeader, type generalJws, type signatureMember } from './signing.schema.ts';

export type GeneralJws = z.infer<typeof generalJws>;
type SignatureMember = z.infer<typeof signatureMember>;

export type SignatureRefusal = 'malformed' | 'signer-unknown' | 'signature-wrong' | 'backdated' | KeyRefusal;

/** JWS General JSON Serialization, RFC 7515 section 7.2.1: one payload, a signature of each side. */
export function generalJwsOf(bytes: Uint8Array, signatures: readonly SignatureMember[]): GeneralJws {
  return {
    payload: encodeBase64url(bytes),
    signatures: signatures.map(({ protected: header, signature }) => ({ protected: header, signature })),
  };
}

/** This side's signature over the canonical bytes; the signer may be slow, so never inside a transaction. */
export async function signAgreement(
  bytes: Uint8Array,
  { signer, at }: { readonly signer: Signer; readonly at: Date },
): Promise<SignatureMember & { readonly kid: string; readonly signedAt: Date }> {
  const iat = epochSeconds(at);
  const { kid, alg } = signer;
  const header = encodeBase64url(canonicalBytes({ alg, iat, kid, typ: 'wenjin-agreement+jws' }));
  const signature = await signer.sign(inputOf(header, bytes));
  return { protected: header, signature: encodeBase64url(signature), kid, signedAt: fromEpochSeconds(iat) };
}

/** Whose signature it is, and that it is one: the key is found among the parties', never taken from the header. */
export function verifyAgreementSignature(
  member: SignatureMember,
  { bytes, document, keys, now }: SignatureContext,
): { readonly ok: true; readonly signature: AgreementSignature } | { ok: false; reason: SignatureRefusal } {
  const headerBytes = decodeBase64url(member.protected);
  const raw = decodeBase64url(member.signature);
  const parsed = headerBytes && parseStrictObject(headerBytes, { maxBytes: 1024, maxDepth: 2 });
  if (raw === undefined || parsed?.ok !== true || refusalOfHeader(parsed.value) !== undefined)
    return { ok: false, reason: 'malformed' };
  const header = agreementHeader.safeParse(parsed.value);
  if (!header.success) return { ok: false, reason: 'malformed' };
  const { kid, alg, iat } = header.data;
  for (const { origin, jurisdiction } of document.parties) {
    const key = keys.agreementKey(origin, kid);
    if (key === undefined) continue;
    const jws: CompactJws = {
      header: parsed.value,
      payload: bytes,
      signature: raw,
      signingInput: inputOf(member.protected, bytes),
    };
    if (key.alg !== alg || !verifyCompactJws(jws, key.key, alg))
      return { ok: false, reason: 'signature-wrong' };
    const reason = refusalOfKey(key, { iat, now });
    if (reason !== undefined) return { ok: false, reason };
    const signedAt = fromEpochSeconds(iat);
    return { ok: true, signature: { ...member, jurisdiction, kid, signedAt, recordedAt: now } };
  }
  return { ok: false, reason: 'signer-unknown' };
}

export interface SignatureContext {
  readonly bytes: Uint8Array;
  readonly document: AgreementDocument;
  readonly keys: Pick<AgreementKeys, 'agreementKey'>;
  readonly now: Date;
}

function inputOf(protectedHeader: string, bytes: Uint8Array): Uint8Array {
  return Buffer.from(`${protectedHeader}.${encodeBase64url(bytes)}`, 'latin1');
}
