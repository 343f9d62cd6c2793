import type { z } from 'zod';
import {
  type ActsDependencies,
  contentClassOf,
  filterOf,
  pageOfActs,
  payloadOf,
  type ShownAct,
  showActs,
} from './acts.service.ts';
import type { RefusalsQuery, refusalsPage } from './activity.schema.ts';
import { type Asked, windowText } from './desk.service.ts';
import type { EntryPayload } from './entry-payload.schema.ts';
import { countFacts, listFacts } from './facts.store.ts';
import { readAppealTimes, readDecisionTimes } from './refusals.store.ts';

export interface Refusals {
  /** What was refused and why, what was appealed against and what came of it, and how long both took (question 7). @throws Fault `cursor-invalid`, `invalid-request` */
  refusals(query: RefusalsQuery, asked: Asked): Promise<z.input<typeof refusalsPage>>;
}

const listedTypes = [
  'application.refused',
  'application.appealed',
  'application.appeal-determined',
  'application.appeal-withdrawn',
];
const outcomeTypes = ['application.approved', 'application.withdrawn', ...listedTypes];

export function createRefusals(deps: ActsDependencies): Refusals {
  const { db, node, desk } = deps;
  return {
    async refusals(query, asked) {
      const { limit, cursor, purpose, caseReference, ...filters } = query;
      const window = desk.window(filters);
      const all = filterOf(filters, node, window);
      const filter = { ...all, types: listedTypes };
      const question = 'listRefusals';
      const { acts, next } = await pageOfActs(deps, asked, { question, filter, page: { limit, cursor } });
      const findings = await findingsOf(deps, asked, acts);
      const counts = await countFacts(db, { ...all, types: outcomeTypes });
      const { decision, stopped } = await readDecisionTimes(db, { ...all, ...window });
      const look = { question, query: filters, purpose, caseReference, contentClass: contentClassOf(acts) };
      const objectIds = acts.map(({ row }) => row.objectId);
      await desk.recordLook(asked, { ...look, objectIds, shown: acts.length });
      return {
        items: acts.map(({ row, item }) => ({
          reasons: payloadOf(item)?.reason ?? null,
          failedRules: findings(row.objectId),
          ...item,
        })),
        next,
        window: windowText(window),
        counts: countsOf(counts),
        decisionTime: decision,
        stoppedTime: stopped,
        appeals: { ...appealsOf(counts), time: await readAppealTimes(db, { ...all, ...window }) },
      };
    },
  };
}

type Counts = Awaited<ReturnType<typeof countFacts>>;

function countIn(counts: Counts, type: string, outcome?: string): number {
  return counts
    .filter((each) => each.type === type && (outcome === undefined || each.outcome === outcome))
    .reduce((sum, { count }) => sum + count, 0);
}

function appealsOf(counts: Counts) {
  const determined = (outcome?: string) => countIn(counts, 'application.appeal-determined', outcome);
  const [upheld, varied, remitted] = [determined('upheld'), determined('varied'), determined('remitted')];
  return {
    filed: countIn(counts, 'application.appealed'),
    upheld,
    varied,
    remitted,
    withdrawn: countIn(counts, 'application.appeal-withdrawn'),
    overturnRate: determined() === 0 ? null : (varied + remitted) / determined(),
  };
}

function countsOf(counts: Counts) {
  const of = (type: string, outcome?: string): number => countIn(counts, type, outcome);
  return {
    recognised: of('application.approved', 'recognised'),
    recognisedWithConditions: of('application.approved', 'recognised-with-conditions'),
    bridgingRequired: of('application.approved', 'bridging-required'),
    refused: of('application.refused'),
    withdrawn: of('application.withdrawn'),
  };
}

/** What the rules found against each application when they were last asked. */
async function findingsOf(deps: ActsDependencies, asked: Asked, acts: readonly ShownAct[]) {
  const objectIds = [...new Set(acts.map(({ row }) => row.objectId))];
  const filter = { types: ['application.proposed'], objectType: 'application', objectIds };
  const rows = objectIds.length === 0 ? [] : await listFacts(deps.db, filter, { after: 0, limit: 2000 });
  const last = new Map(rows.map((row) => [row.objectId, row]));
  const shown = await showActs(deps, asked, [...last.values()]);
  const found = new Map(shown.map(({ row, item }) => [row.objectId, failedRules(payloadOf(item))]));
  return (applicationId: string) => found.get(applicationId) ?? null;
}

function failedRules(payload: EntryPayload | undefined) {
  const rules = payload?.details?.rules;
  if (rules === undefined) return null;
  return rules.flatMap(({ rule, outcome, code }) => (outcome === 'fail' ? [{ rule, code }] : []));
}
