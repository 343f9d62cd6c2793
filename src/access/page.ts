export interface PageRequest {
  /** Digits, as they stand in the query. */
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** One row more than the page holds was asked for: whether it came says whether there is a next page. */
export function pageOf<T>(found: readonly T[], rows: number, cursorAfter: (last: T) => string): Page<T> {
  const items = found.slice(0, rows);
  const last = items.at(-1);
  return { items, next: found.length > rows && last !== undefined ? cursorAfter(last) : null };
}
