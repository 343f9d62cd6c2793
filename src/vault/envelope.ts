import { createCipheriv, createDecipheriv } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D): one byte that names the form, the 96-bit IV, the ciphertext, the 128-bit tag. */

const form = 1;
const ivBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

export const keyBytes = 32;

/** `iv`: fresh and random; one that is used twice under a key gives away both texts. */
export function encrypt(
  plain: Uint8Array,
  { key, iv, associated }: { readonly key: Uint8Array; readonly iv: Uint8Array; readonly associated: string },
): Uint8Array {
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(associated));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([Uint8Array.of(form), iv, text, cipher.getAuthTag()]));
}

/** @throws when key or associated data are not those of the sealing, or a bit has changed since. */
export function decrypt(
  sealed: Uint8Array,
  { key, associated }: { readonly key: Uint8Array; readonly associated: string },
): Uint8Array {
  if (sealed[0] !== form || sealed.length < 1 + ivBytes + tagBytes) {
    throw new Error('These bytes are not an envelope.');
  }
  const tagStart = sealed.length - tagBytes;
  const iv = sealed.subarray(1, 1 + ivBytes);
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(sealed.subarray(tagStart));
  const text = decipher.update(sealed.subarray(1 + ivBytes, tagStart));
  return new Uint8Array(Buffer.concat([text, decipher.final()]));
}

export function freshIv(entropy: { bytes(length: number): Uint8Array }): Uint8Array {
  return entropy.bytes(ivBytes);
}
