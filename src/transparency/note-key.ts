import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256 } from '../kernel/digest.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** Keys of signed notes, C2SP signed-note v1.0.0, and the line that names one with its signature. */

/** Ed25519 over the text of the note: how a log signs. */
export const logKeyType = 0x01;
/** Ed25519 `cosignature/v1` with a time, C2SP tlog-cosignature: how a witness signs. */
export const cosignerKeyType = 0x04;

export interface NoteKey {
  /** For a log its origin: the prefix of its address without the scheme. */
  readonly name: string;
  /** Four octets, as eight hexadecimal digits. */
  readonly id: string;
  readonly type: number;
  /** The public key as its type encodes it; for Ed25519 the 32 octets of RFC 8032. */
  readonly material: Uint8Array;
  /** Undefined for a type that is not understood here: what such a key signs is neither believed nor refused. */
  readonly verifier: KeyObject | undefined;
}

export interface NoteSigningKey extends NoteKey {
  readonly privateKey: KeyObject;
}

const ed25519Bytes = 32;
const nameCharacters = /^[^+\p{White_Space}\p{Cc}]+$/u;

export function isKeyName(text: string): boolean {
  return nameCharacters.test(text) && text.isWellFormed();
}

interface Naming {
  readonly name: string;
  readonly type: number;
}

/** @throws RangeError for a name that no signature line could carry, or an Ed25519 key that is not 32 octets. */
export function noteKeyOf({ name, type, material }: Naming & { readonly material: Uint8Array }): NoteKey {
  if (!isKeyName(name)) throw new RangeError(`${name} cannot name a key of a note.`);
  const understood = type === logKeyType || type === cosignerKeyType;
  if (understood && material.length !== ed25519Bytes) throw new RangeError('An Ed25519 key is 32 octets.');
  const verifier = understood ? publicKeyOf(material) : undefined;
  return { name, id: keyIdOf({ name, type, material }), type, material, verifier };
}

function keyIdOf({ name, type, material }: Naming & { readonly material: Uint8Array }): string {
  const digest = sha256(Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(type), material]));
  return Buffer.from(digest.subarray(0, 4)).toString('hex');
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(raw) }, format: 'jwk' });
}

/** The 32 octets of RFC 8032 of an Ed25519 key. */
export function ed25519Material(key: KeyObject): Uint8Array {
  const { crv, x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new TypeError('Not an Ed25519 key.');
  return Buffer.from(x, 'base64url');
}

/** `name+id+base64(type public-key)`: what a policy file lists. */
export function formatVkey({ name, id, type, material }: Omit<NoteKey, 'verifier'>): string {
  return `${name}+${id}+${encodeBase64(Buffer.concat([Uint8Array.of(type), material]))}`;
}

/** Undefined for what is no verifier key. One of a type that is not understood is one; its id follows rules of its own. */
export function parseVkey(text: string): NoteKey | undefined {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([^\s]+)$/.exec(text) ?? [];
  const bytes = decodeBase64(encoded);
  const type = bytes?.[0];
  if (!isKeyName(name) || bytes === undefined || type === undefined || bytes.length < 2) return undefined;
  const material = bytes.subarray(1);
  if (type !== logKeyType && type !== cosignerKeyType)
    return { name, id, type, material, verifier: undefined };
  if (material.length !== ed25519Bytes) return undefined;
  const key = noteKeyOf({ name, type, material });
  return key.id === id ? key : undefined;
}

/** PKCS #8 (RFC 8410) before the 32 octets of a seed. */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `PRIVATE+KEY+name+id+base64(type seed)`, as golang.org/x/mod writes it. */
export function parseSkey(text: string): NoteSigningKey | undefined {
  const [, name = '', id = '', encoded = ''] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([^\s]+)$/.exec(text) ?? [];
  const bytes = decodeBase64(encoded);
  const type = bytes?.[0];
  if (!isKeyName(name) || bytes?.length !== 1 + ed25519Bytes) return undefined;
  if (type !== logKeyType && type !== cosignerKeyType) return undefined;
  const privateKey = createPrivateKey({
    key: Buffer.concat([seedPrefix, bytes.subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  });
  const key = noteKeyOf({ name, type, material: ed25519Material(privateKey) });
  return key.id === id ? { ...key, privateKey } : undefined;
}

/** `— name base64(id signature)` and a newline. */
export function signatureLine({ name, id }: Pick<NoteKey, 'name' | 'id'>, signature: Uint8Array): string {
  return `— ${name} ${encodeBase64(Buffer.concat([Buffer.from(id, 'hex'), signature]))}\n`;
}
