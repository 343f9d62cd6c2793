import { type Bytes, concat, fromBase64, toHex, utf8 } from './bytes.browser.ts';
import { sha256 } from './merkle.browser.ts';

/** C2SP signed-note and tlog-cosignature, checked by WebCrypto. */

export const logKeyType = 1;
export const witnessKeyType = 4;

export interface NoteKey {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  readonly type: number;
  readonly material: Bytes;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Bytes;
}

export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Undefined unless the id is that of the name and the key, for the two types that are understood. */
export async function parseVkey(text: string): Promise<NoteKey | undefined> {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  const type = bytes?.[0];
  if (name === undefined || id === undefined || bytes === undefined || type === undefined) return undefined;
  const key = { name, id, type, material: bytes.slice(1) };
  if (type !== logKeyType && type !== witnessKeyType) return key;
  const digest = await sha256(concat(utf8(`${name}\n`), bytes));
  return key.material.length === 32 && toHex(digest.slice(0, 4)) === id ? key : undefined;
}

/** The last blank line parts text and signatures. Undefined for what is no note. */
export function parseNote(whole: string): Note | undefined {
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0 || whole.length > 1_000_000) return undefined;
  const lines = whole.slice(blank + 2).split(/(?<=\n)/);
  const signatures = lines.flatMap((line) => signatureOf(line) ?? []);
  return signatures.length === lines.length ? { text: whole.slice(0, blank + 1), signatures } : undefined;
}

function signatureOf(line: string): NoteSignature | undefined {
  const [, name, encoded] = /^— ([^ +]+) ([A-Za-z0-9+/=]+)\n$/.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (name === undefined || bytes === undefined || bytes.length < 5) return undefined;
  return { name, id: toHex(bytes.slice(0, 4)), signature: bytes.slice(4) };
}

export interface GoodSignature {
  /** When a witness signed, in seconds since 1970; a log states no time. */
  readonly at: number | undefined;
}

/** Undefined when the key did not make it. @throws DOMException in a browser without Ed25519 */
export async function verifySignature(
  key: NoteKey,
  text: string,
  signature: Bytes,
): Promise<GoodSignature | undefined> {
  if (key.type === logKeyType) {
    return (await verifies(key, signature, utf8(text))) ? { at: undefined } : undefined;
  }
  // Eight octets of time, then the signature over two lines and the text.
  if (signature.length !== 72) return undefined;
  const at = Number(new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0));
  if (!Number.isSafeInteger(at)) return undefined;
  const signed = utf8(`cosignature/v1\ntime ${String(at)}\n${text}`);
  return (await verifies(key, signature.slice(8), signed)) ? { at } : undefined;
}

async function verifies({ material }: NoteKey, signature: Bytes, signed: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', material, { name: 'Ed25519' }, false, ['verify']);
  return crypto.subtle.verify({ name: 'Ed25519' }, key, signature, signed);
}
