import { z } from 'zod';
import { pageOf, pageQuery, slug, text } from '../platform/fields.schema.ts';
import { authority, levelMap, legend, notCatalogued, source } from './catalogue.schema.ts';
import { equivalenceRow } from './equivalence.schema.ts';
import {
  framework,
  qualification,
  qualificationId,
  side,
  specialism,
  translated,
} from './qualification.schema.ts';
import {
  authorityRoles,
  awardSides,
  bases,
  factStatuses,
  qualificationKinds,
  validityModels,
} from './vocabulary.ts';

/** What may be asked of the catalogue over HTTP, and what it answers. */

export const qualificationQuery = z.strictObject({
  ...pageQuery,
  text: text(100)
    .meta({
      description:
        'Words that must all occur in a name, abbreviation, framework or awarding body, in any of the three languages.',
      examples: ['公司信贷'],
    })
    .optional(),
  side: side.optional(),
  kind: z.enum(qualificationKinds).optional(),
  framework: slug.meta({ description: 'Code of the framework.', examples: ['ecf-crm'] }).optional(),
  level: slug.meta({ description: 'Code of the level within its framework.', examples: ['core'] }).optional(),
  awardingBody: slug.meta({ description: 'Slug of the awarding body.', examples: ['hkib'] }).optional(),
  validityModel: z.enum(validityModels).optional(),
});

export const rowQuery = z.strictObject({
  ...pageQuery,
  from: qualificationId.meta({ description: 'The qualification that is held.' }).optional(),
  to: qualificationId.meta({ description: 'The qualification that it shall count for.' }).optional(),
  side: side.meta({ description: 'The side of the target; a joint award is on either.' }).optional(),
  kind: z.enum(['cross-boundary', 'same-side']).optional(),
  basis: z.enum(bases).optional(),
});

export const authorityQuery = z.strictObject({
  ...pageQuery,
  side: side.optional(),
  role: z.enum(authorityRoles).optional(),
});

export const entryParams = z.strictObject({ id: slug });

const catalogueVersion = text(20).meta({ description: 'Edition of the catalogue that the answer is from.' });

export const qualificationPage = pageOf(qualification)
  .extend({ catalogueVersion })
  .meta({ id: 'QualificationPage' });
export const equivalenceRowPage = pageOf(equivalenceRow)
  .extend({ catalogueVersion })
  .meta({ id: 'EquivalenceRowPage' });
export const authorityPage = pageOf(authority)
  .extend({ catalogueVersion })
  .meta({ id: 'CatalogueAuthorityPage' });

export const edition = z
  .object({
    version: text(20),
    compiledAt: z.iso.date(),
    notice: translated,
    factStatuses: z.array(legend(factStatuses)),
    sides: z.array(legend(awardSides)),
    frameworks: z.array(framework),
    specialisms: z.array(specialism),
    levelMaps: z.array(levelMap),
    sources: z.array(source),
    notCatalogued: z.array(notCatalogued),
  })
  .meta({
    id: 'CatalogueEdition',
    description: 'What is needed to read the catalogue, and how far to rely on it.',
  });
