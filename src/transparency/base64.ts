/** Base64, RFC 4648 section 4, with padding: as notes, checkpoints and proofs write octets. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Accepts only the spelling that encoding would give back; `Buffer` would skip what it does not know and drop stray bits. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
