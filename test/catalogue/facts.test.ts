import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createCatalogue } from '../../src/catalogue/index.ts';

/** The reference that the data files were made from. The program never needs it, so a checkout without it is whole. */
const reference = fileURLToPath(new URL('../../../shared/catalogue.json', import.meta.url));
const absent = !existsSync(reference);
if (absent)
  process.stderr.write('The reference catalogue is not beside this checkout: facts are not compared.\n');

const name = z.looseObject({ en: z.string(), zhHant: z.string(), zhHans: z.string() });
const referenceSchema = z.object({
  schemaNote: z.string(),
  compiledAt: z.string(),
  factStatusLegend: z.record(z.string(), z.string()),
  sideLegend: z.record(z.string(), z.string()),
  levelMaps: z.array(z.looseObject({ id: z.string(), pairs: z.array(z.array(z.unknown())) })),
  qualifications: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      awardingBody: name,
      framework: z.string(),
      level: z.string(),
      validity: z.looseObject({ model: z.string() }),
    }),
  ),
  equivalenceRows: z.array(
    z.looseObject({
      id: z.string(),
      exempted: z.array(z.string()),
      required: z.array(z.string()),
      conditions: z.array(z.string()),
    }),
  ),
  alsoKnownNotCatalogued: z.unknown(),
  sources: z.record(z.string(), z.string()),
});

const catalogue = createCatalogue();
const original = absent ? null : referenceSchema.parse(JSON.parse(readFileSync(reference, 'utf8')));

test.skipIf(absent)('keeps every fact of every qualification', () => {
  expect(catalogue.qualifications()).toHaveLength(39);
  for (const entry of original?.qualifications ?? []) {
    const { kind, awardingBody, framework, level, validity, ...same } = entry;
    const kept = catalogue.qualification(entry.id);
    const { model, ...validityFacts } = validity;
    expect(kept).toMatchObject(same);
    expect(kept?.kind).toBe(kind.replace('+', '-and-'));
    expect(kept?.framework.label).toBe(framework);
    expect(kept?.level.label).toBe(level);
    expect(kept?.validity).toMatchObject({ text: model, ...validityFacts });
    expect(catalogue.authority(kept?.awardingBody ?? '')?.name).toMatchObject(awardingBody);
  }
});

test.skipIf(absent)('keeps every equivalence row, and its words as they were', () => {
  expect(catalogue.rows()).toHaveLength(24);
  for (const { exempted, required, conditions, ...same } of original?.equivalenceRows ?? []) {
    expect(catalogue.row(same.id)).toMatchObject({ ...same, source: { exempted, required, conditions } });
  }
});

test.skipIf(absent)('keeps sources, level maps, legends and what was left out', () => {
  for (const [id, text] of Object.entries(original?.sources ?? {})) {
    expect(catalogue.source(id)?.reference).toBe(text);
  }
  for (const { pairs, ...same } of original?.levelMaps ?? []) {
    expect(catalogue.levelMap(same.id)).toEqual({
      ...same,
      pairs: pairs.map(([from, to]) => ({ from, to })),
    });
  }
  const { about } = catalogue;
  expect(about.notice.en).toBe(original?.schemaNote);
  expect(catalogue.compiledAt).toBe(original?.compiledAt);
  expect(Object.fromEntries(about.factStatuses.map((of) => [of.code, of.meaning.en]))).toEqual(
    original?.factStatusLegend,
  );
  expect(Object.fromEntries(about.sides.map((of) => [of.code, of.meaning.en]))).toEqual(original?.sideLegend);
  expect(about.notCatalogued).toEqual(original?.alsoKnownNotCatalogued);
});
