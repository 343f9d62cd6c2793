import { z } from 'zod';
import { civilDate, slug, text } from '../platform/fields.schema.ts';
import { awardSides, factStatuses, qualificationKinds, standingBases, validityModels } from './vocabulary.ts';

/** What both the data files and the answers of the routes are made of. Strict, so that a misspelt field of a data file fails the start. */

export const translated = z
  .strictObject({
    en: text(500),
    zhHant: text(500),
    zhHans: text(500),
    zhStatus: z.enum(['translation-to-check', 'official-or-statutory']),
  })
  .meta({
    id: 'Translated',
    description: 'A text in three languages, and how far its Chinese can be relied on.',
  });

export const side = z
  .enum(awardSides)
  .meta({ description: 'Where the award belongs; `JOINT` is issued jointly across the sides.' });

export const factStatus = z.enum(factStatuses).meta({
  description: 'How well the entry is founded; `illustrative` is invented and no authority has agreed it.',
});

export const sourceIds = z.array(text(16)).max(20).meta({ description: 'Ids of catalogue sources.' });
export const remarks = z.string().max(1000);
export const qualificationId = slug.meta({ examples: ['cn-qcbp-im-cc'] });

export const specialismCode = z.enum(['pwm', 'cc', 'pl', 'rm', 'bm']);
export const specialism = z.strictObject({ code: specialismCode, name: translated });
export const framework = z.strictObject({ code: slug, label: text(100) });

/** One certificate number may carry several specialisms; each later one is endorsed by a pass statement with a date of its own. */
export const awardSpecialism = z
  .strictObject({ code: specialismCode, date: civilDate, name: translated })
  .meta({ id: 'AwardSpecialism' });

const qualificationsRegisterEntry = z.strictObject({
  no: text(20),
  qfLevel: z.int().min(1).max(7),
  validFrom: civilDate.nullable(),
  validTo: civilDate.nullable().meta({ description: 'Last day of validity, as the register states it.' }),
  currentStatus: z.enum(['unverified', 'unverified-after-validTo']),
  sources: sourceIds,
});

const validity = z
  .strictObject({
    model: z.enum(validityModels),
    standing: z.enum(standingBases).meta({ description: 'What good standing hangs on, beside the award.' }),
    roleBound: z
      .boolean()
      .meta({ description: 'Good standing ends with the employment it was granted for.' }),
    months: z.int().positive().exactOptional(),
    recencyMonths: z.int().positive().exactOptional(),
    text: text(200).meta({ description: 'The rule in the words of the catalogue.' }),
    renewal: text(300).nullable().exactOptional(),
    reinstatement: text(300).exactOptional(),
    evidence: text(100),
    sources: sourceIds.exactOptional(),
  })
  .meta({ id: 'QualificationValidity' });

const cpd = z.strictObject({
  hoursPerYear: z.int().nonnegative().nullable().exactOptional(),
  ofWhichEthics: z.int().nonnegative().exactOptional(),
  hoursPerCycle: z.int().positive().exactOptional(),
  cycleYears: z.int().positive().exactOptional(),
  minimumOnPlatform: z.int().positive().exactOptional(),
  evidence: text(200),
});

const qualificationFields = {
  id: qualificationId,
  side,
  kind: z.enum(qualificationKinds),
  abbreviation: text(30).nullable(),
  name: translated,
  awardingBody: slug.meta({ description: 'Slug of the authority that awards it.', examples: ['hkib'] }),
  level: z.strictObject({ code: slug, label: text(60) }).meta({
    description:
      'Level within its framework. `core` of one framework is not `core` of another: compare by `qf`.',
  }),
  qf: z
    .strictObject({
      scheme: z.literal('HKQF'),
      level: z.int().min(1).max(7),
      status: z.literal('memory').exactOptional(),
    })
    .nullable(),
  qrEntries: z.array(qualificationsRegisterEntry).max(20),
  validity,
  cpd: cpd.nullable(),
  lineage: z.strictObject({ replacedBy: z.array(qualificationId).max(20) }).exactOptional(),
  factStatus,
  fromMemory: z.array(text(200)).max(20).meta({ description: 'What no source was found for.' }),
  sources: sourceIds,
  notes: remarks,
};

/** As the data file keeps it: framework and specialism by code. */
export const qualificationRecord = z.strictObject({
  ...qualificationFields,
  framework: slug,
  specialism: specialismCode.exactOptional(),
});

export const qualification = z
  .strictObject({ ...qualificationFields, framework, specialism: specialism.exactOptional() })
  .meta({ id: 'Qualification' });
