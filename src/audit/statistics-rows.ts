/** How counted rows are shown, and held against the log. */

/** The slug, where an authority acted, and not the node. */
export function withAuthority<Row extends { readonly issuer: string }>({ issuer, ...row }: Row) {
  return { ...row, authority: /\/authorities\/([^/]+)$/.exec(issuer)?.[1] ?? null };
}

/** One order for the same figures, so that two answers can be compared as they are. */
export function inOrder(a: object, b: object): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

type ByType = readonly { readonly type: string; readonly count: number }[];

/** Nothing is set right here: what does not balance is shown as it is. */
export function reconcile(size: number, entries: ByType, facts: ByType) {
  const countedBy = new Map(facts.map(({ type, count }) => [type, count]));
  const heldBy = new Map(entries.map(({ type, count }) => [type, count]));
  const byType = [...new Set([...heldBy.keys(), ...countedBy.keys()])].sort().map((type) => ({
    type,
    entries: heldBy.get(type) ?? 0,
    counted: countedBy.get(type) ?? 0,
  }));
  const held = byType.reduce((sum, one) => sum + one.entries, 0);
  const balanced = held === size && byType.every((one) => one.entries === one.counted);
  return { balanced, entries: size, counted: byType.reduce((sum, one) => sum + one.counted, 0), byType };
}
