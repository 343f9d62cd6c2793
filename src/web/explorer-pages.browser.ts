import { type Bytes, textOf } from './bytes.browser.ts';
import { parsedJson } from './json.browser.ts';
import { type Log, type ProvedEntry, tileWidth } from './log.browser.ts';

/** Which entries a page of the explorer holds: newest first, of one type or all, proved as they come. */

export interface Entry extends ProvedEntry {
  /** Null for octets that are no entry. */
  readonly said: Said | null;
}

export interface Said {
  readonly id: string;
  readonly type: string;
  readonly time: Date;
  /** Slug of the authority; undefined where the node itself acted. */
  readonly authority: string | undefined;
  readonly commitment: string;
}

export interface Page {
  readonly entries: readonly Entry[];
  /** The index from which the next older page begins; undefined at the end. */
  readonly next: number | undefined;
}

export const pageEntries = 25;
/** Bundles that one search reads before it says how far it came. */
const bundlesMax = 24;

export interface PageRequest {
  /** The newest index that may be on it. */
  readonly from: number;
  readonly type: string | undefined;
}

export async function readPage(log: Log, { from, type }: PageRequest): Promise<Page> {
  const found: { index: number; bytes: Bytes }[] = [];
  let index = from;
  let read = 0;
  while (index >= 0 && found.length < pageEntries && read < bundlesMax) {
    const n = Math.floor(index / tileWidth);
    const bundle = await log.bundle(n);
    read += 1;
    for (; index >= n * tileWidth && found.length < pageEntries; index -= 1) {
      const bytes = bundle[index - n * tileWidth];
      if (bytes && (type === undefined || readEntry(bytes)?.type === type)) found.push({ index, bytes });
    }
  }
  const entries = await Promise.all(
    found.map(async (one) => ({ ...(await log.prove(one.index, one.bytes)), said: readEntry(one.bytes) })),
  );
  return { entries, next: index < 0 ? undefined : index };
}

export function readEntry(bytes: Bytes): Said | null {
  const { id, type, time, issuer, commitment } = parsedJson(textOf(bytes) ?? '');
  if (![id, type, time, issuer, commitment].every((part) => typeof part === 'string')) return null;
  const at = new Date(String(time));
  if (Number.isNaN(at.getTime())) return null;
  return {
    id: String(id),
    type: String(type),
    time: at,
    authority: /\/authorities\/([^/]+)$/.exec(String(issuer))?.[1],
    commitment: String(commitment),
  };
}
