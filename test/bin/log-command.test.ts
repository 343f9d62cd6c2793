import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { logCommand } from '../../src/bin/log-command.ts';
import { leafHash } from '../../src/transparency/merkle.ts';
import {
  entriesOf,
  entryAt,
  type Files,
  filesOf,
  origin,
  policyText,
  servedLog,
  spoil,
  writeFiles,
} from '../transparency/served-log.ts';
import { append, emptyLog } from '../transparency/tiles-in-memory.ts';

const program = path.resolve(import.meta.dirname, '../../src/bin/wenjin.ts');

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** In this process; what it would print is kept. */
async function wenjin(args: readonly string[], token?: string): Promise<Ran> {
  const ran = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (ran.out += text),
    err: (text: string) => void (ran.err += text),
  };
  const code = await logCommand(args, { terminal, token, stopSignal: () => AbortSignal.abort() });
  return { ...ran, code };
}

/** In a process of its own, as anybody starts it. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, 'log', ...args], { env: { ...process.env, ...env } });
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => (ran.out += String(chunk)));
  child.stderr.on('data', (chunk) => (ran.err += String(chunk)));
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => resolve({ ...ran, code }));
  });
  return { child, ran, ended };
}

const result = z.looseObject({
  verdict: z.enum(['good', 'bad', 'unchecked']),
  findings: z.array(z.looseObject({ kind: z.string() })).default([]),
  evidence: z.string().optional(),
});
const json = ({ out }: Ran) => result.parse(JSON.parse(out));

let folder: string;
let number = 0;
const at = (name: string) => path.join(folder, name);
let files: Files;

beforeAll(async () => {
  files = await servedLog(entriesOf(700));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), `wenjin-log-${(number += 1)}-`));
  writeFileSync(at('policy'), policyText);
  writeFiles(at('log'), files);
  return () => rmSync(folder, { recursive: true });
});

async function writeLog(name: string, count: number, seed = 'one'): Promise<void> {
  const tree = emptyLog();
  append(tree, [
    ...entriesOf(Math.min(300, count)),
    ...entriesOf(Math.max(0, count - 300), { from: 300, seed }),
  ]);
  rmSync(at(name), { recursive: true, force: true });
  mkdirSync(at(name));
  writeFiles(at(name), await filesOf(tree));
}

describe('wenjin log verify', () => {
  test('finds a good folder good', async () => {
    const { code, out, err } = await wenjin(['verify', at('log'), '--policy', at('policy')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${origin}: 700 entries`);
    expect(out).toContain('cosigned by sz.wenjin.example/witness at 2026-01-01T00:00:00.000Z');
    expect(out.trimEnd().endsWith('\nGOOD')).toBe(true);
  });

  test('finds a spoiled one bad, in words and in JSON', async () => {
    const spoiled = new Map(files);
    spoil(spoiled, 'tile/entries/001', 100);
    writeFiles(at('log'), spoiled);
    const [words, object] = await Promise.all([
      wenjin(['verify', at('log'), '--policy', at('policy')]),
      wenjin(['verify', at('log'), '--policy', at('policy'), '--json']),
    ]);
    expect(words.code).toBe(1);
    expect(words.out).toContain('entry tile/entries/001: Entry 256 is not the one of its leaf.');
    expect(words.out.trimEnd().endsWith('\nBAD')).toBe(true);
    expect(object.code).toBe(1);
    expect(json(object)).toMatchObject({
      verdict: 'bad',
      findings: [{ kind: 'entry', index: 256 }, { kind: 'root' }],
    });
  });

  test.each([
    ['no log', (policy: string) => ['verify', at('nothing'), '--policy', policy], /no checkpoint/],
    ['no policy file', () => ['verify', at('log'), '--policy', at('nothing')], /nothing/],
    ['a spoiled policy', () => ['verify', at('log'), '--policy', at('log/checkpoint')], /keyword in line 1/],
    [
      'a spoiled state',
      (policy: string) => ['verify', at('log'), '--policy', policy, '--state', policy],
      /state/,
    ],
    [
      'spoiled openings',
      (policy: string) => ['verify', at('log'), '--policy', policy, '--openings', policy],
      /Line 1/,
    ],
  ])('cannot tell with %s', async (_, args, why) => {
    const ran = await wenjin([...args(at('policy')), '--json']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(why);
    expect(json(ran).verdict).toBe('unchecked');
  });

  test.each([
    [[]],
    [['verify']],
    [['verify', 'log']],
    [['forge', 'log']],
    [['verify', 'log', '--polcy', 'x']],
    [['monitor', 'log', '--policy', 'x']],
  ])('shows how it is used after %j', async (args) => {
    const { code, err } = await wenjin(args);
    expect(code).toBe(2);
    expect(err).toContain('wenjin log verify LOG --policy FILE');
  });

  test('checks commitments of those who hold openings', async () => {
    const line = ({ id, salt, payload }: ReturnType<typeof entryAt>) =>
      `${JSON.stringify({ id, salt, payload })}\n`;
    const args = ['verify', at('log'), '--policy', at('policy'), '--openings', at('openings'), '--json'];
    writeFileSync(at('openings'), line(entryAt(5)) + line(entryAt(600)));
    expect((await wenjin(args)).code).toBe(0);
    writeFileSync(at('openings'), line({ ...entryAt(5), payload: { action: 'another' } }));
    expect(json(await wenjin(args)).findings).toMatchObject([{ kind: 'commitment', index: 5 }]);
  });
});

describe('wenjin log monitor', () => {
  const round = (more: readonly string[] = []) =>
    wenjin([
      'monitor',
      at('log'),
      '--policy',
      at('policy'),
      '--state',
      at('state'),
      '--once',
      '--json',
      ...more,
    ]);

  test('remembers a head only when all was good, and goes on from it', async () => {
    await writeLog('log', 700);
    expect((await round()).code).toBe(0);
    const first = readFileSync(at('state'), 'utf8');
    await writeLog('log', 1000);
    const spoiled = at('log/tile/entries/003.p/232');
    const bytes = readFileSync(spoiled);
    writeFileSync(spoiled, bytes.subarray(1));
    expect((await round()).code).toBe(1);
    expect(readFileSync(at('state'), 'utf8')).toBe(first);
    writeFileSync(spoiled, bytes);
    const good = await round();
    expect(JSON.parse(good.out)).toMatchObject({ verdict: 'good', checked: { entries: 300 } });
    expect(JSON.parse(readFileSync(at('state'), 'utf8'))).toMatchObject({ size: 1000 });
    expect(readdirSync(folder).toSorted()).toEqual(['log', 'policy', 'state']);
  });

  test('keeps both heads of a split view, a fork, and a rollback', async () => {
    await writeLog('log', 700);
    expect((await round()).code).toBe(0);
    const state = readFileSync(at('state'), 'utf8');
    for (const [count, kind] of [
      [700, 'split-view'],
      [900, 'inconsistent'],
      [400, 'rollback'],
    ] as const) {
      await writeLog('log', count, 'two');
      const ran = await round();
      expect(ran.code).toBe(1);
      const { evidence = '', findings } = json(ran);
      expect(findings.map((finding) => finding.kind)).toEqual([kind]);
      const kept: unknown = JSON.parse(readFileSync(evidence, 'utf8'));
      expect(kept).toMatchObject({
        kind,
        origin,
        notes: [expect.any(String), readFileSync(at('log/checkpoint'), 'utf8')],
      });
      expect(readFileSync(at('state'), 'utf8')).toBe(state);
    }
  });

  test('holds the head against what others were shown', async () => {
    await writeLog('log', 700);
    await writeLog('other', 700, 'two');
    await writeLog('later', 900);
    expect((await round(['--also', at('log/checkpoint')])).code).toBe(0);
    const split = await round(['--also', at('other/checkpoint')]);
    expect(split.code).toBe(1);
    expect(json(split).findings).toMatchObject([{ kind: 'split-view' }]);
    const ahead = await round(['--also', at('later/checkpoint')]);
    expect(json(ahead).findings).toMatchObject([{ kind: 'unproven' }]);
    expect((await round(['--also', at('nowhere')])).code).toBe(2);
  });

  test('goes round after round until it is told to stop', async () => {
    const { child, ran, ended } = start([
      'monitor',
      at('log'),
      '--policy',
      at('policy'),
      '--state',
      at('state'),
      '--interval',
      '1',
      '--json',
    ]);
    await expect.poll(() => ran.out.split('\n').length, { timeout: 20_000 }).toBeGreaterThan(3);
    child.kill('SIGTERM');
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => result.parse(JSON.parse(line)).verdict),
    ).not.toContain('bad');
  });
});

describe('a live log', () => {
  let server: Server;
  let address: string;
  const failures = new Map<string, number>();
  const tokens: (string | undefined)[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = (request.url ?? '').replace('/log/', '');
      const left = failures.get(name) ?? 0;
      const bytes = files.get(name);
      tokens.push(request.headers.authorization);
      if (left > 0) {
        failures.set(name, left - 1);
        response.writeHead(503, { 'retry-after': '0' }).end();
      } else if (name.startsWith('tile/entries/') && request.headers.authorization !== 'Bearer secret') {
        response.writeHead(401).end();
      } else if (name === 'moved/checkpoint') {
        response.writeHead(302, { location: '/log/checkpoint' }).end();
      } else if (bytes === undefined) response.writeHead(404).end();
      else response.writeHead(200).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/log`;
  });
  afterAll(() => server.close());

  const verify = (more: readonly string[], token?: string) =>
    wenjin(['verify', address, '--policy', at('policy'), '--json', ...more], token);

  test('is checked with a token for its entries, which goes nowhere else', async () => {
    failures.set('tile/0/001', 2);
    tokens.length = 0;
    expect((await verify([], 'secret')).code).toBe(0);
    expect(tokens.filter((token) => token !== undefined)).toHaveLength(3);
    expect((await verify(['--token', 'secret'])).code).toBe(0);
    const args = ['verify', address, '--policy', at('policy')];
    expect(await start(args, { WENJIN_LOG_TOKEN: 'secret' }).ended).toMatchObject({ code: 0, err: '' });
  });

  test('is checked by its tiles without one', async () => {
    const ran = await verify([]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('entries need a token');
    expect((await verify(['--tiles-only'])).code).toBe(0);
  });

  test('is not known when it cannot be reached, or points elsewhere', async () => {
    const elsewhere = await wenjin(['verify', `${address}/moved`, '--policy', at('policy')]);
    expect(elsewhere.code).toBe(2);
    const open = await wenjin([
      'verify',
      'http://log.example/log',
      '--policy',
      at('policy'),
      '--token',
      'secret',
    ]);
    expect(open.code).toBe(2);
    expect(open.err).toContain('over https only');
  }, 60_000);
});

describe('wenjin log prove', () => {
  test('makes a proof that holds offline for its entry alone', async () => {
    writeFileSync(at('entry'), entryAt(600).bytes);
    const leaf = Buffer.from(leafHash(entryAt(600).bytes)).toString('hex');
    const policy = ['--policy', at('policy')];
    const made = await wenjin(['prove', at('log'), ...policy, '--id', entryAt(600).id, '--out', at('proof')]);
    expect(made).toMatchObject({ code: 0, out: `entry 600, leaf ${leaf}: proof in ${at('proof')}\nGOOD\n` });
    const [byEntry, toOutput, checked, wrong] = await Promise.all([
      wenjin(['prove', at('log'), ...policy, '--entry', at('entry')]),
      wenjin(['prove', at('log'), ...policy, '--index', '600', '--json']),
      wenjin(['prove', '--proof', at('proof'), ...policy, '--entry', at('entry')]),
      wenjin(['prove', '--proof', at('proof'), ...policy, '--leaf', '00'.repeat(32)]),
    ]);
    expect(byEntry).toMatchObject({ code: 0, out: readFileSync(at('proof'), 'utf8') });
    expect(JSON.parse(toOutput.out)).toMatchObject({ verdict: 'good', index: 600, leaf, proof: byEntry.out });
    expect(checked.code).toBe(0);
    expect(checked.out).toContain(`entry 600 of the 700 of ${origin}`);
    expect(wrong).toMatchObject({ code: 1, out: '  not-included\nBAD\n' });
  });

  test('says when there is nothing to prove, or nothing was asked', async () => {
    const policy = ['--policy', at('policy')];
    expect(await wenjin(['prove', at('log'), ...policy, '--index', '700'])).toMatchObject({ code: 1 });
    expect(await wenjin(['prove', at('log'), ...policy])).toMatchObject({ code: 2 });
    expect(await wenjin(['prove', at('log'), ...policy, '--index', '1', '--id', 'x'])).toMatchObject({
      code: 2,
    });
  });
});

describe('wenjin log compare', () => {
  test('tells whether two heads are of one tree', async () => {
    await writeLog('log', 700);
    await writeLog('later', 900);
    await writeLog('fork', 900, 'two');
    writeFileSync(at('seen'), readFileSync(at('log/checkpoint')));
    const of = (...places: string[]) =>
      wenjin(['compare', ...places.map(at), '--policy', at('policy'), '--evidence', folder, '--json']);
    const [logs, noteAndLog, notes, withTiles, split, fork] = await Promise.all([
      of('later', 'log'),
      of('seen', 'later'),
      of('seen', 'later/checkpoint'),
      wenjin([
        'compare',
        at('seen'),
        at('later/checkpoint'),
        '--policy',
        at('policy'),
        '--tiles',
        at('later'),
      ]),
      of('later', 'fork'),
      of('seen', 'fork'),
    ]);
    expect([logs, noteAndLog, notes, withTiles, split, fork].map(({ code }) => code)).toEqual([
      0, 0, 2, 0, 1, 1,
    ]);
    for (const [ran, kind] of [
      [split, 'split-view'],
      [fork, 'inconsistent'],
    ] as const)
      expect(JSON.parse(readFileSync(json(ran).evidence ?? '', 'utf8'))).toMatchObject({ kind });
  });
});

test('a reader who has seen enough ends it like any other command, without a word', async () => {
  const { child, ended } = start(['verify', at('log'), '--policy', at('policy')]);
  child.stdout.destroy();
  const { code, err } = await ended;
  expect(code).toBe(141);
  expect(err).not.toMatch(/Unhandled|EPIPE/);
});
