import type { z } from 'zod';
import {
  type ActsDependencies,
  actorOf,
  contentClassOf,
  filterOf,
  pageOfActs,
  payloadOf,
  showActs,
} from './acts.service.ts';
import type { ActivityQuery, activityPage, OverridesQuery, overridesPage } from './activity.schema.ts';
import { type Asked, windowText } from './desk.service.ts';
import { countFacts, type FactsFilter, listFacts } from './facts.store.ts';
import {
  type ActivityKind,
  activityKindOf,
  activityKinds,
  activityLabels,
  activityTypes,
  typesOfActivity,
} from './vocabulary.ts';

/** Everything issued, refused, suspended, terminated between two dates (question 1), and what people decided against the rules (8). */
export interface Activity {
  /** @throws Fault `cursor-invalid`, `invalid-request` */
  activity(query: ActivityQuery, asked: Asked): Promise<z.input<typeof activityPage>>;
  overrides(query: OverridesQuery, asked: Asked): Promise<z.input<typeof overridesPage>>;
}

export function createActivity(deps: ActsDependencies): Activity {
  return {
    activity: (query, asked) => activity(deps, query, asked),
    overrides: (query, asked) => overrides(deps, query, asked),
  };
}

function narrowed(filter: FactsFilter, kind: ActivityKind | undefined): FactsFilter {
  if (kind === undefined) return { ...filter, types: activityTypes };
  const types = typesOfActivity(kind);
  if (kind === 'bridging-required') return { ...filter, types, outcome: kind };
  return kind === 'recognised' ? { ...filter, types, outcomeNot: 'bridging-required' } : { ...filter, types };
}

async function activity(
  deps: ActsDependencies,
  query: ActivityQuery,
  asked: Asked,
): Promise<z.input<typeof activityPage>> {
  const { db, node, desk } = deps;
  const { limit, cursor, purpose, caseReference, ...filters } = query;
  const window = desk.window(filters);
  const filter = narrowed(filterOf(filters, node, window), filters.kind);
  const question = 'listActivity';
  const { acts, next } = await pageOfActs(deps, asked, { question, filter, page: { limit, cursor } });
  const totals = totalsOf(await countFacts(db, filter));
  const contentClass = contentClassOf(acts);
  const look = { question, query: filters, purpose, caseReference, contentClass, shown: acts.length };
  await desk.recordLook(asked, look);
  const items = acts.flatMap(({ row, item }) => {
    const kind = activityKindOf(row);
    return kind === undefined ? [] : [{ kind: labelled(kind), ...item }];
  });
  return { items, next, window: windowText(window), totals };
}

function labelled(kind: ActivityKind) {
  return { code: kind, label: activityLabels[kind] };
}

function totalsOf(counts: Awaited<ReturnType<typeof countFacts>>) {
  return activityKinds.flatMap((kind) => {
    const count = counts
      .filter((each) => activityKindOf(each) === kind)
      .reduce((sum, each) => sum + each.count, 0);
    return count === 0 ? [] : [{ kind: labelled(kind), count }];
  });
}

/** The word of the second person puts a decision into effect, so that is what is listed. */
const decidedTypes = ['application.approved', 'application.refused', 'application.appeal-determined'];

/** On appeal, to uphold decides. To vary is listed as the recognition that was approved with it, and to remit decides nothing of the application. */
function isDecision({ type, outcome }: Awaited<ReturnType<typeof countFacts>>[number]): boolean {
  return type !== 'application.appeal-determined' || outcome === 'upheld';
}

async function overrides(
  deps: ActsDependencies,
  query: OverridesQuery,
  asked: Asked,
): Promise<z.input<typeof overridesPage>> {
  const { db, node, desk } = deps;
  const { limit, cursor, purpose, caseReference, ...filters } = query;
  const window = desk.window(filters);
  const all = { ...filterOf(filters, node, window), types: decidedTypes };
  const filter = { ...all, override: true as const };
  const question = 'listOverrides';
  const { acts, next } = await pageOfActs(deps, asked, { question, filter, page: { limit, cursor } });
  const makers = await makersOf(
    deps,
    asked,
    acts.map(({ row }) => row.objectId),
  );
  const decisions = (await countFacts(db, all)).filter(isDecision);
  const [decided, overridden] = [sumOf(decisions), sumOf(await countFacts(db, filter))];
  const contentClass = contentClassOf(acts);
  const objectIds = acts.map(({ row }) => row.objectId);
  const look = {
    question,
    query: filters,
    purpose,
    caseReference,
    contentClass,
    objectIds,
    shown: acts.length,
  };
  await desk.recordLook(asked, look);
  const items = acts.map(({ row, item }) => {
    const maker = makers.findLast(
      (each) => each.row.objectId === row.objectId && each.row.position < row.position,
    );
    return {
      justification: payloadOf(item)?.reason ?? null,
      maker: maker ? actorOf(maker.row) : null,
      checker: actorOf(row),
      ...item,
    };
  });
  return { items, next, window: windowText(window), decided, overridden };
}

/** Who decided what others then approved. */
async function makersOf(deps: ActsDependencies, asked: Asked, applicationIds: readonly string[]) {
  if (applicationIds.length === 0) return [];
  const filter = {
    types: ['application.decided'],
    objectType: 'application',
    objectIds: [...new Set(applicationIds)],
  };
  return showActs(deps, asked, await listFacts(deps.db, filter, { after: 0, limit: 2000 }));
}

function sumOf(counts: Awaited<ReturnType<typeof countFacts>>): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
