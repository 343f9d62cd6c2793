import { decodeUtf8 } from './strict-json.ts';

/** Base64url without padding, RFC 7515 section 2. */
export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * Accepts only the one spelling that encoding would give back. `Buffer` skips padding, white space,
 * the other alphabet and stray trailing bits, so two texts could stand for the same bytes and a
 * signature or a digest over one of them would say nothing about the other.
 *
 * Decoded here and not by `Buffer`, which would have to encode again before we knew.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const room = roomFor(text);
  const octets = Buffer.allocUnsafe((text.length * 3) >> 2);
  return decodeInto(octets, room, asciiInto(room, text)) < 0 ? undefined : octets;
}

/** The same for octets that are to be UTF-8, of which no copy is made. */
export function decodeBase64urlText(text: string): string | undefined {
  const room = roomFor(text);
  // In place: reading stays ahead of writing, since four characters give three octets.
  const length = decodeInto(room, room, asciiInto(room, text));
  if (length < 0) return undefined;
  for (let index = 0; index < length; index += 1) {
    if ((room[index] ?? 0) > 0x7f) return decodeUtf8(room.subarray(0, length));
  }
  return room.toString('latin1', 0, length);
}

/** Whether `decodeBase64url` would give this many octets, which nobody wants yet. */
export function isBase64urlOf(text: string, octets: number): boolean {
  const room = roomFor(text);
  return decodeInto(room, room, asciiInto(room, text)) === octets;
}

/** Written anew by each call before it is read, and never given away. */
const workspace = Buffer.alloc(65_536);

/** A character beyond ASCII is written as up to four octets, so that one too many is always seen. */
const spare = 4;

function roomFor(text: string): Buffer {
  return text.length + spare <= workspace.length ? workspace : Buffer.alloc(text.length + spare);
}

/** The number of characters, or -1 for a text that is not ASCII alone. */
function asciiInto(room: Buffer, text: string): number {
  return room.write(text) === text.length ? text.length : -1;
}

/** By code of the character; -1, all of whose bits are set, for the rest. */
const sextets = new Int32Array(256).fill(-1);
for (const [value, code] of Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
).entries()) {
  sextets[code] = value;
}

/** The number of octets, or -1 unless all the characters are the one right spelling of them. */
function decodeInto(octets: Uint8Array, room: Uint8Array, characters: number): number {
  const whole = characters & ~3;
  let length = 0;
  for (let index = 0; index < whole; index += 4) {
    const bits =
      (sextet(room, index) << 18) |
      (sextet(room, index + 1) << 12) |
      (sextet(room, index + 2) << 6) |
      sextet(room, index + 3);
    if (bits < 0) return -1;
    octets[length] = bits >> 16;
    octets[length + 1] = bits >> 8;
    octets[length + 2] = bits;
    length += 3;
  }
  if (whole === characters) return length;
  // Two characters for one octet, three for two; one alone, or the -1 of a text refused before, for none.
  const rest = characters - whole;
  if (characters < 0 || rest === 1) return -1;
  const last = rest === 3 ? sextet(room, whole + 2) : 0;
  const bits = (sextet(room, whole) << 12) | (sextet(room, whole + 1) << 6) | last;
  // The bits left over are zero in the one right spelling.
  if (bits < 0 || (bits & (rest === 3 ? 0x3 : 0x3ff)) !== 0) return -1;
  octets[length] = bits >> 10;
  if (rest === 3) octets[length + 1] = bits >> 2;
  return length + rest - 1;
}

function sextet(room: Uint8Array, index: number): number {
  return sextets[room[index] ?? 0] ?? -1;
}
