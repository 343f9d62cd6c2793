import { parseCompactJws, refusalOfHeader, signCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds, instantText, fromEpochSeconds } from '../kernel/instants.ts';
import type { Signer } from '../kernel/ports.ts';
import { type JsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import type { TrustedKey } from './dependencies.ts';
import type { VerificationResult } from './verification.schema.ts';

export const receiptType = 'wenjin-receipt+jwt';
const receiptLimits = { maxBytes: 65_536 } as const;

/** What a receipt holds: the answer without anything that was disclosed of the person, and which copies were looked at. */
export interface ReceiptFacts {
  readonly origin: string;
  readonly result: VerificationResult;
  readonly at: Date;
  /** SHA-256 of the issuer-signed part of each credential, base64url. */
  readonly credentialDigests: readonly string[];
  readonly trustVersions: readonly string[];
}

export async function signReceipt(
  { origin, result, at, credentialDigests, trustVersions }: ReceiptFacts,
  signer: Signer,
): Promise<string> {
  const { disclosed: _disclosed, receipt: _receipt, identityMatch: _match, ...content } = result;
  const payload = {
    iss: origin,
    iat: epochSeconds(at),
    jti: result.id,
    credential_sha256: credentialDigests,
    trust_lists: trustVersions,
    result: content,
  };
  return signCompactJws({ typ: receiptType, kid: signer.kid }, payload, signer);
}

export interface ReceiptCheck {
  readonly code: 'structure' | 'type' | 'issuer-key' | 'key-at-issuance' | 'signature';
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly detail?: string;
}

export interface ReceiptReading {
  readonly authentic: boolean;
  readonly checks: readonly ReceiptCheck[];
  readonly issuedBy?: string;
  readonly issuedAt?: string;
  readonly keyId?: string;
  readonly content?: JsonObject;
}

/** Needs the receipt and the issuer's keys from a trust list, nothing else: it works years later and without a network. */
export function readReceipt(
  text: string,
  receiptKey: (origin: string, kid: string) => TrustedKey | undefined,
): ReceiptReading {
  const parsed = parseCompactJws(text, receiptLimits);
  if (!parsed.ok) return unreadable(parsed.reason);
  const { header, payload: bytes } = parsed.jws;
  const payload = parseStrictObject(bytes);
  if (!payload.ok) return unreadable(payload.reason);
  const refusal = refusalOfHeader(header);
  const { iss, iat } = payload.value;
  if (refusal !== undefined || typeof iss !== 'string' || typeof iat !== 'number')
    return unreadable(refusal ?? 'claims');
  const kid = typeof header['kid'] === 'string' ? header['kid'] : '';
  const trusted = receiptKey(iss, kid);
  const signed = trusted !== undefined && verifyCompactJws(parsed.jws, trusted.key, trusted.alg);
  const checks: ReceiptCheck[] = [
    { code: 'structure', outcome: 'pass' },
    header['typ'] === receiptType
      ? { code: 'type', outcome: 'pass' }
      : { code: 'type', outcome: 'fail', detail: 'wrong-type' },
    trusted
      ? { code: 'issuer-key', outcome: 'pass' }
      : { code: 'issuer-key', outcome: 'fail', detail: 'not-in-the-trust-list' },
    trusted ? atIssuance(trusted, iat) : { code: 'key-at-issuance', outcome: 'unknown' },
    trusted
      ? { code: 'signature', outcome: signed ? 'pass' : 'fail' }
      : { code: 'signature', outcome: 'unknown' },
  ];
  const authentic = checks.every(({ outcome }) => outcome === 'pass');
  return {
    authentic,
    checks,
    ...(authentic && {
      issuedBy: iss,
      issuedAt: instantText(fromEpochSeconds(iat)),
      keyId: kid,
      content: payload.value,
    }),
  };
}

function atIssuance(trusted: TrustedKey, iat: number): ReceiptCheck {
  if (trusted.compromisedAt) return { code: 'key-at-issuance', outcome: 'unknown', detail: 'compromised' };
  const inUse =
    iat >= epochSeconds(trusted.signFrom) &&
    (trusted.signUntil === null || iat <= epochSeconds(trusted.signUntil));
  return inUse
    ? { code: 'key-at-issuance', outcome: 'pass' }
    : { code: 'key-at-issuance', outcome: 'fail', detail: 'outside-window' };
}

function unreadable(detail: string): ReceiptReading {
  return { authentic: false, checks: [{ code: 'structure', outcome: 'fail', detail }] };
}
