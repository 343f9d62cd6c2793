/** Keys that tests sign with; the ids come from the files under test, which the published vectors hold to the specification. */
import { createPrivateKey, createHash, sign } from 'node:crypto';
import type { Signer } from '../../src/kernel/ports.ts';
import {
  cosignerKeyType,
  ed25519Material,
  logKeyType,
  type NoteKey,
  noteKeyOf,
} from '../../src/transparency/note-key.ts';

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same key for the same name, always. */
export function signingKey(name: string, type: number): { key: NoteKey; signer: Signer } {
  const seed = createHash('sha256').update(`${name} ${type}`).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return {
    key: noteKeyOf({ name, type, material: ed25519Material(privateKey) }),
    signer: { kid: name, alg: 'Ed25519', sign: async (bytes) => sign(null, bytes, privateKey) },
  };
}

export const logKey = (name: string) => signingKey(name, logKeyType);
export const witnessKey = (name: string) => signingKey(name, cosignerKeyType);
