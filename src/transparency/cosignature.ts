import { verify } from 'node:crypto';
import type { Signer } from '../kernel/ports.ts';
import { type NoteKey, signatureLine } from './note-key.ts';

/** `cosignature/v1`, C2SP tlog-cosignature v1.0.1: a witness says that at this time no larger tree of the log was known to it. */

const timestampBytes = 8;
const signatureBytes = 64;

/** What is signed: two lines that keep it apart from every other use of the key, then the text of the checkpoint. */
export function cosignatureMessage(text: string, timestamp: number): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

export interface Cosigner {
  readonly key: Pick<NoteKey, 'name' | 'id'>;
  readonly signer: Signer;
}

/** The signature line of a witness under the text of a checkpoint; the time in whole seconds since 1970. */
export async function cosign({ key, signer }: Cosigner, text: string, timestamp: number): Promise<string> {
  const time = Buffer.alloc(timestampBytes);
  time.writeBigUInt64BE(BigInt(timestamp));
  const signature = await signer.sign(cosignatureMessage(text, timestamp));
  return signatureLine(key, Buffer.concat([time, signature]));
}

/** The time of a cosignature that verifies. A time past the safe integers is refused with it: no clock will show it. */
export function cosignedAt(key: NoteKey, text: string, signature: Uint8Array): number | undefined {
  if (key.verifier === undefined || signature.length !== timestampBytes + signatureBytes) return undefined;
  const timestamp = Number(Buffer.from(signature.subarray(0, timestampBytes)).readBigUInt64BE());
  if (!Number.isSafeInteger(timestamp)) return undefined;
  const message = cosignatureMessage(text, timestamp);
  return verify(null, message, key.verifier, signature.subarray(timestampBytes)) ? timestamp : undefined;
}
