import type { Caller } from '../kernel/caller.ts';
import type { Reader } from '../platform/database.ts';
import { mayActOn } from './callers.ts';
import type { RetentionDependencies } from './dependencies.ts';
import { type Schedule, scheduleOf, type SubjectFacts } from './due.ts';
import { standingHolds } from './holds.store.ts';
import { lastReleases, openRestrictions } from './restrictions.store.ts';
import type { ScheduleRow } from './schedule.store.ts';

type Deps = Pick<RetentionDependencies, 'credentials' | 'applications'>;

/** Everything that the schedule decides by, of each of these persons. */
export async function factsOf(
  reader: Reader,
  { credentials, applications }: Deps,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, SubjectFacts>> {
  const ends = Map.groupBy(await credentials.ends(reader, subjectIds), bySubject);
  const applied = Map.groupBy(await applications.applications(reader, subjectIds), bySubject);
  const holds = Map.groupBy(await standingHolds(reader, subjectIds), bySubject);
  const open = await openRestrictions(reader, subjectIds);
  const restricted = new Map(
    open.filter(({ cause }) => cause === 'schedule').map((row) => [row.subjectId, row.startedAt]),
  );
  const released = await lastReleases(reader, subjectIds);
  return new Map(
    subjectIds.map((id) => [
      id,
      {
        credentials: ends.get(id) ?? [],
        applications: applied.get(id) ?? [],
        holds: holds.get(id) ?? [],
        restrictedAt: restricted.get(id) ?? null,
        releasedAt: released.get(id) ?? null,
      },
    ]),
  );
}

/** Those of the persons that these rows are about whom the caller may act on. */
export async function knownTo(
  caller: Caller,
  deps: Deps & { readonly db: Reader },
  rows: readonly { readonly subjectId: string }[],
): Promise<ReadonlySet<string>> {
  const facts = await factsOf(deps.db, deps, [...new Set(rows.map(bySubject))]);
  return new Set([...facts].flatMap(([id, of]) => (mayActOn(caller, of) ? [id] : [])));
}

const bySubject = ({ subjectId }: { readonly subjectId: string }): string => subjectId;

export interface Scheduled {
  readonly subjectId: string;
  readonly facts: SubjectFacts;
  readonly schedule: Schedule;
}

export async function schedulesOf(
  reader: Reader,
  deps: Deps & Pick<RetentionDependencies, 'clock'>,
  subjectIds: readonly string[],
): Promise<Scheduled[]> {
  const at = deps.clock.now();
  const facts = await factsOf(reader, deps, subjectIds);
  return [...facts].map(([subjectId, of]) => ({ subjectId, facts: of, schedule: scheduleOf(of, at) }));
}

export function rowOf({ subjectId, schedule }: Scheduled): ScheduleRow {
  const { standing, dueOn, eraseOn, heldBy } = schedule;
  return { subjectId, standing, class: schedule.class, dueOn, eraseOn, held: heldBy.length > 0 };
}
