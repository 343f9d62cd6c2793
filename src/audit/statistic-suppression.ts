/**
 * Small counts are hidden before anything is published, and so many others with them that none can be computed from what stays
 * visible. Whoever reads knows the totals, that hidden counts are whole and positive (zeros are shown), and how this works.
 */

export interface Suppressed {
  readonly cells: readonly (readonly (number | null)[])[];
  readonly rowTotals: readonly (number | null)[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number | null;
}

/** A table with its totals as one more column and one more row: then every line adds up to nothing. */
interface Whole {
  readonly height: number;
  readonly width: number;
  readonly value: readonly (readonly number[])[];
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

export const smallCell = 5;

/** Rows of equal length. Counts from 1 to `below - 1` are hidden, and whatever they could be computed from. */
export function suppress(table: readonly (readonly number[])[], below: number = smallCell): Suppressed {
  const whole = withTotals(table);
  const hidden = new Set(
    cellsOf(whole)
      .filter((cell) => isSmall(valueAt(whole, cell), below))
      .map(keyOf),
  );
  for (;;) {
    const exposed = cellsOf(whole).find((cell) => hidden.has(keyOf(cell)) && !canDiffer(whole, hidden, cell));
    const partner = exposed && partnerFor(whole, hidden, exposed);
    // With everything hidden that is not zero each count can differ, so a partner is always found while one is needed.
    if (partner === undefined) break;
    hidden.add(keyOf(partner));
  }
  return shown(whole, hidden);
}

const isSmall = (value: number, below: number): boolean => value > 0 && value < below;

function withTotals(table: readonly (readonly number[])[]): Whole {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const rows = table.map((row) => [...row, sum(row)]);
  const width = (table[0]?.length ?? 0) + 1;
  const last = Array.from({ length: width }, (_, column) => sum(rows.map((row) => row[column] ?? 0)));
  return { height: rows.length + 1, width, value: [...rows, last] };
}

function cellsOf({ height, width }: Whole): Cell[] {
  return Array.from({ length: height * width }, (_, n) => ({
    row: Math.floor(n / width),
    column: n % width,
  }));
}

const keyOf = ({ row, column }: Cell): string => `${String(row)}/${String(column)}`;
const valueAt = (whole: Whole, { row, column }: Cell): number => whole.value[row]?.[column] ?? 0;

/** A total stands on the other side of its equation; the grand total is the total of totals. */
function isNegative({ height, width }: Whole, { row, column }: Cell): boolean {
  return (row === height - 1) !== (column === width - 1);
}

/**
 * Is there another table with the same visible counts in which this one differs? Rows and columns are the nodes of a graph, hidden
 * counts its edges: a change of one is balanced by changes along a circle. An edge from row to column is a count that grows, one from
 * column to row a count that shrinks, which takes a count above one; totals the other way round.
 */
function canDiffer(whole: Whole, hidden: ReadonlySet<string>, cell: Cell): boolean {
  return circleThrough(whole, hidden, cell, 'grow') || circleThrough(whole, hidden, cell, 'shrink');
}

type Change = 'grow' | 'shrink';

function circleThrough(whole: Whole, hidden: ReadonlySet<string>, cell: Cell, change: Change): boolean {
  if (!allowed(whole, cell, change)) return false;
  const forward = (change === 'grow') !== isNegative(whole, cell);
  const row = `r${String(cell.row)}`;
  const column = `c${String(cell.column)}`;
  return reaches(whole, hidden, cell, forward ? { from: column, to: row } : { from: row, to: column });
}

const allowed = (whole: Whole, cell: Cell, change: Change): boolean =>
  change === 'grow' || valueAt(whole, cell) > 1;

function reaches(
  whole: Whole,
  hidden: ReadonlySet<string>,
  without: Cell,
  { from, to }: { readonly from: string; readonly to: string },
): boolean {
  const seen = new Set([from]);
  const edges = cellsOf(whole).filter((cell) => hidden.has(keyOf(cell)) && keyOf(cell) !== keyOf(without));
  for (let grew = true; grew && !seen.has(to); ) {
    grew = false;
    for (const cell of edges) {
      const row = `r${String(cell.row)}`;
      const column = `c${String(cell.column)}`;
      const negative = isNegative(whole, cell);
      const steps = [
        { start: row, end: column, change: negative ? 'shrink' : 'grow' },
        { start: column, end: row, change: negative ? 'grow' : 'shrink' },
      ] as const;
      for (const { start, end, change } of steps)
        if (seen.has(start) && !seen.has(end) && allowed(whole, cell, change)) {
          seen.add(end);
          grew = true;
        }
    }
  }
  return seen.has(to);
}

/** What to hide with it: what helps by itself first, a count before a total, one of its own line, the smallest; so that most is kept. */
function partnerFor(whole: Whole, hidden: ReadonlySet<string>, exposed: Cell): Cell | undefined {
  return cellsOf(whole)
    .filter((cell) => !hidden.has(keyOf(cell)) && valueAt(whole, cell) > 0)
    .map((cell) => ({ cell, rank: rankOf(whole, hidden, { exposed, cell }) }))
    .sort((a, b) => a.rank - b.rank || valueAt(whole, a.cell) - valueAt(whole, b.cell))[0]?.cell;
}

function rankOf(
  whole: Whole,
  hidden: ReadonlySet<string>,
  { exposed, cell }: { readonly exposed: Cell; readonly cell: Cell },
): number {
  const helps = canDiffer(whole, new Set([...hidden, keyOf(cell)]), exposed);
  const isTotal = cell.row === whole.height - 1 || cell.column === whole.width - 1;
  const inLine = cell.row === exposed.row || cell.column === exposed.column;
  return (helps ? 0 : 4) + (isTotal ? 2 : 0) + (inLine ? 0 : 1);
}

function shown(whole: Whole, hidden: ReadonlySet<string>): Suppressed {
  const visible = whole.value.map((values, row) =>
    values.map((value, column) => (hidden.has(keyOf({ row, column })) ? null : value)),
  );
  const rows = visible.slice(0, -1);
  const totals = visible.at(-1) ?? [];
  return {
    cells: rows.map((row) => row.slice(0, -1)),
    rowTotals: rows.map((row) => row.at(-1) ?? null),
    columnTotals: totals.slice(0, -1),
    total: totals.at(-1) ?? null,
  };
}

/** For stocks, whose differences from month to month would tell single acts: to the nearest multiple. */
export function rounded(count: number, to: number = smallCell): number {
  return Math.round(count / to) * to;
}
