import { buildCatalogue, type Catalogue } from './catalogue.ts';
import { loadFiles } from './load.ts';

export { type AccreditationAt, accreditationAt } from './accreditation.ts';
export { catalogueRoutes } from './catalogue.routes.ts';
export type { Catalogue } from './catalogue.ts';
export type {
  Authority,
  AwardSpecialism,
  Component,
  Condition,
  EquivalenceRow,
  Framework,
  LevelMap,
  Qualification,
  RowComponent,
  Source,
  Specialism,
  Translated,
} from './entries.ts';
export { condition, equivalenceRow } from './equivalence.schema.ts';
export type { Page } from './ordered.ts';
export { qualification, specialismCode } from './qualification.schema.ts';
export { type RowFilter, rowKey } from './rows.ts';
export type { QualificationFilter } from './search.ts';
export * from './vocabulary.ts';

/** Reads and checks the data files once; keep what it returns. */
export function createCatalogue(): Catalogue {
  return buildCatalogue(loadFiles());
}
