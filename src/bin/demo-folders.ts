import path from 'node:path';
import { dataDirOf } from '../platform/embedded-postgres.ts';

export const root = path.resolve(import.meta.dirname, '../..');

interface DemoFolders {
  /** The server's own. */
  readonly postgres: string;
  /** Secrets, keys, logs and what is left to paste: for the owner alone. */
  readonly demonstration: string;
}

/** Where the demonstration keeps what it knows between two starts: beside the program, or where it was told to. */
export function demoFolders(data: string | undefined): DemoFolders {
  const postgres = data === undefined ? dataDirOf(root, 'postgres') : path.resolve(data, 'postgres');
  return { postgres, demonstration: path.join(path.dirname(postgres), 'demonstration') };
}
