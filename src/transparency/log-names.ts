import { cosignerKeyType, logKeyType, type NoteKey, noteKeyOf } from './note-key.ts';

/** What the log and the witness of a node are called and where they answer. Checkpoints say it, so it never changes. */

const scheme = /^https:\/\//;

/** The first line of every checkpoint: `hk.wenjin.example/log`. */
export function logOriginOf(nodeOrigin: string): string {
  return logAddressOf(nodeOrigin).replace(scheme, '');
}

export function logAddressOf(nodeOrigin: string): string {
  return `${nodeOrigin}/log`;
}

export function witnessNameOf(nodeOrigin: string): string {
  return witnessAddressOf(nodeOrigin).replace(scheme, '');
}

/** Both the submission and the monitoring prefix of C2SP tlog-witness. */
export function witnessAddressOf(nodeOrigin: string): string {
  return `${nodeOrigin}/witness`;
}

/** A key as the trust list has it, 32 octets, as a key of notes. */
export function logKeyOf(nodeOrigin: string, material: Uint8Array): NoteKey {
  return noteKeyOf({ name: logOriginOf(nodeOrigin), type: logKeyType, material });
}

export function witnessKeyOf(nodeOrigin: string, material: Uint8Array): NoteKey {
  return noteKeyOf({ name: witnessNameOf(nodeOrigin), type: cosignerKeyType, material });
}
