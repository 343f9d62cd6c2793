import { verify } from 'node:crypto';
import type { Signer } from '../kernel/ports.ts';
import { decodeUtf8 } from '../kernel/strict-json.ts';
import { decodeBase64 } from './base64.ts';
import { cosignedAt } from './cosignature.ts';
import { cosignerKeyType, isKeyName, type NoteKey, signatureLine } from './note-key.ts';

/** Signed notes, C2SP signed-note v1.0.0. */

export interface NoteSignature {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  /** What follows the four octets of the id. */
  readonly signature: Uint8Array;
  /** As it stood, with its newline. */
  readonly line: string;
}

export interface SignedNote {
  /** What is signed, with its last newline and without the blank line after it. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export type NoteRefusal =
  | 'too-large'
  | 'not-utf8'
  | 'control-character'
  | 'no-blank-line'
  | 'malformed-signature-line'
  | 'too-many-signatures';

export type NoteReading =
  | { readonly ok: true; readonly note: SignedNote }
  | { readonly ok: false; readonly reason: NoteRefusal };

/** The specification asks for 16 at least; each of an ML-DSA-44 key is 3.3 kB long. */
const signaturesMax = 100;
const bytesMax = 1_000_000;

/** Line feed aside, none may stand in a note. */
const control = /[\u0000-\u0009\u000b-\u001f]/;

export function parseNote(input: Uint8Array | string): NoteReading {
  if (input.length > bytesMax) return refused('too-large');
  const whole = typeof input === 'string' ? (input.isWellFormed() ? input : undefined) : decodeUtf8(input);
  if (whole === undefined) return refused('not-utf8');
  if (control.test(whole)) return refused('control-character');
  // The text may hold blank lines of its own: the last one ends it.
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0) return refused('no-blank-line');
  const lines = whole.slice(blank + 2).split(/(?<=\n)/);
  if (lines.length > signaturesMax) return refused('too-many-signatures');
  const signatures = lines.map(parseSignatureLine).filter((one) => one !== undefined);
  if (signatures.length !== lines.length) return refused('malformed-signature-line');
  return { ok: true, note: { text: whole.slice(0, blank + 1), signatures } };
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([A-Za-z0-9+/=]+)\n$/.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, id: Buffer.from(bytes.subarray(0, 4)).toString('hex'), signature: bytes.subarray(4), line };
}

function refused(reason: NoteRefusal): NoteReading {
  return { ok: false, reason };
}

/** @throws RangeError when the text does not end its last line, or there is no signature. */
export function formatNote(text: string, lines: readonly string[]): string {
  if (!text.endsWith('\n') || lines.length === 0) throw new RangeError('A note is text and signatures.');
  return `${text}\n${lines.join('')}`;
}

export interface NoteSigner {
  readonly key: Pick<NoteKey, 'name' | 'id'>;
  readonly signer: Signer;
}

/** The signature line of a log under the text of a note. */
export async function signNote({ key, signer }: NoteSigner, text: string): Promise<string> {
  return signatureLine(key, await signer.sign(Buffer.from(text)));
}

export interface VerifiedSignature {
  readonly key: NoteKey;
  /** When a cosigner signed, in seconds since 1970; a log states no time. */
  readonly timestamp: number | undefined;
  readonly line: string;
}

export type NoteVerdict =
  | { readonly ok: true; readonly signatures: readonly VerifiedSignature[] }
  | {
      readonly ok: false;
      readonly reason: 'forged-signature' | 'no-known-signature';
      readonly name?: string;
    };

/**
 * Signatures of keys that are not known, or not understood, are passed over. One that a known key is said to have made and did
 * not refuses the whole note, also beside a good one of the same key.
 */
export function verifyNote({ text, signatures }: SignedNote, keys: readonly NoteKey[]): NoteVerdict {
  const verified: VerifiedSignature[] = [];
  for (const { name, id, signature, line } of signatures) {
    const key = keys.find((one) => one.name === name && one.id === id);
    if (key?.verifier === undefined) continue;
    const timestamp = key.type === cosignerKeyType ? cosignedAt(key, text, signature) : undefined;
    const good =
      key.type === cosignerKeyType
        ? timestamp !== undefined
        : verify(null, Buffer.from(text), key.verifier, signature);
    if (!good) return { ok: false, reason: 'forged-signature', name };
    verified.push({ key, timestamp, line });
  }
  return verified.length > 0
    ? { ok: true, signatures: verified }
    : { ok: false, reason: 'no-known-signature' };
}
