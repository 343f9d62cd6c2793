import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractText } from '../../src/bin/contract-text.ts';

test('the committed contract is what is mounted, byte for byte; `npm run openapi` writes it', async () => {
  const committed = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');
  expect(committed === (await contractText())).toBe(true);
});
