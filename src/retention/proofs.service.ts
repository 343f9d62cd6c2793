import type { RetentionDependencies } from './dependencies.ts';

/** Where to find what proves it; `index` is null until the sequencer has taken the entry. */
export interface Proof {
  readonly entry: string;
  readonly index: number | null;
}

export async function proofsOf(
  { db, positionsOf }: Pick<RetentionDependencies, 'db' | 'positionsOf'>,
  entries: readonly string[],
): Promise<ReadonlyMap<string, Proof>> {
  const unique = [...new Set(entries)];
  const positions = await positionsOf(db, unique);
  return new Map(unique.map((entry) => [entry, { entry, index: positions.get(entry) ?? null }]));
}
