import { type Loose, looseList, looseOf, parsedJson } from './json.browser.ts';
import { fromBase64url, textOf, toBase64url, utf8 } from './bytes.browser.ts';
import type { HeadVerdict } from './head.browser.ts';

/** The signed manifest of an export, read here and its signature checked by WebCrypto. */

export interface ManifestFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
  readonly sm3: string;
}

export interface Manifest {
  readonly text: string;
  readonly kid: string;
  /** By a key of the set. */
  readonly good: boolean;
  readonly profile: string;
  readonly window: { readonly from: string; readonly until: string };
  /** The disclosure case whose person is identified. */
  readonly opened: string | undefined;
  readonly size: number;
  readonly root: string;
  /** The checkpoint of that size and root, as the other side cosigned it. */
  readonly note: string;
  readonly range: { readonly first: number; readonly last: number } | undefined;
  readonly files: readonly ManifestFile[];
}

/** @throws Error for what is no manifest */
export async function readManifest(text: string, keySet: unknown): Promise<Manifest> {
  const [header = '', payload = '', signature = '', ...more] = text.trim().split('.');
  const { kid, alg, typ } = parsed(header);
  const { profile, case: opened, window, checkpoint, range, files } = parsed(payload);
  if (typ !== 'wenjin-export-manifest+jwt' || more.length > 0 || !Array.isArray(files))
    throw new Error('manifest');
  const { from, until } = looseOf(window);
  const { size, root, note } = looseOf(checkpoint);
  const { first, last } = looseOf(range);
  const signed = { message: utf8(`${header}.${payload}`), signature: fromBase64url(signature) };
  return {
    text: text.trim(),
    kid: String(kid),
    good: await isSigned(looseOf(keySet)['keys'], { kid, alg, ...signed }),
    profile: String(profile),
    window: { from: String(from), until: String(until) },
    opened: typeof opened === 'string' ? opened : undefined,
    size: Number(size),
    root: String(root),
    note: String(note),
    range: range === null ? undefined : { first: Number(first), last: Number(last) },
    files: looseList(files).map(({ name, path, bytes, rows, sha256, sm3 }) => ({
      name: String(name),
      path: String(path),
      bytes: Number(bytes),
      rows: Number(rows),
      sha256: String(sha256),
      sm3: String(sm3),
    })),
  };
}

/** The checkpoint is no word of the manifest's alone: its note is judged as that of the log is, and must be of that size and root. */
export function pinning(
  { size, root }: Pick<Manifest, 'size' | 'root'>,
  judged: HeadVerdict,
): HeadVerdict['state'] {
  if (judged.state === 'failed') return 'failed';
  const { head, state } = judged;
  return head.size === size && toBase64url(head.root) === root ? state : 'failed';
}

function parsed(part: string): Loose {
  const bytes = fromBase64url(part);
  return parsedJson((bytes && textOf(bytes)) ?? '');
}

interface Signed {
  readonly kid: unknown;
  readonly alg: unknown;
  readonly message: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer> | undefined;
}

const algorithms = {
  ES256: [
    { name: 'ECDSA', namedCurve: 'P-256' },
    { name: 'ECDSA', hash: 'SHA-256' },
  ],
  Ed25519: [{ name: 'Ed25519' }, { name: 'Ed25519' }],
} as const;

async function isSigned(keys: unknown, { kid, alg, message, signature }: Signed): Promise<boolean> {
  const jwk = looseList(keys).find((key) => key['kid'] === kid);
  const known =
    alg === 'ES256'
      ? algorithms.ES256
      : alg === 'Ed25519' || alg === 'EdDSA'
        ? algorithms.Ed25519
        : undefined;
  if (!jwk || !known || !signature) return false;
  const { kty, crv, x, y } = jwk;
  const material = { kty: String(kty), crv: String(crv), x: String(x), ...(typeof y === 'string' && { y }) };
  const [importing, verifying] = known;
  const key = await crypto.subtle.importKey('jwk', material, importing, false, ['verify']);
  return crypto.subtle.verify(verifying, key, signature, message);
}
