import assert from 'node:assert/strict';
import { Fault } from '../kernel/fault.ts';
import type { Entropy } from '../kernel/ports.ts';
import type { Sealer } from '../kernel/sealer.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { decrypt, encrypt, freshIv, keyBytes } from './envelope.ts';
import { lockSubject, readWrappedKey } from './subjects.store.ts';
import type { VaultKeys } from './vault-keys.ts';

export interface Sealing extends Sealer<Transaction, Reader> {
  /** A new data key for a person, encrypted: the only form in which it is ever stored. */
  newWrappedKey(subjectId: string): Uint8Array;
}

export function createSealing({ entropy, keys }: { entropy: Entropy; keys: VaultKeys }): Sealing {
  const unwrap = (subjectId: string, wrapped: Uint8Array): Uint8Array =>
    decrypt(wrapped, { key: keys.wrapping, associated: wrappingContext(subjectId) });

  return {
    newWrappedKey: (subjectId) =>
      encrypt(entropy.bytes(keyBytes), {
        key: keys.wrapping,
        iv: freshIv(entropy),
        associated: wrappingContext(subjectId),
      }),
    async seal(tx, subjectId, plain, context) {
      const key = subjectId === null ? keys.node : unwrap(subjectId, await keyForWriting(tx, subjectId));
      return encrypt(plain, { key, iv: freshIv(entropy), associated: sealContext(subjectId, context) });
    },
    async open(reader, subjectId, sealed, context) {
      const associated = sealContext(subjectId, context);
      if (subjectId === null) return decrypt(sealed, { key: keys.node, associated });
      const wrapped = await readWrappedKey(reader, subjectId);
      return wrapped && decrypt(sealed, { key: unwrap(subjectId, wrapped), associated });
    },
  };
}

async function keyForWriting(tx: Transaction, subjectId: string): Promise<Uint8Array> {
  const subject = await lockSubject(tx, subjectId);
  assert(subject, `subject ${subjectId} was never created`);
  if (subject.wrappedKey === null) throw new Fault('subject-erased');
  return subject.wrappedKey;
}

/** Bound to the person and the place: an envelope that is moved elsewhere does not open. */
function sealContext(subjectId: string | null, context: string): string {
  return `wenjin-vault/1\0seal\0${subjectId ?? 'node'}\0${context}`;
}

function wrappingContext(subjectId: string): string {
  return `wenjin-vault/1\0key\0${subjectId}`;
}
