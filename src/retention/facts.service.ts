import type { Caller } from '../kernel/caller.ts';
import type { Reader } from '../platform/database.ts';
import type { Vault } from '../vault/index.ts';
import { mayActOn } from './callers.ts';
import type { RetentionDependencies } from './dependencies.ts';
import { type ApplicationFact, type Schedule, scheduleOf, type SubjectFacts } from './due.ts';
import { standingHolds } from './holds.store.ts';
import { lastTold } from './openings.store.ts';
import { lastReleases, openRestrictions } from './restrictions.store.ts';
import type { ScheduleRow } from './schedule.store.ts';

type Deps = Pick<RetentionDependencies, 'credentials' | 'applications' | 'vault'>;

/** Everything that the schedule decides by, of each of these persons. */
export async function factsOf(
  reader: Reader,
  { credentials, applications, vault }: Deps,
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
  const unattached = subjectIds.filter((id) => !ends.has(id) && !isAttached(applied.get(id)));
  const recorded = await lastRecorded(reader, vault, unattached);
  return new Map(
    subjectIds.map((id) => [
      id,
      {
        credentials: ends.get(id) ?? [],
        applications: applied.get(id) ?? [],
        holds: holds.get(id) ?? [],
        restrictedAt: restricted.get(id) ?? null,
        recordedAt: recorded.get(id) ?? null,
        releasedAt: released.get(id) ?? null,
      },
    ]),
  );
}

/** An application that was issued tells nothing by itself: its credential does. */
function isAttached(applications: readonly ApplicationFact[] = []): boolean {
  return applications.some(({ state }) => state !== 'issued');
}

/** When they were first met, or an event last told of them. */
async function lastRecorded(
  reader: Reader,
  vault: Pick<Vault, 'standings'>,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const told = await lastTold(reader, subjectIds);
  const met = await vault.standings(reader, subjectIds);
  return new Map(
    met.map(({ id, createdAt }) => {
      const at = told.get(id);
      return [id, at !== undefined && at > createdAt ? at : createdAt];
    }),
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
