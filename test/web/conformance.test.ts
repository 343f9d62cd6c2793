import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { conformancePage } from '../../src/web/conformance-page.ts';
import { normativePoints } from '../../src/web/conformance-points.ts';

const root = path.resolve(import.meta.dirname, '../..');
const texts = new Map<string, string>();

function textOf(file: string): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  const whole = path.join(root, file);
  const text = existsSync(whole) ? readFileSync(whole, 'utf8') : '';
  texts.set(file, text);
  return text;
}

/** As a literal in the source, whichever quotes it has there. */
function isNamed(text: string, name: string): boolean {
  const escaped = name.replaceAll("'", String.raw`\'`);
  return [`'${name}'`, `'${escaped}'`, `"${name}"`, `\`${name}\``].some((literal) => text.includes(literal));
}

describe('what the documentation says of standards', () => {
  test('names, for each point that is kept, a test that exists', () => {
    const missing = normativePoints.flatMap((point) =>
      point.state === 'kept' && !isNamed(textOf(point.test.file), point.test.name)
        ? [`${point.test.file}: ${point.test.name}`]
        : [],
    );
    expect(missing).toEqual([]);
  });

  test('says each point once', () => {
    const names = normativePoints.map(
      ({ specification, clause, point }) => `${specification} ${clause} ${point}`,
    );
    expect(names.filter((name, position) => names.indexOf(name) !== position)).toEqual([]);
  });

  test('is a page that shows every point, and lets no text become markup', () => {
    const page = conformancePage([
      ...normativePoints,
      { specification: '<b>', clause: '1', point: '<script>', state: 'left', why: '"&' },
    ]);
    expect(page.match(/<tr>/g)?.length).toBeGreaterThan(normativePoints.length);
    expect(page).not.toMatch(/<script|<b>/);
    expect(page).toContain('&#34;&#38;');
  });
});
