import type { z } from 'zod';
import type { Supervision } from '../credentials/index.ts';
import { preciseText } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Trust, TrustView } from '../trust/index.ts';
import { type ActsDependencies, contentClassOf, showActs } from './acts.service.ts';
import { type Asked, windowText } from './desk.service.ts';
import { type FactsRow, listFacts } from './facts.store.ts';
import type { MandatesQuery, mandatesAnswer, OutsideQuery, outsideAnswer } from './story.schema.ts';
import { mandateText } from './story.service.ts';

export interface MandatesDependencies extends ActsDependencies {
  readonly clock: Clock;
  readonly trust: Pick<Trust, 'view'>;
  readonly credentials: Pick<Supervision, 'read'>;
}

/** Was the authority authorised at that instant for that qualification; was anything issued without (question 3)? */
export interface Mandates {
  mandates(query: MandatesQuery, asked: Asked): Promise<z.input<typeof mandatesAnswer>>;
  outside(query: OutsideQuery, asked: Asked): Promise<z.input<typeof outsideAnswer>>;
}

export function createMandates(deps: MandatesDependencies): Mandates {
  return {
    mandates: (query, asked) => mandates(deps, query, asked),
    outside: (query, asked) => outside(deps, query, asked),
  };
}

async function mandates(
  deps: MandatesDependencies,
  query: MandatesQuery,
  asked: Asked,
): Promise<z.input<typeof mandatesAnswer>> {
  const { db, clock, desk, node, trust } = deps;
  const { purpose, caseReference, ...filters } = query;
  const at = filters.at === undefined ? clock.now() : new Date(filters.at);
  const view = trust.view();
  const found = view
    .authorities()
    .filter(({ slug }) => filters.authority === undefined || slug === filters.authority)
    .flatMap((authority) => authority.mandates.map((mandate) => ({ authority, mandate })))
    .filter(
      ({ mandate }) =>
        filters.qualification === undefined || mandate.qualifications.includes(filters.qualification),
    );
  const rows = await changesOf(
    deps,
    found.map(({ mandate }) => mandate.id),
  );
  const placeOf = await desk.places(
    db,
    rows.map(({ eventId }) => eventId),
  );
  const question = 'listMandates';
  const look = { question, query: filters, purpose, caseReference, contentClass: 'aggregate' } as const;
  await desk.recordLook(asked, { ...look, shown: found.length });
  return {
    at: preciseText(at),
    items: found.map(({ authority: { iss, names }, mandate }) => ({
      authority: { iss, names },
      mandate: mandateText(mandate),
      authorised: mandate.from <= at && (mandate.until === null || at < mandate.until),
      recordedBefore: mandate.recordedAt <= at,
      proofs: rows.filter(({ objectId }) => objectId === mandate.id).map(({ eventId }) => placeOf(eventId)),
    })),
    trustLists: { own: view.version(node.origin), peer: view.version(node.peer.origin) },
  };
}

async function changesOf({ db }: MandatesDependencies, ids: readonly string[]): Promise<FactsRow[]> {
  if (ids.length === 0) return [];
  const filter = { types: ['trust.changed'], objectType: 'mandate', objectIds: ids };
  return listFacts(db, filter, { after: 0, limit: 2000 });
}

const issuanceTypes = ['credential.issued', 'credential.renewed', 'credential.copied', 'credential.exported'];
const batch = 500;
/** One call looks at so many; a window with more is asked for in parts. */
const checkedMax = 20_000;

async function outside(
  deps: MandatesDependencies,
  query: OutsideQuery,
  asked: Asked,
): Promise<z.input<typeof outsideAnswer>> {
  const { db, desk, credentials, trust } = deps;
  const { purpose, caseReference, ...filters } = query;
  const window = desk.window(filters);
  const filter = { ...window, types: issuanceTypes };
  const view = trust.view();
  const found: { row: FactsRow; number: string | null; mandateFor: string[] }[] = [];
  let [checked, after, complete] = [0, 0, false];
  while (!complete && checked < checkedMax) {
    const rows = await listFacts(db, filter, { after, limit: batch });
    const issued = await credentials.read(
      db,
      rows.map(({ objectId }) => objectId),
    );
    for (const row of rows) {
      const credential = issued.get(row.objectId);
      const mandateFor = credential ? withoutMandate(view, credential, row.effectiveAt) : [];
      if (mandateFor.length > 0) found.push({ row, number: credential?.number ?? null, mandateFor });
    }
    checked += rows.length;
    after = rows.at(-1)?.position ?? after;
    complete = rows.length < batch;
  }
  const acts = await showActs(
    deps,
    asked,
    found.map(({ row }) => row),
  );
  const question = 'listIssuanceOutsideMandate';
  const look = { question, query: filters, purpose, caseReference, contentClass: contentClassOf(acts) };
  await desk.recordLook(asked, { ...look, shown: acts.length });
  const items = acts.map(({ item }, index) => ({
    number: found[index]?.number ?? null,
    mandateFor: found[index]?.mandateFor ?? [],
    ...item,
  }));
  return { window: windowText(window), checked, complete, items };
}

function withoutMandate(
  view: TrustView,
  { issuer, vct, mandateFor }: { issuer: string; vct: string; mandateFor: readonly string[] },
  at: Date,
): string[] {
  return mandateFor.filter((id) => view.mandateAt(issuer, vct, id, at) === undefined);
}
