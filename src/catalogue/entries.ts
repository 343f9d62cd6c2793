import type { z } from 'zod';
import type { authority, levelMap, source } from './catalogue.schema.ts';
import type { component, condition, equivalenceRow, rowComponent } from './equivalence.schema.ts';
import type {
  awardSpecialism,
  framework,
  qualification,
  specialism,
  translated,
} from './qualification.schema.ts';

/** What the catalogue is made of; the schemas are the one place where each is stated. */

export type Translated = z.infer<typeof translated>;
export type Qualification = z.infer<typeof qualification>;
export type Framework = z.infer<typeof framework>;
export type Specialism = z.infer<typeof specialism>;
export type AwardSpecialism = z.infer<typeof awardSpecialism>;
export type Component = z.infer<typeof component>;
export type RowComponent = z.infer<typeof rowComponent>;
export type Condition = z.infer<typeof condition>;
export type EquivalenceRow = z.infer<typeof equivalenceRow>;
export type Authority = z.infer<typeof authority>;
export type LevelMap = z.infer<typeof levelMap>;
export type Source = z.infer<typeof source>;
