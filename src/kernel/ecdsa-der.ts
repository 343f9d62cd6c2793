/** Order of P-256, SEC 2 section 2.4.2. */
const orderOfP256 = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

/**
 * ECDSA-Sig-Value (RFC 3279 section 2.2.3) from r‖s, of 32 octets each. Undefined unless both numbers lie in
 * 1 … n − 1: OpenSSL checks too, but a zero that passes is a forgery (CVE-2022-21449), so we look.
 */
export function derSignature(raw: Uint8Array, order: Uint8Array = orderOfP256): Uint8Array | undefined {
  if (raw.length !== 64 || !inRange(raw, 0, order) || !inRange(raw, 32, order)) return undefined;
  const middle = 4 + contentLength(raw, 0);
  const end = middle + 2 + contentLength(raw, 32);
  const der = Buffer.allocUnsafe(end);
  der[0] = 0x30;
  der[1] = end - 2;
  writeInteger(der, { from: 2, to: middle }, raw, 32);
  writeInteger(der, { from: middle, to: end }, raw, 64);
  return der;
}

function inRange(raw: Uint8Array, start: number, order: Uint8Array): boolean {
  if (firstOctet(raw, start) === start + 32) return false;
  // Big-endian numbers of equal length compare as their octets do.
  for (let place = 0; place < 32; place += 1) {
    const octet = raw[start + place] ?? 0;
    const bound = order[place] ?? 0;
    if (octet !== bound) return octet < bound;
  }
  return false;
}

/** DER integers are minimal and signed: no leading zeros but the one that keeps the number positive. */
function contentLength(raw: Uint8Array, start: number): number {
  const first = firstOctet(raw, start);
  return start + 32 - first + ((raw[first] ?? 0) >> 7);
}

function firstOctet(raw: Uint8Array, start: number): number {
  let index = start;
  while (index < start + 32 && raw[index] === 0) index += 1;
  return index;
}

/** Written from its end, so that what is left in front is the sign octet. */
function writeInteger(
  der: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
  raw: Uint8Array,
  rawEnd: number,
): void {
  der[from] = 0x02;
  der[from + 1] = to - from - 2;
  const octets = Math.min(32, to - from - 2);
  for (let back = 1; back <= octets; back += 1) der[to - back] = raw[rawEnd - back] ?? 0;
  if (octets < to - from - 2) der[from + 2] = 0;
}
