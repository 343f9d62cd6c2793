import { encodeBase64url } from '../kernel/base64url.ts';
import { preciseText } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Reader } from '../platform/database.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import type { AuditedAct } from './activity.schema.ts';
import { type Asked, type Desk, subjectSideOf, type Window } from './desk.service.ts';
import { type EntryPayload, entryPayload } from './entry-payload.schema.ts';
import { type FactsFilter, type FactsRow, listFacts } from './facts.store.ts';
import { localTime } from './opened-event.ts';
import { legalLabel } from './vocabulary.ts';

export interface ActsDependencies {
  readonly db: Reader;
  readonly node: NodeIdentity;
  readonly cursors: Cursors;
  readonly desk: Desk;
}

export interface PageAsked {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface ShownAct {
  readonly row: FactsRow;
  readonly item: AuditedAct;
}

/** Rows of facts as acts that an examiner reads: proved, and opened where this side's data may be shown to them. */
export async function showActs(
  { db, node, desk }: Pick<ActsDependencies, 'db' | 'node' | 'desk'>,
  asked: Asked,
  rows: readonly FactsRow[],
): Promise<ShownAct[]> {
  const placeOf = await desk.places(
    db,
    rows.map(({ eventId }) => eventId),
  );
  const disclosureOf = await desk.disclosures(db, asked);
  return Promise.all(
    rows.map(async (row) => {
      const disclosure = disclosureOf(subjectSideOf(row.direction, node), row.subjectId);
      const opened = disclosure.identified ? await desk.open(db, row) : undefined;
      const item: AuditedAct = {
        ...plain(row),
        commitmentHolds: opened?.holds ?? null,
        disclosure,
        opening: opened ? { salt: opened.salt, payload: opened.payload } : null,
        log: placeOf(row.eventId),
      };
      return { row, item };
    }),
  );
}

export function actorOf({ actorId: id, actorRole: role, actorPerson: person, organisationId }: FactsRow) {
  return { id, role, person, organisation: organisationId };
}

function plain(row: FactsRow): Omit<AuditedAct, 'commitmentHolds' | 'disclosure' | 'opening' | 'log'> {
  const { qualification, target, direction, route, specialism, outcome, proposed, override } = row;
  const { agreementId: id, agreementVersion: version, legalKind } = row;
  return {
    id: row.eventId,
    type: row.type,
    recordedAt: preciseText(row.recordedAt),
    localTime: localTime(row.recordedAt),
    effectiveAt: preciseText(row.effectiveAt),
    issuer: row.issuer,
    object: { type: row.objectType, id: row.objectId },
    subject: row.subjectId,
    actor: actorOf(row),
    agreement: id === null || version === null ? null : { id, version, row: row.agreementRow ?? '' },
    qualification,
    target,
    direction,
    route,
    specialism,
    outcome,
    proposed,
    override,
    legalKind: legalKind === null ? null : { code: legalKind, label: legalLabel(legalKind) },
    reasonCode: row.reasonCode,
    before: row.before,
    after: row.after,
    keyId: row.keyId,
    commitment: encodeBase64url(row.commitment),
  };
}

/** What the examiner wrote as a filter, as facts. */
export function filterOf(
  asked: {
    readonly authority?: string | undefined;
    readonly qualification?: string | undefined;
    readonly direction?: string | undefined;
    readonly route?: string | undefined;
  },
  { origin }: Pick<NodeIdentity, 'origin'>,
  { from, until }: Window,
): FactsFilter {
  const { authority, qualification, direction, route } = asked;
  const issuer = authority === undefined ? undefined : issuerOf(origin, authority);
  return { from, until, issuer, qualification, direction, route };
}

/** One page of acts, oldest first. @throws Fault `cursor-invalid` */
export async function pageOfActs(
  deps: ActsDependencies,
  asked: Asked,
  {
    question,
    filter,
    page: { limit, cursor },
  }: { readonly question: string; readonly filter: FactsFilter; readonly page: PageAsked },
): Promise<{ readonly acts: readonly ShownAct[]; readonly next: string | null }> {
  const { db, cursors } = deps;
  const size = pageLimit(limit);
  const after = cursor === undefined ? 0 : Number(cursors.decode(question, cursor));
  const rows = await listFacts(db, filter, { after, limit: size + 1 });
  const acts = await showActs(deps, asked, rows.slice(0, size));
  const last = acts.at(-1)?.row;
  const next = rows.length > size && last ? cursors.encode(question, String(last.position)) : null;
  return { acts, next };
}

/** What its opening says, where it may be shown; undefined also when the person was erased. */
export function payloadOf({ opening }: Pick<AuditedAct, 'opening'>): EntryPayload | undefined {
  return opening ? entryPayload.safeParse(opening.payload).data : undefined;
}

/** Identified when anything in the answer was. */
export function contentClassOf(acts: readonly ShownAct[]): 'identified' | 'pseudonymous' {
  return acts.some(({ item }) => item.opening !== null) ? 'identified' : 'pseudonymous';
}
