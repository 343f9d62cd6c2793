import type { z } from 'zod';
import type { Catalogue } from '../catalogue/index.ts';
import type { AgreementVersion } from './agreement.ts';
import type { equivalenceQuestion } from './equivalence.schema.ts';
import {
  qualificationReference,
  type QualificationReference,
  type ReadyRow,
  readyAgreementRow,
  readyCatalogueRow,
} from './equivalence-rows.ts';

export type EquivalenceQuestion = z.infer<typeof equivalenceQuestion>;

/** Rows made ready and found by either end, so that a question costs what it matches and not what there is. */
export interface EquivalenceIndex {
  readonly catalogue: Catalogue;
  readonly all: readonly ReadyRow[];
  readonly byFrom: ReadonlyMap<string, readonly ReadyRow[]>;
  readonly byTo: ReadonlyMap<string, readonly ReadyRow[]>;
  readonly references: ReadonlyMap<string, QualificationReference>;
}

/** A row of the catalogue gives way to the one that an agreement in force has made of it. Same-side rows stay out. */
export function buildEquivalenceIndex(
  catalogue: Catalogue,
  inForce: readonly AgreementVersion[],
): EquivalenceIndex {
  const agreed = inForce.flatMap((version) =>
    version.document.rows.map((row) => readyAgreementRow(version, row)),
  );
  const replaced = new Set(agreed.map(({ answer }) => answer.sourceRow));
  const published = catalogue
    .rows({ kind: 'cross-boundary' })
    .filter(({ id }) => !replaced.has(id))
    .map((row) => readyCatalogueRow(row, catalogue));
  const all = [...agreed, ...published];
  return {
    catalogue,
    all,
    byFrom: indexed(all, ({ from }) => from),
    byTo: indexed(all, ({ to }) => to),
    references: new Map(catalogue.qualifications().map((of) => [of.id, qualificationReference(of)])),
  };
}

function indexed(
  rows: readonly ReadyRow[],
  keysOf: (row: ReadyRow) => readonly string[],
): ReadonlyMap<string, readonly ReadyRow[]> {
  const index = new Map<string, ReadyRow[]>();
  for (const row of rows) for (const key of keysOf(row)) index.set(key, [...(index.get(key) ?? []), row]);
  return index;
}
