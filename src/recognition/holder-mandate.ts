import { splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { algorithmOf, importPublicKey, type PublicJwk } from '../kernel/jwk.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { type MandateClaims, mandateClaims, mandateType } from './mandate.schema.ts';

/** What the holder lets an employer do: relay an application to one node, until a day, and nothing else. */

const mandateLimits = { maxBytes: 4_096, skewSeconds: 60, lifeDaysMax: 92 } as const;

export type MandateRefusal =
  | 'malformed'
  | 'type'
  | 'claims'
  | 'not-verified'
  | 'audience'
  | 'organisation'
  | 'purpose'
  | 'issued-in-future'
  | 'expired'
  | 'too-long';

export interface MandateExpectation {
  readonly holder: PublicJwk;
  readonly audience: string;
  readonly organisationId: string;
  readonly purpose: string;
  readonly now: Date;
}

export function readMandate(
  text: string,
  { holder, audience, organisationId, purpose, now }: MandateExpectation,
):
  | { readonly ok: true; readonly mandate: MandateClaims }
  | { readonly ok: false; readonly reason: MandateRefusal } {
  const split = splitCompactJws(text, mandateLimits);
  if (!split.ok) return refuse('malformed');
  if (split.jws.header['typ'] !== mandateType) return refuse('type');
  const key = importPublicKey(holder);
  if (key === undefined || !verifyCompactJws(split.jws, key, algorithmOf(holder)))
    return refuse('not-verified');
  const payload = parseStrictObject(split.jws.payload);
  if (!payload.ok) return refuse('malformed');
  const parsed = mandateClaims.safeParse(payload.value);
  if (!parsed.success) return refuse('claims');
  const mandate = parsed.data;
  if (mandate.aud !== audience) return refuse('audience');
  if (mandate.organisation !== organisationId) return refuse('organisation');
  if (mandate.purpose !== purpose) return refuse('purpose');
  const at = epochSeconds(now);
  if (mandate.iat > at + mandateLimits.skewSeconds) return refuse('issued-in-future');
  if (mandate.exp <= at) return refuse('expired');
  if (mandate.exp - mandate.iat > mandateLimits.lifeDaysMax * 86_400) return refuse('too-long');
  return { ok: true, mandate };
}

function refuse(reason: MandateRefusal): { readonly ok: false; readonly reason: MandateRefusal } {
  return { ok: false, reason };
}
