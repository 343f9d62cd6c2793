import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const inMemory = '/dev/shm';
const bytesNeeded = 2 * 1024 ** 3;

/** A new folder for databases of tests: in memory where there is room, since making and dropping hundreds of them is work for a disk. */
export function scratchFolder(prefix: string): string {
  return fs.mkdtempSync(path.join(hasRoom() ? inMemory : os.tmpdir(), prefix));
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = fs.statfsSync(inMemory);
    fs.accessSync(inMemory, fs.constants.W_OK);
    return bavail * bsize >= bytesNeeded;
  } catch {
    return false;
  }
}
