import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { encodeBase64url } from '../kernel/base64url.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { Fault } from '../kernel/fault.ts';
import { epochSeconds, preciseText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Database } from '../platform/database.ts';
import { placesBelow, type Transparency } from '../transparency/index.ts';
import type { Asked, Desk, Window } from './desk.service.ts';
import {
  createMeasure,
  type ExportManifest,
  fileAddress,
  manifestType,
  nameOf,
  type Pinned,
} from './export-manifest.ts';
import {
  activityRow,
  type ExportedFacts,
  type ExportFormat,
  exportFormats,
  type ExportProfile,
  type ExportRow,
  headOf,
  lineOf,
  pseudonymsBy,
  publicRows,
} from './export-rows.ts';
import type { ExportQuery, ManifestQuery } from './exports.schema.ts';
import { countExportFacts, type ExportPosition, type ExportScope, listExportFacts } from './exports.store.ts';
import { publishedTables } from './statistics-public.service.ts';
import { settledQuarters, startOfMonth } from './statistics-periods.ts';

export interface ExportsDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: NodeIdentity;
  readonly desk: Pick<Desk, 'disclosure' | 'recordLook' | 'window'>;
  readonly keys: Pick<Keys, 'signer'>;
  readonly transparency: Pick<Transparency, 'published'>;
  /** From which the pseudonyms of each export are made. */
  readonly exportKey: Uint8Array;
}

/**
 * An export is a function of profile, window and size of the log, so that nothing of it is kept: whoever asks again gets the same octets.
 * Refusals: `invalid-request` for a window that no checkpoint closes, `export-closed`, `export-not-ready`, `export-size-unknown`.
 */
export interface Exports {
  /** The look is on record before the first row is read; destroying the stream ends the reading. */
  file(query: ExportQuery, asked: Asked): Promise<Readable>;
  /** Reads all rows once, to sign what each file is. */
  manifest(query: ManifestQuery, asked: Asked, signal: AbortSignal): Promise<string>;
}

interface Export {
  readonly profile: ExportProfile;
  readonly window: Window;
  readonly pinned: Pinned;
  readonly scope: ExportScope;
  readonly checkpoint: { readonly root: Uint8Array; readonly note: string };
}

const pageRows = 1000;
const quartersMax = 5;

export function createExports(deps: ExportsDependencies): Exports {
  const { db, clock, node, keys } = deps;
  return {
    async file(query, asked) {
      const one = await opened(deps, query, asked);
      await recordLook(deps, { asked, query, one, question: 'exportActivity' });
      return Readable.from(textOf(deps, one, query.format));
    },
    async manifest(query, asked, signal) {
      const one = await opened(deps, query, asked);
      await recordLook(deps, { asked, query, one, question: 'getExportManifest' });
      const { first, last } = await countExportFacts(db, one.scope);
      const { profile, window, pinned, checkpoint } = one;
      const content: ExportManifest = {
        iss: node.origin,
        iat: epochSeconds(clock.now()),
        export: 'activity',
        profile,
        window: { from: preciseText(window.from), until: preciseText(window.until) },
        checkpoint: { size: pinned.size, root: encodeBase64url(checkpoint.root), note: checkpoint.note },
        range: first === null || last === null || profile === 'public' ? null : { first, last },
        files: await measure(deps, one, signal),
      };
      const signer = keys.signer('receipt');
      return signCompactJws({ typ: manifestType, kid: signer.kid }, content, signer);
    },
  };
}

async function opened(deps: ExportsDependencies, query: ManifestQuery, asked: Asked): Promise<Export> {
  const { desk, node, transparency } = deps;
  const { profile, size } = query;
  if (profile === 'own-side' && !desk.disclosure(asked, node.jurisdiction).identified)
    throw new Fault('export-closed');
  const head = await (size === undefined
    ? transparency.published.current()
    : transparency.published.at(size));
  if (!head) throw new Fault(size === undefined ? 'export-not-ready' : 'export-size-unknown');
  const window = desk.window({ from: query.from, until: query.until ?? head.cosignedAt.toISOString() });
  // Of a later window entries could still come, and with the next size the answer would be another.
  if (window.until > head.cosignedAt)
    throw new Fault('invalid-request', { errors: [{ pointer: '/query/until', code: 'period' }] });
  const { from, until } = window;
  const pinned = { profile, from: from.toISOString(), until: until.toISOString(), size: head.size };
  const scope = { from, until, places: placesBelow(head.size) };
  return { profile, window, pinned, scope, checkpoint: head };
}

async function recordLook(
  { db, desk }: ExportsDependencies,
  { asked, query, one, question }: { asked: Asked; query: ManifestQuery; one: Export; question: string },
): Promise<void> {
  const { profile, from, until, size } = one.pinned;
  const { count } = await countExportFacts(db, one.scope);
  await desk.recordLook(asked, {
    question,
    query: { profile, from, until, size: String(size) },
    purpose: query.purpose,
    caseReference: query.caseReference,
    contentClass: profile === 'public' ? 'aggregate' : profile === 'own-side' ? 'identified' : 'pseudonymous',
    shown: count,
  });
}

async function measure(
  deps: ExportsDependencies,
  one: Export,
  signal: AbortSignal,
): Promise<ExportManifest['files']> {
  const { profile, pinned } = one;
  const files = exportFormats.map((format) => ({ format, measure: createMeasure() }));
  for (const { format, measure: file } of files) file.add(headOf(format, profile));
  let rows = 0;
  for await (const page of pagesOf(deps, one)) {
    signal.throwIfAborted();
    rows += page.length;
    for (const { format, measure: file } of files)
      file.add(page.map((row) => lineOf(format, profile, row)).join(''));
  }
  return files.map(({ format, measure: file }) => ({
    name: nameOf(format),
    path: fileAddress(pinned, format),
    rows,
    ...file.result(),
  }));
}

async function* textOf(
  deps: ExportsDependencies,
  one: Export,
  format: ExportFormat,
): AsyncGenerator<Uint8Array> {
  const { profile } = one;
  const head = headOf(format, profile);
  if (head !== '') yield Buffer.from(head);
  for await (const page of pagesOf(deps, one))
    if (page.length > 0) yield Buffer.from(page.map((row) => lineOf(format, profile, row)).join(''));
}

/** A page in memory at a time, and no transaction held between two: however slowly somebody reads. */
async function* pagesOf({ db, exportKey }: ExportsDependencies, one: Export): AsyncGenerator<ExportRow[]> {
  const { profile, window, pinned, scope } = one;
  if (profile === 'public') {
    const quarters = settledQuarters(window.until, quartersMax).filter(
      ({ months }) => startOfMonth(months[0]) >= window.from,
    );
    for (const quarter of quarters)
      yield publicRows(await publishedTables(db, { quarters: [quarter], size: pinned.size }));
    return;
  }
  const key = createHmac('sha256', exportKey).update(JSON.stringify(pinned)).digest();
  const pseudonym = profile === 'cross-boundary' ? pseudonymsBy(key) : undefined;
  let after: ExportPosition | undefined;
  for (;;) {
    const page: ExportedFacts[] = await listExportFacts(db, scope, { after, limit: pageRows });
    yield page.map((facts) => activityRow(facts, pseudonym));
    after = page.at(-1);
    if (page.length < pageRows) return;
  }
}
