import assert from 'node:assert/strict';

const numberBytes = 32;

/** r‖s (RFC 7518 section 3.4) from the ECDSA-Sig-Value (RFC 3279 section 2.2.3) of a P-256 signature that OpenSSL made. */
export function rawSignature(der: Uint8Array): Uint8Array {
  assert.equal(der[0], 0x30, 'a signature that is not a DER sequence');
  const raw = new Uint8Array(2 * numberBytes);
  const next = copyInteger(der, 2, raw, numberBytes);
  const end = copyInteger(der, next, raw, 2 * numberBytes);
  assert.equal(end, der.length, 'a signature with something after it');
  return raw;
}

/** DER integers have no leading zeros but one that keeps them positive; the raw form is padded on the left to 32 octets. */
function copyInteger(der: Uint8Array, at: number, raw: Uint8Array, rightEdge: number): number {
  assert.equal(der[at], 0x02, 'a signature without its integer');
  const start = at + 2;
  const end = start + (der[at + 1] ?? 0);
  const first = der[start] === 0 ? start + 1 : start;
  assert.ok(end - first <= numberBytes, 'a signature with an integer past 32 octets');
  raw.set(der.subarray(first, end), rightEdge - (end - first));
  return end;
}
