import { canonicalBytes } from '../kernel/canonical-json.ts';
import { decodeBase64url } from '../kernel/base64url.ts';
import { localOffset } from '../kernel/instants.ts';
import { isJsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { commitmentOf } from '../platform/event-entry.ts';

export interface Opened {
  readonly salt: string;
  readonly payload: Record<string, unknown>;
  /** Recomputed at every reading. */
  readonly holds: boolean;
}

/** Undefined for what is no opening. */
export function readOpening(opening: Uint8Array, commitment: Uint8Array): Opened | undefined {
  const parsed = parseStrictObject(opening);
  if (!parsed.ok) return undefined;
  const { payload, salt } = parsed.value;
  const saltBytes = typeof salt === 'string' ? decodeBase64url(salt) : undefined;
  if (!isJsonObject(payload) || !saltBytes || typeof salt !== 'string') return undefined;
  const recomputed = commitmentOf(saltBytes, canonicalBytes(payload));
  return { salt, payload, holds: Buffer.compare(recomputed, commitment) === 0 };
}

/** `2026-06-01T10:00:00.000+08:00` */
export function localTime(at: Date): string {
  const shifted = new Date(at.getTime() + 8 * 3_600_000);
  return `${shifted.toISOString().slice(0, -1)}${localOffset}`;
}
