import type { Localised } from '../kernel/localised.ts';
import type { ClassId, Executor, ExpiryAction } from './vocabulary.ts';

/** How sure the source of a basis is, as the field notes mark it: read in the primary text, read in a secondary one, from memory, a judgement. */
export type BasisMark = 'V1' | 'V2' | 'M' | 'G';

export interface Basis {
  readonly text: string;
  /** Null where the purpose of keeping it is reason enough. */
  readonly mark: BasisMark | null;
  /** Number of the source in the notes. */
  readonly source: string | null;
}

export interface Period {
  readonly years: number;
  /** The law asks for this long at least; nothing says that it must go on that day. */
  readonly atLeast: boolean;
}

/** One row of the schedule. The periods are proposals that a node's counsel confirms (domain 3.6). */
export interface RetentionClass {
  readonly id: ClassId;
  readonly label: Localised;
  readonly covers: Localised;
  /** From when the period runs. */
  readonly trigger: Localised;
  /** Null: as long as the trigger holds, or for good. */
  readonly period: Period | null;
  readonly bases: readonly Basis[];
  readonly onExpiry: ExpiryAction;
  readonly executedBy: Executor;
  readonly procedure: Localised;
}
