import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compiled } from '../support/compiled.ts';
import { type LoggedNode, policyText, publishHead, startLog } from '../transparency/log-support.ts';

const program = path.resolve(import.meta.dirname, '../../src/bin/wenjin.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-export-'));
const copy = path.join(folder, 'log');
const policy = path.join(folder, 'policy');

let node: LoggedNode;
beforeAll(async () => {
  node = await startLog();
  writeFileSync(policy, policyText());
});
afterAll(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: unknown; err: string }> {
  const env = { ...compiled, PATH: process.env.PATH, WENJIN_LOG_DATABASE_URL: node.database.logUrl };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [program, 'log', ...args, '--json'],
      { env },
    );
    return { code: 0, out: JSON.parse(stdout), err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code, out: stdout === '' ? undefined : JSON.parse(stdout), err: stderr };
  }
}

const files = (): string[] =>
  readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(copy, path.join(entry.parentPath, entry.name)))
    .toSorted();

async function grow(count: number): Promise<void> {
  await node.appendMany(count);
  await node.transparency.sequencer.runOnce();
  await publishHead(node);
}

test('there is nothing to export before the log was cosigned', async () => {
  expect((await run('export', '--to', copy)).code).toBe(2);
  expect((await run('export')).code).toBe(2);
});

test('writes everything once, then only what is new; the verifier finds each copy good', async () => {
  await grow(299);
  expect(await run('export', '--to', copy)).toMatchObject({ code: 0, out: { from: 0, size: 300, files: 6 } });
  expect(files()).toEqual([
    'checkpoint',
    'tile/0/000',
    'tile/0/001.p/44',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/44',
  ]);
  expect(await run('verify', copy, '--policy', policy)).toMatchObject({
    code: 0,
    out: { verdict: 'good', size: 300, checked: { entries: 300 } },
  });
  await grow(900);
  expect(await run('export', '--to', copy)).toMatchObject({
    code: 0,
    out: { from: 300, size: 1200, files: 10 },
  });
  expect(await run('verify', copy, '--policy', policy)).toMatchObject({ code: 0, out: { size: 1200 } });
  expect(await run('export', '--to', copy)).toMatchObject({ code: 0, out: { from: 1200, size: 1200 } });
  expect(files().some((name) => name.endsWith('.tmp'))).toBe(false);
}, 30_000);

test('writes the checkpoint last: a copy that was cut short is the good one of before', async () => {
  await grow(56);
  for (const last of ['tile/entries/004.p/232', 'tile/0/004.p/232']) {
    // Where a file is to be there stands a folder.
    mkdirSync(path.join(copy, last), { recursive: true });
    expect(await run('export', '--to', copy)).toMatchObject({ code: 2 });
    expect(readFileSync(path.join(copy, 'checkpoint'), 'utf8').split('\n')[1]).toBe('1200');
    expect(await run('verify', copy, '--policy', policy)).toMatchObject({ code: 0, out: { size: 1200 } });
    rmdirSync(path.join(copy, last));
  }
  expect(await run('export', '--to', copy)).toMatchObject({ code: 0, out: { from: 1200, size: 1256 } });
  expect(await run('verify', copy, '--policy', policy)).toMatchObject({ code: 0, out: { size: 1256 } });
}, 30_000);

test('refuses a copy that the log does not continue, and leaves it as it was', async () => {
  const kept = readFileSync(path.join(copy, 'checkpoint'), 'utf8');
  const [origin, , root, ...rest] = kept.split('\n');
  for (const spoiled of [
    [origin, '1300', root, ...rest].join('\n'),
    [origin, '1200', Buffer.alloc(32, 7).toString('base64'), ...rest].join('\n'),
    'no checkpoint\n',
  ]) {
    writeFileSync(path.join(copy, 'checkpoint'), spoiled);
    const before = files();
    expect(await run('export', '--to', copy)).toMatchObject({
      code: 1,
      out: { refused: expect.any(String) },
    });
    expect(files()).toEqual(before);
    expect(readFileSync(path.join(copy, 'checkpoint'), 'utf8')).toBe(spoiled);
  }
}, 30_000);
