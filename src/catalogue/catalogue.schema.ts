import { z } from 'zod';
import { civilDate, slug, text } from '../platform/fields.schema.ts';
import { component, equivalenceRowRecord } from './equivalence.schema.ts';
import {
  factStatus,
  framework,
  qualificationRecord,
  remarks,
  side,
  sourceIds,
  specialism,
  translated,
} from './qualification.schema.ts';
import { authorityRoles, awardSides, factStatuses } from './vocabulary.ts';

/** The files of `data/`, and the parts of an answer that are neither a qualification nor a row. */

export const authority = z
  .strictObject({
    slug,
    side,
    abbreviation: text(20).nullable(),
    name: translated,
    roles: z
      .array(
        z.strictObject({
          role: z.enum(authorityRoles),
          scope: text(200),
          evidence: z.enum(['verified', 'verified-mirror', 'verified-secondary', 'memory']),
          sources: sourceIds,
        }),
      )
      .min(1)
      .max(10),
    notes: remarks,
  })
  .meta({
    id: 'CatalogueAuthority',
    description: 'A real body, named for reference; it has agreed to nothing here.',
  });

export const source = z
  .strictObject({
    id: text(16),
    reference: text(600).meta({ description: 'An address, or where there is none, how to find it.' }),
    url: z.url().nullable(),
  })
  .meta({ id: 'CatalogueSource' });

const levelValue = z.union([z.int(), text(30)]);
export const levelMap = z
  .strictObject({
    id: slug,
    from: text(60),
    to: text(60),
    pairs: z.array(z.strictObject({ from: levelValue, to: levelValue })).max(20),
    factStatus,
    sources: sourceIds,
    notes: remarks,
  })
  .meta({ id: 'LevelMap' });

const edition = { version: text(20), compiledAt: civilDate };
const file = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...edition, ...shape });

export const qualificationsFile = file({
  frameworks: z.array(framework),
  specialisms: z.array(specialism),
  qualifications: z.array(qualificationRecord),
});
export const componentsFile = file({ components: z.array(component) });
export const rowsFile = file({ rows: z.array(equivalenceRowRecord) });
export const authoritiesFile = file({ authorities: z.array(authority) });
export const levelMapsFile = file({ levelMaps: z.array(levelMap) });
export const sourcesFile = file({ sources: z.array(source.omit({ url: true })) });
export const legend = <Code extends string>(codes: readonly [Code, ...Code[]]) =>
  z.strictObject({ code: z.enum(codes), meaning: translated });
export const notCatalogued = z.strictObject({
  name: text(100),
  note: text(200).exactOptional(),
  sources: sourceIds,
});

export const aboutFile = file({
  notice: translated,
  factStatuses: z.array(legend(factStatuses)),
  sides: z.array(legend(awardSides)),
  notCatalogued: z.array(notCatalogued),
});
