import type { EquivalenceRow } from './entries.ts';
import { inOrder, type Keyed } from './ordered.ts';
import { type AwardSide, type Basis, bases, type Outcome, outcomes } from './vocabulary.ts';

export interface RowFilter {
  /** Id of the qualification that the person holds. */
  readonly from?: string | undefined;
  /** Id of the qualification that it shall count for. */
  readonly to?: string | undefined;
  /** The side of the target; a joint award is on either. */
  readonly side?: AwardSide | undefined;
  readonly kind?: EquivalenceRow['kind'] | undefined;
  readonly basis?: Basis | undefined;
}

/** Sorts by whose word it is, then best for the holder, then id. */
export function rowKey(row: {
  readonly id: string;
  readonly basis: Basis;
  readonly outcome: Outcome;
}): string {
  return `${bases.indexOf(row.basis)}${outcomes.indexOf(row.outcome)}~${row.id}`;
}

/** Directed: a row from A to B answers nothing about B to A. */
export function selectRows(
  rows: readonly EquivalenceRow[],
  filter: RowFilter,
  sideOf: (qualificationId: string) => AwardSide | undefined,
): readonly Keyed<EquivalenceRow>[] {
  const { from, to, side, kind, basis } = filter;
  const onSide = (id: string): boolean => {
    const of = sideOf(id);
    return of === side || of === 'JOINT';
  };
  return inOrder(
    rows
      .filter(
        (row) =>
          (from === undefined || row.from.includes(from)) &&
          (to === undefined || row.to.includes(to)) &&
          (side === undefined || row.to.some(onSide)) &&
          (kind === undefined || row.kind === kind) &&
          (basis === undefined || row.basis === basis),
      )
      .map((row) => ({ key: rowKey(row), value: row })),
  );
}
