import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/platform/embedded-process.ts';
import { scratchFolder } from '../support/scratch.ts';

/** The command a newcomer runs, in a folder of its own. */

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let ports: readonly [number, number];

beforeAll(async () => {
  folder = scratchFolder('wenjin-demo-');
  // As root, Postgres runs as another user, who has to get in.
  fs.chmodSync(folder, 0o711);
  ports = [await freePort(), await freePort()];
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** `TMPDIR` goes to everything that is started, and so tells what belongs to this run. */
function start(...options: string[]) {
  const args = ['src/bin/demo.ts', '--ports', ports.join(), '--data', folder, ...options];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, TMPDIR: folder } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exit = once(child, 'exit');
  return {
    child,
    exit,
    printed: () => printed,
    async shows(text: string): Promise<void> {
      while (!printed.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended without ${text}:\n${printed}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

/** Every process whose command line or environment names the folder; where there is no /proc, the ports have to do. */
function processesLeft(): string[] {
  if (!fs.existsSync('/proc/self/environ')) return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    try {
      const about = ['cmdline', 'environ'].map((name) => fs.readFileSync(`/proc/${pid}/${name}`, 'utf8'));
      return about.some((text) => text.includes(folder))
        ? [`${pid} ${(about[0] ?? '').replaceAll('\0', ' ')}`]
        : [];
    } catch {
      return [];
    }
  });
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

async function expectNothingLeft(): Promise<void> {
  expect(processesLeft()).toEqual([]);
  expect(await Promise.all(ports.map(isOpen))).toEqual([false, false]);
  expect(fs.existsSync(path.join(folder, 'postgres/postmaster.pid'))).toBe(false);
}

test('--once walks the whole story, every step, and leaves no process and no open port', async () => {
  const { exit, printed } = start('--once');
  const [code] = await exit;
  expect(printed()).not.toContain('✗');
  expect(printed().match(/^ ✓ /gm)).toHaveLength(15);
  expect(code).toBe(0);
  await expectNothingLeft();
  const secrets = fs.readFileSync(path.join(folder, 'demonstration/hk.secrets.json'), 'utf8');
  for (const secret of Object.values<string>(JSON.parse(secrets))) expect(printed()).not.toContain(secret);
}, 60_000);

test.each<[string, string, 'SIGTERM' | 'SIGINT', number]>([
  ['while Postgres starts', 'Starting Postgres', 'SIGTERM', 143],
  ['while the nodes start', 'Starting both nodes', 'SIGTERM', 143],
  ['in the middle of the walk', ' ✓   3', 'SIGINT', 130],
])(
  'stopped %s: nothing runs on',
  async (_name, sign, signal, expected) => {
    const { child, exit, shows } = start();
    await shows(sign);
    child.kill(signal);
    const [code] = await exit;
    expect(code).toBe(expected);
    await expectNothingLeft();
  },
  60_000,
);

test('a port that is taken is told of, with the number, and nothing runs on', async () => {
  // The other node tries to reach its peer here: whoever connects is let go, so that the server can close.
  const server = net.createServer((socket) => socket.destroy()).listen(ports[0], '127.0.0.1');
  await once(server, 'listening');
  const { exit, printed } = start('--once');
  const [code] = await exit;
  await new Promise((resolve) => server.close(resolve));
  expect(code).toBe(1);
  expect(printed()).toContain(`Is port ${ports[0]} free?`);
  await expectNothingLeft();
}, 60_000);
