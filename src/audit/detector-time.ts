import {
  actorOf,
  daySeconds,
  type Detect,
  type Finding,
  type LoggedFact,
  objectOf,
  type Proof,
  proofOf,
  secondsBetween,
} from './anomaly.ts';

export const backdated: Detect<readonly LoggedFact[]> = (facts, { days = 0 }) =>
  facts
    .map((fact) => ({ fact, seconds: secondsBetween(fact.effectiveAt, fact.recordedAt) }))
    .filter(({ seconds }) => seconds > days * daySeconds)
    .map(({ fact, seconds }) => ({
      at: fact.recordedAt,
      objects: [objectOf(fact)],
      actors: [actorOf(fact)],
      measured: {
        days: Math.floor(seconds / daySeconds),
        effectiveAt: fact.effectiveAt.toISOString(),
        act: fact.type,
      },
      proofs: [proofOf(fact)],
    }));

/** An entry, and the latest instant that any entry before it in the log bears. */
export interface InOrder extends Proof {
  readonly type: string;
  readonly recordedAt: Date;
  readonly latestBefore: Date;
}

export const clockDrift: Detect<readonly InOrder[]> = (entries, { seconds = 0 }) =>
  entries
    .map((entry) => ({ entry, behind: secondsBetween(entry.recordedAt, entry.latestBefore) }))
    .filter(({ behind }) => behind > seconds)
    .map(({ entry, behind }) => ({
      at: entry.recordedAt,
      objects: [],
      actors: [],
      measured: { seconds: behind, latestBefore: entry.latestBefore.toISOString() },
      proofs: [proofOf(entry)],
    }));

export interface ChainState {
  readonly now: Date;
  /** What the tree says that it holds. */
  readonly size: number;
  /** Entries that stand in the log at an index below the size. */
  readonly held: number;
  /** Where an index is missing: the entry before it, null where the first is, and the next index that is there, or the size. */
  readonly gaps: readonly { readonly before: Proof | null; readonly next: number }[];
  /** Entries at or beyond the size. */
  readonly beyond: readonly Proof[];
  /** Events without a leaf, oldest first. */
  readonly pending: readonly { readonly entry: string; readonly recordedAt: Date }[];
  /** The event for which all others wait, since it is no entry of the log; whenever it was recorded. */
  readonly refused: { readonly entryId: string; readonly fault: string; readonly recordedAt: Date } | null;
}

export const chainGap: Detect<ChainState> = (state, { pendingSeconds = 0 }) => [
  ...state.gaps.map(({ before, next }) => ({
    at: state.now,
    objects: [],
    actors: [],
    measured: { why: 'index-gap', from: before === null ? 0 : (before.index ?? 0) + 1, next },
    proofs: before === null ? [] : [proofOf(before)],
  })),
  ...state.beyond.map((entry) => ({
    at: state.now,
    objects: [],
    actors: [],
    measured: { why: 'beyond-head', size: state.size },
    proofs: [proofOf(entry)],
  })),
  ...(state.refused === null ? [] : [refusedEvent(state.refused)]),
  ...state.pending
    .filter(({ entry }) => entry !== state.refused?.entryId)
    .map(({ entry, recordedAt }) => ({ entry, recordedAt, waits: secondsBetween(recordedAt, state.now) }))
    .filter(({ waits }) => waits > pendingSeconds)
    .map(({ entry, recordedAt, waits }) => ({
      at: recordedAt,
      objects: [],
      actors: [],
      measured: { why: 'no-leaf', seconds: Math.floor(waits) },
      proofs: [{ entry, index: null }],
    })),
];

function refusedEvent({ entryId, fault, recordedAt }: NonNullable<ChainState['refused']>): Finding {
  return {
    at: recordedAt,
    objects: [],
    actors: [],
    measured: { why: 'refused', fault },
    proofs: [{ entry: entryId, index: null }],
  };
}
