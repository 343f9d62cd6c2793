import type { SignedCheckpointRefusal } from './signed-checkpoint.ts';

/** What is wrong with a log, in words that a program can tell apart. */
export type FindingKind =
  /** The head is not one that the policy accepts. */
  | 'checkpoint'
  /** The head is of another log than the one asked for or seen before. */
  | 'origin'
  /** A smaller tree than was seen before. */
  | 'rollback'
  /** Two heads of one size with two roots: somebody is shown another log. */
  | 'split-view'
  /** The larger tree does not continue the smaller one. */
  | 'inconsistent'
  /** That the larger tree continues the smaller one cannot be shown: the tiles it would be shown from are spoiled. */
  | 'unproven'
  /** The newest cosignature is older than allowed. */
  | 'stale'
  /** A file that the tree needs is not there. */
  | 'missing'
  /** A file has not the form of a tile or bundle. */
  | 'malformed'
  /** The rightmost tiles do not give the root that was signed. */
  | 'head'
  /** A tile does not hash to what the tile above it says. */
  | 'tile'
  /** An entry is not the one whose hash is in the tree. */
  | 'entry'
  /** The tree of the entries has not the root that was signed. */
  | 'root'
  /** An entry that may not stand in the log. */
  | 'schema'
  /** The first entry is not the beginning of the log, or another one is. */
  | 'genesis'
  /** An entry has the identifier of an earlier one: an event was logged twice, or two pass for one. */
  | 'duplicate'
  /** An opening does not open the commitment of its entry. */
  | 'commitment'
  /** An opening of which no entry is in the log. */
  | 'unlogged-opening';

export interface Finding {
  readonly kind: FindingKind;
  /** Of an entry, where there is one. */
  readonly index?: number;
  /** Below the prefix of the log. */
  readonly path?: string;
  readonly detail: string;
}

/** A log with one spoiled tile may have hundreds of faults that follow from it: the first ones are enough. */
const findingsMax = 100;

export interface Findings {
  add(finding: Finding): void;
  readonly list: readonly Finding[];
  /** How many there were, of which `list` has the first. */
  readonly count: number;
}

export function createFindings(): Findings {
  const list: Finding[] = [];
  let count = 0;
  return {
    add(finding) {
      count += 1;
      if (list.length < findingsMax) list.push(finding);
    },
    list,
    get count() {
      return count;
    },
  };
}

interface Refusal {
  readonly reason: SignedCheckpointRefusal;
  readonly name?: string;
}

export function checkpointFinding({ reason, name }: Refusal): Finding {
  const of = name === undefined ? '' : ` (${name})`;
  return { kind: 'checkpoint', path: 'checkpoint', detail: `The checkpoint is refused: ${reason}${of}.` };
}
