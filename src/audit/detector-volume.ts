import { addDays, startOfCivilDate } from '../kernel/instants.ts';
import { type Detect, type Proof } from './anomaly.ts';

/** How much one actor, or one issuer, did on one civil day at +08:00. */
export interface DayVolume {
  readonly actorType: 'person' | 'issuer';
  readonly actor: string;
  readonly day: string;
  readonly count: number;
  readonly proofs: readonly Proof[];
}

export interface DayVolumes {
  readonly days: readonly DayVolume[];
  /** The first day that is judged; those before it are what it is measured by. */
  readonly firstDay: string;
}

export const volumeSpike: Detect<DayVolumes> = (
  { days, firstDay },
  { factor = 2, minimum = 1, baselineDays = 7 },
) =>
  [...Map.groupBy(days, ({ actorType, actor }) => `${actorType} ${actor}`).values()].flatMap((own) => {
    const counts = new Map(own.map(({ day, count }) => [day, count]));
    return own
      .filter(({ day, count }) => day >= firstDay && count >= minimum)
      .map((volume) => ({ volume, median: medianBefore(counts, volume.day, baselineDays) }))
      .filter(({ volume, median }) => volume.count > factor * median)
      .map(({ volume: { actorType, actor, day, count, proofs }, median }) => ({
        at: startOfCivilDate(addDays(day, 1)),
        objects: [{ type: actorType, id: actor }],
        actors: [actor],
        measured: { day, count, medianBefore: median },
        proofs,
      }));
  });

/** Days without acts count as none, so that a sleeping account that wakes is seen. */
function medianBefore(counts: ReadonlyMap<string, number>, day: string, days: number): number {
  const before = Array.from({ length: days }, (_, ago) => counts.get(addDays(day, -1 - ago)) ?? 0).sort(
    (a, b) => a - b,
  );
  const middle = Math.floor(before.length / 2);
  const high = before[middle] ?? 0;
  return before.length % 2 === 1 ? high : ((before[middle - 1] ?? 0) + high) / 2;
}

/** What one officer, or one client, looked at on one civil day at +08:00. */
export interface DayLooks {
  readonly actor: string;
  readonly organisationId: string | null;
  readonly day: string;
  readonly looks: number;
  /** Different things that were looked at. */
  readonly objects: number;
  readonly proofs: readonly Proof[];
}

export const bulkLookUps: Detect<readonly DayLooks[]> = (days, { perDay = 1 }) =>
  days
    .filter(({ objects }) => objects > perDay)
    .map(({ actor, organisationId, day, looks, objects, proofs }) => ({
      at: startOfCivilDate(addDays(day, 1)),
      objects: [],
      actors: organisationId === null ? [actor] : [actor, organisationId],
      measured: { day, looks, objects },
      proofs,
    }));

/** What came of the verifications of one organisation. */
export interface VerifierResults {
  readonly organisationId: string;
  readonly verifications: number;
  readonly notFound: number;
  readonly lastAt: Date;
  readonly proofs: readonly Proof[];
}

export const abnormalNotFound: Detect<readonly VerifierResults[]> = (
  verifiers,
  { percent = 100, minimum = 1 },
) =>
  verifiers
    .filter(({ verifications, notFound }) => verifications >= minimum && notFound > 0)
    .filter(({ verifications, notFound }) => notFound * 100 >= percent * verifications)
    .map(({ organisationId, verifications, notFound, lastAt, proofs }) => ({
      at: lastAt,
      objects: [],
      actors: [organisationId],
      measured: { verifications, notFound },
      proofs,
    }));
