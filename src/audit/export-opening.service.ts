import { Fault } from '../kernel/fault.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Database } from '../platform/database.ts';
import { placesBelow, type Transparency } from '../transparency/index.ts';
import { type Asked, type Desk, subjectSideOf, type Window } from './desk.service.ts';
import type { Pinned } from './export-manifest.ts';
import type { ExportedFacts, ExportProfile } from './export-rows.ts';
import type { ManifestQuery } from './exports.schema.ts';
import type { ExportScope } from './exports.store.ts';

/** What an export is of, and whether its caller may have it. */

export interface OpeningDependencies {
  readonly db: Database;
  readonly node: NodeIdentity;
  readonly desk: Pick<Desk, 'caseSubject' | 'disclosure' | 'disclosures' | 'window'>;
  readonly transparency: Pick<Transparency, 'published'>;
}

export interface Export {
  readonly profile: ExportProfile;
  readonly window: Window;
  readonly pinned: Pinned;
  readonly scope: ExportScope;
  readonly checkpoint: { readonly root: Uint8Array; readonly note: string };
  readonly opened: OpenedPerson | undefined;
}

/** Whom a disclosure case shows to the caller. */
export interface OpenedPerson {
  readonly caseId: string;
  readonly subjectId: string;
  readonly isShown: (facts: ExportedFacts) => boolean;
}

/** @throws Fault `invalid-request`, `export-closed`, `export-case-closed`, `export-not-ready`, `export-size-unknown` */
export async function openExport(
  deps: OpeningDependencies,
  query: ManifestQuery,
  asked: Asked,
): Promise<Export> {
  const { desk, node, transparency } = deps;
  const { profile, size } = query;
  const person = query.case === undefined ? undefined : await personOf(deps, asked, query.case);
  if (query.case !== undefined && (profile !== 'cross-boundary' || !person))
    throw new Fault('export-case-closed');
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
  const instants = { from: from.toISOString(), until: until.toISOString() };
  const pinned = { profile, ...instants, size: head.size, ...(person && { case: person.caseId }) };
  const scope = { from, until, places: placesBelow(head.size) };
  return { profile, window, pinned, scope, checkpoint: head, opened: person };
}

async function personOf(
  { db, desk, node }: OpeningDependencies,
  asked: Asked,
  caseId: string,
): Promise<OpenedPerson | undefined> {
  const named = { ...asked, caseReference: caseId };
  const subjectId = await desk.caseSubject(db, named);
  if (subjectId === undefined) return undefined;
  const disclosureOf = await desk.disclosures(db, named);
  const isShown = (facts: ExportedFacts): boolean =>
    disclosureOf(subjectSideOf(facts.direction, node), facts.subjectId).rule === 'case';
  return { caseId, subjectId, isShown };
}
