import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatVkey } from '../../src/transparency/note-key.ts';
import { logKey } from './note-keys.ts';
import { entriesOf, type Files, log, servedLog, spoil, writeFiles } from './served-log.ts';

/** The whole log is checked, byte for byte, by the code of the Go checksum database: golang.org/x/mod/sumdb. */

const gopath = '/usr/share/gocode';
const environment = { ...process.env, GO111MODULE: 'off', GOPATH: gopath, GOFLAGS: '' };

/** In CI it must be there. Elsewhere these tests are left out, and it is said aloud that they were. */
function goOrNone(): boolean {
  try {
    execFileSync('go', ['list', 'golang.org/x/mod/sumdb/tlog'], { env: environment, stdio: 'pipe' });
    return true;
  } catch {
    const what = 'the log, checked by the Go checksum database';
    if (process.env.CI !== undefined)
      throw new Error(`${what}: no Go with golang.org/x/mod, and CI must have it.`);
    process.stderr.write(
      `\n!!! NOT RUN: ${what}. Install golang-go and golang-golang-x-mod-dev (Debian).\n\n`,
    );
    return false;
  }
}

describe.runIf(goOrNone())('a log of 70,000 entries, read by the Go checksum database', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-third-party-'));
  const program = path.join(folder, 'checklog');
  const vkey = formatVkey(log.key);
  let files: Files;

  beforeAll(async () => {
    const source = path.join(import.meta.dirname, 'third-party/checklog.go');
    const built = promisify(execFile)('go', ['build', '-o', program, source], { env: environment });
    files = await servedLog(entriesOf(70_000));
    await built;
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function check(name: string, of: Files, key = vkey): Promise<string> {
    const copy = path.join(folder, name);
    writeFiles(copy, of);
    try {
      return (await promisify(execFile)(program, [copy, key])).stdout;
    } catch (error) {
      return String(Object(error).stderr);
    }
  }

  const spoiled = (name: string, at: number): Files => {
    const copy = new Map(files);
    spoil(copy, name, at);
    return copy;
  };

  test('is good in its signature, its entries, every byte of its tiles, and its proofs', async () => {
    expect(await check('good', files)).toBe(
      '70000 entries, 277 tiles, 4600 inclusion proofs, 26 consistency proofs: good\n',
    );
  });

  test.each([
    ['an entry', 'tile/entries/100', 40, 'the entries have another root than the checkpoint'],
    ['a tile of leaves', 'tile/0/100', 40, 'tile/0/100 is not what the entries make of it'],
    ['a tile of the second level', 'tile/1/000', 40, 'tile/1/000 is not what the entries make of it'],
    ['the text of the checkpoint', 'checkpoint', 25, 'checkpoint: invalid signature'],
  ])('is bad with one octet of %s changed', async (_, name, at, why) => {
    expect(await check('bad', spoiled(name, at))).toContain(why);
  });

  test('is bad by another key', async () => {
    expect(await check('good', files, formatVkey(logKey('another.example/log').key))).toContain(
      'bad: checkpoint',
    );
  });
});
