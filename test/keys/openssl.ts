import { execFileSync, spawnSync } from 'node:child_process';
import type { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The command line of OpenSSL, which shares nothing with the library that makes our certificates. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export function openssl(args: readonly string[], options: { input?: string; cwd?: string } = {}): string {
  return execFileSync('openssl', args, { ...options, encoding: 'utf8', stdio: 'pipe' });
}

/** Strictly and as of an instant: the roots trusted, the rest of the chain not. @throws when it does not hold */
export function opensslVerifies(
  chain: readonly X509Certificate[],
  { roots, at }: { readonly roots: readonly X509Certificate[]; readonly at: Date },
): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wenjin-certificates-'));
  try {
    const [leaf, ...above] = chain.map((one) => one.toString());
    const files = { 'leaf.pem': leaf, 'above.pem': above.join(''), 'roots.pem': roots.join('') };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text ?? '');
    const trusted = ['-CAfile', 'roots.pem', '-untrusted', 'above.pem'];
    const when = ['-attime', String(Math.floor(at.getTime() / 1000))];
    const strictly = ['-x509_strict', '-check_ss_sig'];
    return openssl(['verify', ...strictly, ...trusted, ...when, 'leaf.pem'], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
