import { Fault } from '../kernel/fault.ts';
import { addDays, civilDate, preciseText, startOfCivilDate } from '../kernel/instants.ts';
import { pageLimit } from '../platform/paging.ts';
import { type ClassEntries, countDeeds, type DeedCount, entriesOfActs } from './acts.store.ts';
import { roleHere } from './callers.ts';
import type { Requester, RetentionDependencies } from './dependencies.ts';
import { begunBefore, yearsAfter } from './due.ts';
import { knownTo } from './facts.service.ts';
import { type Proof, proofsOf } from './proofs.service.ts';
import { classOf, overdueDays, retentionClasses } from './retention-classes.ts';
import type { DueQuery, ReportQuery } from './retention.schema.ts';
import {
  countDueBefore,
  countStandings,
  type DuePosition,
  listDueBefore,
  readSweep,
  type ScheduleRow,
  type StandingCount,
} from './schedule.store.ts';
import type { ClassId, Deed, Standing } from './vocabulary.ts';

export interface ClassReport {
  readonly class: ClassId;
  /** Past their date before the end of the window and still here; null where this program does not count them. */
  readonly due: number | null;
  readonly held: number;
  readonly restricted: number;
  readonly overdue: number;
  readonly done: Readonly<Record<Deed, number>>;
  readonly proofs: readonly Proof[];
  readonly proofsLeftOff: number;
}

export interface RetentionReport {
  readonly from: string;
  readonly until: string;
  /** When the schedule was last made anew; null before the first time. */
  readonly sweptAt: string | null;
  readonly subjects: number;
  readonly unclassified: number;
  readonly classes: readonly ClassReport[];
}

export interface DueItem extends ScheduleRow {
  readonly bases: ReturnType<typeof classOf>['bases'];
}

export interface Reporting {
  /** Domain 3.1, question 12. @throws Fault `window-empty`, `retention-other-side` */
  report(query: ReportQuery, from: Requester): Promise<RetentionReport>;
  /** Persons whom the caller may act on; a page may hold fewer. The look is on record. @throws Fault `cursor-invalid`, `retention-other-side` */
  due(query: DueQuery, from: Requester): Promise<{ items: DueItem[]; next: string | null }>;
}

const listName = 'retention-due';
const windowYearsMax = 10;
const proofsMax = 200;

export function createReporting(deps: RetentionDependencies): Reporting {
  const { db, clock, cursors } = deps;
  return {
    async report({ from, until }, { caller, requestId }) {
      roleHere(caller, deps.node);
      if (until <= from || until > yearsAfter(from, windowYearsMax)) throw new Fault('window-empty');
      const today = civilDate(clock.now());
      const within = { from: startOfCivilDate(from), until: startOfCivilDate(until) };
      const [standings, due, deeds, entries, sweep] = await Promise.all([
        countStandings(db, addDays(today, -overdueDays)),
        countDueOf(deps, until),
        countDeeds(db, within),
        entriesOfActs(db, within, proofsMax),
        readSweep(db),
      ]);
      const proofs = await proofsOf(
        deps,
        [...entries.values()].flatMap(({ first }) => first),
      );
      await deps.recordLook({ caller, requestId, objectIds: [], kind: 'retention-report' });
      return {
        from,
        until,
        sweptAt: sweep ? preciseText(sweep.finishedAt) : null,
        subjects: sweep?.subjects ?? 0,
        unclassified: sum(standings.filter(({ standing }) => standing === 'unclassified')),
        classes: retentionClasses.map(({ id }) => reportOf(id, { standings, due, deeds, entries, proofs })),
      };
    },
    async due({ before, limit, cursor }, { caller, requestId }) {
      roleHere(caller, deps.node);
      const rows = pageLimit(limit);
      const scope = `${listName}:${before}`;
      const found = await listDueBefore(db, {
        before,
        after: cursor === undefined ? undefined : positionOf(cursors.decode(scope, cursor)),
        limit: rows + 1,
      });
      await deps.recordLook({ caller, requestId, objectIds: [], kind: listName });
      const page = found.slice(0, rows);
      const known = await knownTo(caller, deps, page);
      const items = page
        .filter(({ subjectId }) => known.has(subjectId))
        .map((row) => ({ ...row, bases: row.class === null ? [] : classOf(row.class).bases }));
      const last = page.at(-1);
      const more = found.length > rows && last?.dueOn;
      return { items, next: more ? cursors.encode(scope, `${last.dueOn}/${last.subjectId}`) : null };
    },
  };
}

function positionOf(text: string): DuePosition {
  const [dueOn = '', subjectId = ''] = text.split('/');
  return { dueOn, subjectId };
}

/** By the end of the window: persons from the schedule, rows from where they are kept. */
async function countDueOf(deps: RetentionDependencies, until: string): Promise<ReadonlyMap<ClassId, number>> {
  const { db, vault, applications } = deps;
  const at = startOfCivilDate(addDays(until, -1));
  const [persons, closed, consents, looks] = await Promise.all([
    countDueBefore(db, until),
    applications.countClosedBefore(db, begunBefore('closed-application', at)),
    vault.countStaleConsents(db, begunBefore('sharing-records', at)),
    deps.countAccessRecordsBefore(db, begunBefore('access-log', at)),
  ]);
  return new Map([
    ['ended-credential', persons.get('ended-credential') ?? 0],
    ['closed-application', closed],
    ['unattached', persons.get('unattached') ?? 0],
    ['sharing-records', consents],
    ['access-log', looks],
  ]);
}

function reportOf(
  id: ClassId,
  of: {
    readonly standings: readonly StandingCount[];
    readonly due: ReadonlyMap<ClassId, number>;
    readonly deeds: readonly DeedCount[];
    readonly entries: ReadonlyMap<ClassId, ClassEntries>;
    readonly proofs: ReadonlyMap<string, Proof>;
  },
): ClassReport {
  const own = of.standings.filter((each) => each.class === id);
  const standing = (...names: readonly Standing[]): number =>
    sum(own.filter((each) => names.includes(each.standing)));
  const done = (deed: Deed): number =>
    sum(of.deeds.filter((each) => each.class === id && each.deed === deed));
  const entries = of.entries.get(id);
  return {
    class: id,
    due: of.due.get(id) ?? null,
    held: standing('held'),
    restricted: standing('restricted', 'erasable'),
    overdue: own.reduce((total, { overdue }) => total + overdue, 0),
    done: {
      restricted: done('restricted'),
      released: done('released'),
      erased: done('erased'),
      removed: done('removed'),
    },
    proofs: entries?.first.flatMap((entry) => of.proofs.get(entry) ?? []) ?? [],
    proofsLeftOff: entries?.leftOff ?? 0,
  };
}

function sum(of: readonly { readonly count: number }[]): number {
  return of.reduce((total, { count }) => total + count, 0);
}
