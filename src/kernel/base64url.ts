/** Base64url without padding, RFC 7515 section 2. */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * Accepts only the one spelling that encoding would give back. `Buffer` skips padding, white space,
 * the other alphabet and stray trailing bits, so two texts could stand for the same bytes and a
 * signature or a digest over one of them would say nothing about the other.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
