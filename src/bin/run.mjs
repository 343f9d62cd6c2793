// Runs a TypeScript file or a tool of this project: installs the dependencies when they are missing or older than the lock file, and
// uses the project's own Node (an npm package) when the system's is too old. Plain JavaScript without dependencies, for Node 18 and up.
//   node src/bin/run.mjs src/bin/demo.ts …      node src/bin/run.mjs --bin vitest run …
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const at = (...names) => path.join(root, ...names);
const windows = process.platform === 'win32';

function installed() {
  try {
    // npm writes this file last; a newer lock file means that something changed since.
    const done = fs.statSync(at('node_modules/.package-lock.json'));
    return done.mtimeMs >= fs.statSync(at('package-lock.json')).mtimeMs;
  } catch {
    return false;
  }
}

function install() {
  console.error('Installing dependencies (npm ci), a minute at most …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio: 'inherit', shell: windows });
  if (done.status !== 0) process.exit(done.status ?? 1);
  const now = new Date();
  fs.utimesSync(at('node_modules/.package-lock.json'), now, now);
}

/** Whether this Node is that version or a later one. */
function isNode(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/**
 * The Node to run on: this one when it has all that the tests try (ML-DSA came with 24.7), else the one that came with npm. On Linux that
 * is the newest that needs no library which a bare machine lacks: from 25 on, Node asks for libatomic. Where it does not run, an own one
 * that knows TypeScript will do.
 */
function findNode() {
  if (isNode(24, 7)) return process.execPath;
  const platform = windows ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${process.arch}`;
  const bundled = at('node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  const tried = spawnSync(bundled, ['--version'], { encoding: 'utf8' });
  if (tried.status === 0) return bundled;
  if (isNode(22, 18)) return process.execPath;
  const why =
    tried.error?.code === 'ENOENT'
      ? 'is not installed'
      : `does not run here:\n${tried.stderr ?? tried.error}`;
  console.error(
    `Node ${process.versions.node} is too old: 22.18 or later is needed. ${name}, which would do, ${why}`,
  );
  process.exit(1);
}

/** The script behind a command of an installed package. */
function scriptOf(name) {
  const { bin } = JSON.parse(fs.readFileSync(at('node_modules', name, 'package.json'), 'utf8'));
  return at(
    'node_modules',
    name,
    typeof bin === 'string' ? bin : (bin[path.basename(name)] ?? Object.values(bin)[0]),
  );
}

if (!installed()) install();
let args = process.argv.slice(2);
if (args[0] === '--bin') args = [scriptOf(args[1]), ...args.slice(2)];
const node = findNode();
// Type stripping is called experimental before Node 24, on every start.
const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    // What was compiled is kept for the next start, and for every process that the program starts.
    NODE_COMPILE_CACHE: at('node_modules/.cache/node'),
    ...process.env,
    // So that what the program starts by name is the same Node.
    PATH: path.dirname(node) + path.delimiter + process.env.PATH,
  },
});
// Ctrl-C reaches the child from the terminal as well; what is sent to this process alone does not.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
// `kill <npm>` ends npm and its shell but not what they started: notice that they are gone.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref();
child.on('exit', (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code ?? 1);
});
