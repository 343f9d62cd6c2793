import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { Entropy } from '../kernel/ports.ts';

/**
 * A `c_nonce` says itself until when it is good, under a key of the node: giving one writes nothing, so that whoever asks for a million
 * fills no table. Only those that were used are kept, until they would have expired.
 */

export const nonceSeconds = 300;
const lengths = { time: 6, random: 16, mac: 16 } as const;

export function makeNonce(key: Uint8Array, of: { authority: string; now: Date; entropy: Entropy }): string {
  const time = Buffer.alloc(lengths.time);
  time.writeUIntBE(epochSeconds(of.now) + nonceSeconds, 0, lengths.time);
  const open = Buffer.concat([time, of.entropy.bytes(lengths.random)]);
  return encodeBase64url(Buffer.concat([open, macOf(key, of.authority, open)]));
}

/** When it ends; undefined for what was not made here, for this authority, or is over. */
export function readNonce(
  key: Uint8Array,
  nonce: string,
  { authority, now }: { readonly authority: string; readonly now: Date },
): Date | undefined {
  const bytes = decodeBase64url(nonce);
  if (bytes?.length !== lengths.time + lengths.random + lengths.mac) return undefined;
  const open = Buffer.from(bytes.subarray(0, lengths.time + lengths.random));
  const mac = bytes.subarray(lengths.time + lengths.random);
  if (!timingSafeEqual(mac, macOf(key, authority, open))) return undefined;
  const end = fromEpochSeconds(open.readUIntBE(0, lengths.time));
  return now < end ? end : undefined;
}

function macOf(key: Uint8Array, authority: string, open: Uint8Array): Uint8Array {
  const mac = createHmac('sha256', key).update(`wenjin c_nonce\0${authority}\0`).update(open).digest();
  return mac.subarray(0, lengths.mac);
}
