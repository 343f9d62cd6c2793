/** A list in a fixed order, where each entry has a key of its own that sorts as the list does. */
export interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Key of the last entry; null on the last page. */
  readonly next: string | null;
}

export function inOrder<T>(entries: readonly Keyed<T>[]): readonly Keyed<T>[] {
  return entries.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Position by key, not by number: an entry that a newer edition adds or removes shifts nobody's next page. */
export function pageOf<T>(
  ordered: readonly Keyed<T>[],
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Page<T> {
  const rest = after === undefined ? ordered : ordered.filter(({ key }) => key > after);
  const page = rest.slice(0, limit);
  return {
    items: page.map(({ value }) => value),
    next: rest.length > page.length ? (page.at(-1)?.key ?? null) : null,
  };
}
