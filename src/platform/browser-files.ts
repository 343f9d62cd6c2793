import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

/** Files that a browser runs: TypeScript with its types blanked out, which is all that the build would have done. */
export interface BrowserFiles {
  /** Of all files together. They are served below it, so that each may be kept for ever and imports of each other stay relative. */
  readonly digest: string;
  readonly files: ReadonlyMap<string, { readonly mediaType: string; readonly body: Buffer }>;
}

/** `*.browser.ts`, `*.css` and `*.svg` of a folder. */
export function readBrowserFiles(folder: string): BrowserFiles {
  const names = readdirSync(folder).filter((name) => /\.(?:browser\.ts|css|svg)$/.test(name));
  const files = new Map(names.sort().map((name) => [name, served(path.join(folder, name))]));
  const digest = createHash('sha256');
  for (const [name, { body }] of files) digest.update(`${name}\0${String(body.length)}\0`).update(body);
  return { digest: digest.digest('base64url'), files };
}

const mediaTypes = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.ts', 'text/javascript; charset=utf-8'],
]);

function served(file: string) {
  const text = readFileSync(file, 'utf8');
  const extension = path.extname(file);
  const mediaType = mediaTypes.get(extension);
  if (mediaType === undefined) throw new Error(`A browser is not given ${file}.`);
  return { mediaType, body: Buffer.from(extension === '.ts' ? stripTypeScriptTypes(text) : text) };
}
