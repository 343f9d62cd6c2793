/** Starts and stops the processes of an embedded Postgres. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunAs } from './embedded-binaries.ts';

const windows = process.platform === 'win32';

/** Runs a program to its end. @throws Error with what it printed, when it failed. */
export async function command(file: string, args: readonly string[], ids: RunAs): Promise<void> {
  const child = spawn(file, args, { ...ids, cwd: os.tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${path.basename(file)} failed (${code})\n${printed}`);
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  return address.port;
}

/**
 * `$@` is the server. A shell stands between us and it, and stops it (SIGINT is a fast shutdown) when our end of the pipe closes:
 * also when this process is killed and can do nothing any more.
 */
const supervise =
  'exec 3<&0; "$@" </dev/null 3<&- & p=$!; { cat <&3 >/dev/null; kill -INT $p; } & c=$!; exec 3<&-; wait $p; s=$?; kill $c 2>/dev/null; exit $s';

export interface Launch {
  bin: string;
  dataDir: string;
  logFile: string;
  port: number;
  settings: Readonly<Record<string, string>>;
  ids: RunAs;
}

export interface Launched {
  /** Whether the process has ended by itself. */
  ended: () => boolean;
  stop: () => Promise<void>;
  /** Lets this process end although the server runs. */
  unref: () => void;
}

export function launch({ bin, dataDir, logFile, port, settings, ids }: Launch): Launched {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [path.join(bin, 'postgres'), '-D', dataDir, '-p', String(port), ...options];
  const [file, args] = windows
    ? [path.join(bin, 'postgres.exe'), server.slice(1)]
    : ['/bin/sh', ['-c', supervise, 'sh', ...server]];
  const log = fs.openSync(logFile, 'a');
  const child: ChildProcess = spawn(file, args, {
    ...ids,
    cwd: os.tmpdir(),
    stdio: ['pipe', log, log],
    // A process group of its own: Ctrl-C reaches us alone, and we stop the server last.
    detached: !windows,
    windowsHide: true,
  });
  fs.closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    ended: () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined,
    unref: () => {
      child.unref();
      if (child.stdin instanceof net.Socket) child.stdin.unref();
    },
    stop: async () => {
      child.ref();
      if (windows) await command(path.join(bin, 'pg_ctl.exe'), ['stop', '-m', 'fast', '-D', dataDir], ids);
      else child.stdin?.end();
      await exited;
    },
  };
}

/** Asks until there is an answer, `undefined` when the time is up or nothing is worth waiting for any more. */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  limits: { timeoutMs: number; hopeless: () => boolean },
): Promise<T | undefined> {
  const deadline = performance.now() + limits.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (limits.hopeless() || performance.now() > deadline) return undefined;
    await sleep(25);
  }
}
