import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';

/**
 * Nonces of RFC 9449 section 8 that nobody has to remember: the minute in which one was given, and a keyed hash of it. Whoever has no nonce
 * of these minutes cannot have made the proof beforehand; that a proof comes once only its `jti` says.
 */

const minuteSeconds = 60;
const goodMinutes = 5;
const hashBytes = 16;

export function nonceAt(key: Uint8Array, now: number): string {
  return ofMinute(key, Math.floor(now / minuteSeconds));
}

export function isNonceAt(key: Uint8Array, nonce: string, now: number): boolean {
  const bytes = decodeBase64url(nonce);
  if (bytes?.length !== 4 + hashBytes) return false;
  const minute = Buffer.from(bytes).readUInt32BE(0);
  const age = Math.floor(now / minuteSeconds) - minute;
  // Another process may have begun the next minute already.
  if (age < -1 || age > goodMinutes) return false;
  return timingSafeEqual(Buffer.from(ofMinute(key, minute)), Buffer.from(nonce));
}

function ofMinute(key: Uint8Array, minute: number): string {
  const stamp = Buffer.alloc(4);
  stamp.writeUInt32BE(minute);
  const hash = createHmac('sha256', key).update('wenjin-dpop-nonce/1\0').update(stamp).digest();
  return encodeBase64url(Buffer.concat([stamp, hash.subarray(0, hashBytes)]));
}
