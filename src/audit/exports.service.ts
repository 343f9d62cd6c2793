import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Supervision } from '../credentials/index.ts';
import { callerName } from '../kernel/caller.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { signCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds, preciseText } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys } from '../keys/index.ts';
import type { Asked, Desk } from './desk.service.ts';
import { createMeasure, type ExportManifest, fileAddress, manifestType, nameOf } from './export-manifest.ts';
import { type Export, openExport, type OpeningDependencies } from './export-opening.service.ts';
import { createTurns } from './export-turns.ts';
import {
  activityRow,
  type ExportedFacts,
  type ExportFormat,
  exportFormats,
  type ExportRow,
  headOf,
  lineOf,
  pseudonymsBy,
  publicRows,
} from './export-rows.ts';
import type { ExportQuery, ManifestQuery } from './exports.schema.ts';
import { countExportFacts, type ExportPosition, listExportFacts } from './exports.store.ts';
import { publishedTables } from './statistics-public.service.ts';
import { settledQuarters, startOfMonth } from './statistics-periods.ts';

export interface ExportsDependencies extends OpeningDependencies {
  readonly clock: Clock;
  readonly desk: OpeningDependencies['desk'] & Pick<Desk, 'recordLook'>;
  readonly credentials: Pick<Supervision, 'traces'>;
  readonly keys: Pick<Keys, 'signer'>;
  /** From which the pseudonyms of each export are made. */
  readonly exportKey: Uint8Array;
}

/**
 * An export is a function of profile, window and size of the log, so that nothing of it is kept: whoever asks again gets the same octets.
 * Under a disclosure case it is one for as long as the case stands. Refusals: `invalid-request` for a window that no checkpoint closes,
 * `export-closed`, `export-case-closed`, `export-not-ready`, `export-size-unknown`, `exports-too-many`.
 */
export interface Exports {
  /** The look is on record before the first row is read; destroying the stream ends the reading. */
  file(query: ExportQuery, asked: Asked): Promise<Readable>;
  /** Reads all rows once, to sign what each file is. */
  manifest(query: ManifestQuery, asked: Asked, signal: AbortSignal): Promise<string>;
}

const pageRows = 1000;
const quartersMax = 5;

export function createExports(deps: ExportsDependencies): Exports {
  const turns = createTurns();

  /** In its turn, which lasts until the work is over; of a stream, until that is closed. */
  async function inTurn<Result>({ caller }: Asked, work: () => Promise<Result>): Promise<Result> {
    const end = turns.take(callerName(caller));
    try {
      const result = await work();
      if (result instanceof Readable) result.once('close', end);
      else end();
      return result;
    } catch (error) {
      end();
      throw error;
    }
  }

  return {
    async file(query, asked) {
      const one = await openExport(deps, query, asked);
      return inTurn(asked, async () => {
        await recordLook(deps, { asked, query, one, question: 'exportActivity' });
        return Readable.from(textOf(deps, one, query.format));
      });
    },
    async manifest(query, asked, signal) {
      const one = await openExport(deps, query, asked);
      return inTurn(asked, async () => {
        await recordLook(deps, { asked, query, one, question: 'getExportManifest' });
        return signManifest(deps, one, signal);
      });
    },
  };
}

async function signManifest(deps: ExportsDependencies, one: Export, signal: AbortSignal): Promise<string> {
  const { db, clock, node, keys } = deps;
  const { first, last } = await countExportFacts(db, one.scope);
  const { profile, window, pinned, checkpoint } = one;
  const content: ExportManifest = {
    iss: node.origin,
    iat: epochSeconds(clock.now()),
    export: 'activity',
    profile,
    ...(one.opened && { case: one.opened.caseId }),
    window: { from: preciseText(window.from), until: preciseText(window.until) },
    checkpoint: { size: pinned.size, root: encodeBase64url(checkpoint.root), note: checkpoint.note },
    range: first === null || last === null || profile === 'public' ? null : { first, last },
    files: await measure(deps, one, signal),
  };
  const signer = keys.signer('receipt');
  return signCompactJws({ typ: manifestType, kid: signer.kid }, content, signer);
}

async function recordLook(
  { db, desk, credentials }: ExportsDependencies,
  { asked, query, one, question }: { asked: Asked; query: ManifestQuery; one: Export; question: string },
): Promise<void> {
  const { profile, from, until, size } = one.pinned;
  const { count } = await countExportFacts(db, one.scope);
  // Who is shown under a case learns of it, under every key of theirs.
  const traces = one.opened ? await credentials.traces(db, one.opened.subjectId) : [];
  await desk.recordLook(asked, {
    question,
    query: { profile, from, until, size: String(size), case: one.opened?.caseId },
    purpose: query.purpose,
    caseReference: one.opened?.caseId ?? query.caseReference,
    objectIds: traces.map(({ number }) => number),
    holderThumbprints: [...new Set(traces.map(({ holderThumbprint }) => holderThumbprint))],
    contentClass: contentClassOf(one),
    shown: count,
  });
}

function contentClassOf({ profile, opened: person }: Export) {
  if (profile === 'public') return 'aggregate';
  return profile === 'own-side' || person ? 'identified' : 'pseudonymous';
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
    yield page.map((facts) => activityRow(facts, pseudonym, one.opened?.isShown(facts)));
    after = page.at(-1);
    if (page.length < pageRows) return;
  }
}
