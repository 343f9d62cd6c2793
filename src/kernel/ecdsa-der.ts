/** Order of P-256, SEC 2 section 2.4.2. */
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

/**
 * ECDSA-Sig-Value (RFC 3279 section 2.2.3) from r‖s, for P-256. Undefined unless both numbers lie in
 * 1 … n − 1: OpenSSL checks too, but a zero that passes is a forgery (CVE-2022-21449), so we look.
 */
export function derSignature(raw: Uint8Array): Uint8Array | undefined {
  if (raw.length !== 64 || !inRange(raw, 0) || !inRange(raw, 32)) return undefined;
  const der = Buffer.allocUnsafe(72);
  const middle = writeInteger(der, 2, raw, 0);
  const end = writeInteger(der, middle, raw, 32);
  der.writeUInt8(0x30, 0);
  der.writeUInt8(end - 2, 1);
  return der.subarray(0, end);
}

function inRange(raw: Uint8Array, start: number): boolean {
  let index = 0;
  while (index < 32 && raw[start + index] === 0) index += 1;
  if (index === 32) return false;
  // Big-endian numbers of equal length compare as their octets do.
  for (let place = 0; place < 32; place += 1) {
    const octet = raw[start + place] ?? 0;
    const bound = order[place] ?? 0;
    if (octet !== bound) return octet < bound;
  }
  return false;
}

/** DER integers are minimal and signed: no leading zeros but the one that keeps the number positive. */
function writeInteger(der: Buffer, at: number, raw: Uint8Array, start: number): number {
  let first = start;
  while (raw[first] === 0) first += 1;
  const sign = (raw[first] ?? 0) >= 0x80 ? 1 : 0;
  const length = start + 32 - first + sign;
  der.writeUInt8(0x02, at);
  der.writeUInt8(length, at + 1);
  if (sign === 1) der.writeUInt8(0, at + 2);
  der.set(raw.subarray(first, start + 32), at + 2 + sign);
  return at + 2 + length;
}
