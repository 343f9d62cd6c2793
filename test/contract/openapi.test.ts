import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contractText } from '../../src/bin/contract-text.ts';

test('the committed contract is what is mounted, byte for byte; `npm run openapi` writes it', async () => {
  const committed = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');
  expect(committed === (await contractText())).toBe(true);
});

/** Objects that say that no further member may come, by their names or where they stand. */
function closedIn(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'additionalProperties' in value && value.additionalProperties === false ? [at] : [];
  return [...own, ...Object.entries(value).flatMap(([name, each]) => closedIn(each, `${at}/${name}`))];
}

test('answers may grow, and what is sent may not', async () => {
  const { paths, components } = z
    .object({
      paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.unknown() }))),
      components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
    })
    .parse(JSON.parse(await contractText()));
  const answers = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ responses }) => responses),
  );
  expect(closedIn(answers, '')).toEqual([]);
  const { schemas } = components;
  for (const name of ['Problem', 'VerificationResult', 'StatusListAggregation', 'ExportAnswer'])
    expect([name, closedIn(schemas[name], '')]).toEqual([name, []]);
  expect(closedIn(schemas['ExportRequest'], '')).not.toEqual([]);
});
