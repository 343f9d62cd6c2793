import type { Detect, Proof } from './anomaly.ts';

/** Pseudonyms that should be one person's, or one person's that should not be several. */
export interface SubjectGroup {
  readonly subjectIds: readonly string[];
  /** When the last of them was made here. */
  readonly lastAt: Date;
  /** Entries about these pseudonyms. */
  readonly proofs: readonly Proof[];
}

/** Serves both: what ties the group together, a number or a key, is never in the row. */
export const severalInOne: Detect<readonly SubjectGroup[]> = (groups) =>
  groups
    .map((group) => ({ ...group, subjectIds: [...new Set(group.subjectIds)].sort() }))
    .filter(({ subjectIds }) => subjectIds.length > 1)
    .map(({ subjectIds, lastAt, proofs }) => ({
      at: lastAt,
      objects: subjectIds.map((id) => ({ type: 'subject', id })),
      actors: [],
      measured: { subjects: subjectIds.length },
      proofs,
    }));
