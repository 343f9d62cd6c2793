import { addDays, civilDate, isCivilDate, startOfCivilDate } from '../kernel/instants.ts';
import { graceDays, yearsOf } from './retention-classes.ts';
import type { ClassId, Standing } from './vocabulary.ts';

/** A credential that ended at that instant, or will expire then. */
export interface CredentialFact {
  readonly number: string;
  readonly authority: string;
  readonly endsAt: Date;
}

/** Closed: refused or withdrawn. An issued one is told by its credential. */
export interface ApplicationFact {
  readonly id: string;
  readonly authority: string;
  readonly state: 'open' | 'closed' | 'issued';
  readonly closedAt: Date | null;
}

/** Ends are exclusive; null holds until it is lifted. */
export interface HoldFact {
  readonly id: string;
  readonly until: string | null;
}

export interface SubjectFacts {
  readonly credentials: readonly CredentialFact[];
  readonly applications: readonly ApplicationFact[];
  /** Those that were not lifted. */
  readonly holds: readonly HoldFact[];
  /** Since when the schedule has restricted them, if it has. */
  readonly restrictedAt: Date | null;
  /** The last thing that was recorded of them; null where the schedule knows them by something else. */
  readonly recordedAt: Date | null;
  /** When an officer last took back what the schedule had restricted. */
  readonly releasedAt: Date | null;
}

/** Why something of the person is kept, and until which civil date; null: until it changes. */
export interface Reason {
  readonly class: ClassId;
  readonly until: string | null;
}

export interface Schedule {
  readonly standing: Standing;
  /** Of the class that keeps them longest. */
  readonly class: ClassId | null;
  /** The civil date from which nothing keeps them; null while that cannot be known. */
  readonly dueOn: string | null;
  /** Of who is restricted by the schedule: when they can be erased. */
  readonly eraseOn: string | null;
  /** Every reason, the longest first. */
  readonly reasons: readonly Reason[];
  readonly heldBy: readonly string[];
}

/** The same day years later; from 29 February, in a year without one, 1 March: never a day early. */
export function yearsAfter(date: string, years: number): string {
  const [year, monthDay] = [Number(date.slice(0, 4)) + years, date.slice(4)];
  const later = `${String(year)}${monthDay}`;
  return isCivilDate(later) ? later : `${String(year)}-03-01`;
}

/** Whatever began before this instant has had all the years of its class at `at`. */
export function begunBefore(id: ClassId, at: Date): Date {
  const today = civilDate(at);
  const year = String(Number(today.slice(0, 4)) - yearsOf(id));
  const last = isCivilDate(`${year}${today.slice(4)}`) ? `${year}${today.slice(4)}` : `${year}-02-28`;
  return startOfCivilDate(addDays(last, 1));
}

/**
 * What the schedule says of one person at an instant. Everything of theirs is under one key, so the class that ends last decides; a hold
 * stops everything; erasing comes only after a time of being restricted, in which a mistake can still be taken back.
 */
export function scheduleOf(facts: SubjectFacts, at: Date): Schedule {
  const today = civilDate(at);
  const reasons = reasonsOf(facts, at).toSorted(longestFirst);
  const heldBy = facts.holds.filter(({ until }) => until === null || today < until).map(({ id }) => id);
  const dueOn = dueDate(reasons, facts.releasedAt);
  const eraseOn = facts.restrictedAt ? addDays(civilDate(facts.restrictedAt), graceDays) : null;
  const governing = reasons.find(({ until }) => until !== null) ?? reasons[0];
  return {
    standing: standingOf({ reasons, dueOn, eraseOn, today, held: heldBy.length > 0 }),
    class: reasons[0]?.until === null ? 'in-use' : (governing?.class ?? null),
    dueOn,
    eraseOn,
    reasons,
    heldBy,
  };
}

function reasonsOf({ credentials, applications, recordedAt }: SubjectFacts, at: Date): Reason[] {
  const ofCredentials = credentials.flatMap(({ endsAt }): Reason[] => [
    ...(at < endsAt ? [{ class: 'in-use' as const, until: civilDate(endsAt) }] : []),
    { class: 'ended-credential', until: yearsAfter(civilDate(endsAt), yearsOf('ended-credential')) },
  ]);
  const ofApplications = applications.flatMap(({ state, closedAt }): Reason[] => {
    if (state === 'open') return [{ class: 'in-use', until: null }];
    if (state === 'issued' || closedAt === null) return [];
    return [
      { class: 'closed-application', until: yearsAfter(civilDate(closedAt), yearsOf('closed-application')) },
    ];
  });
  const known = [...ofCredentials, ...ofApplications];
  if (known.length > 0 || recordedAt === null) return known;
  return [{ class: 'unattached', until: yearsAfter(civilDate(recordedAt), yearsOf('unattached')) }];
}

function longestFirst(a: Reason, b: Reason): number {
  if (a.until === b.until) return 0;
  if (a.until === null) return -1;
  if (b.until === null) return 1;
  return a.until < b.until ? 1 : -1;
}

function dueDate([longest]: readonly Reason[], releasedAt: Date | null): string | null {
  if (!longest || longest.until === null) return null;
  const released = releasedAt ? addDays(civilDate(releasedAt), graceDays) : longest.until;
  return released > longest.until ? released : longest.until;
}

function standingOf(of: {
  readonly reasons: readonly Reason[];
  readonly dueOn: string | null;
  readonly eraseOn: string | null;
  readonly today: string;
  readonly held: boolean;
}): Standing {
  const { reasons, dueOn, eraseOn, today, held } = of;
  if (reasons.length === 0) return 'unclassified';
  if (dueOn === null || today < dueOn) {
    const inUse = reasons.some((each) => each.class === 'in-use');
    return inUse ? 'in-use' : 'kept';
  }
  if (held) return 'held';
  if (eraseOn === null) return 'due';
  return today < eraseOn ? 'restricted' : 'erasable';
}
