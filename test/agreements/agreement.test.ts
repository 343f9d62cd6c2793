import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentBytes, readDocument } from '../../src/agreements/agreement.ts';
import { stateAt } from '../../src/agreements/state.ts';
import { problemsOf } from '../../src/agreements/validation.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { document, versionOf } from './demo.ts';

const catalogue = createCatalogue();
const node = {
  origin: 'https://hk.wenjin.example',
  jurisdiction: 'HK',
  peer: { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ', anchors: [] },
  demonstration: true,
  contact: 'query@hk.wenjin.example',
} as const;
const facts = {
  node,
  sideOf: (id: string) => catalogue.qualification(id)?.side,
  basisOf: (id: string) => catalogue.row(id)?.basis,
};
const problems = (changed: typeof document) => problemsOf(changed, facts).map(({ pointer }) => pointer);
const withRow = (
  change: (row: (typeof document.rows)[number]) => Partial<(typeof document.rows)[number]>,
) => ({
  ...document,
  rows: document.rows.map((row) => ({ ...row, ...change(row) })),
});

describe('DEMO-1', () => {
  test('is sound, and both rows are coded from the catalogue’s illustrative rows', () => {
    expect(problems(document)).toEqual([]);
    expect(document.rows.map(({ id, sourceRow }) => [id, sourceRow])).toEqual([
      ['DEMO-1/i03', 'i03'],
      ['DEMO-1/i08', 'i08'],
    ]);
    expect(document).toMatchObject({
      demonstration: true,
      onHomeSuspension: 'immediate',
      governingDate: 'application',
    });
  });

  test('its canonical bytes read back as the same document, and equal documents have equal bytes', () => {
    const bytes = documentBytes(document);
    expect(readDocument(bytes)).toEqual(document);
    expect(Buffer.compare(documentBytes(structuredClone(document)), bytes)).toBe(0);
  });
});

describe('bytes that are not the canonical form of a document are none, whoever signs them', () => {
  const text = Buffer.from(documentBytes(document)).toString('utf8');
  const opened = text.slice(1, -1);
  test.each([
    ['white space', `{ ${opened}}`],
    ['a line at the end', `${text}\n`],
    ['members in another order', `{"version":1,${opened.replace(',"version":1', '')}}`],
    ['an escape that says the same', text.replace('DEMO-1', 'DEMO\\u002d1')],
    ['a number in another spelling', text.replace('"version":1', '"version":1.0')],
    ['a member twice', text.replace('"version":1', '"version":1,"version":1')],
    ['a member more', text.replace('"version":1', '"version":1,"w":1')],
    ['the spelling of the API', text.replace('in_force_from', 'inForceFrom')],
    ['a byte order mark', `\ufeff${text}`],
    ['no object', '[]'],
    ['no JSON', 'DEMO-1'],
  ])('%s', (_name, changed) => {
    expect(changed).not.toBe(text);
    expect(readDocument(Buffer.from(changed))).toBeUndefined();
  });

  test('and UTF-8 that is broken', () => {
    expect(
      readDocument(Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.of(0xff), Buffer.from('"}')])),
    ).toBe(undefined);
  });
});

describe('every row of every agreement', () => {
  test('never exempts local law or ethics unless both authorities signed exactly that', () => {
    for (const row of document.rows)
      for (const { kind, transfer } of row.components)
        if (kind === 'local-law' || kind === 'ethics') expect(transfer).not.toBe('exempt');
    const exempting = withRow((row) => ({
      components: row.components.map((component) =>
        component.kind === 'local-law' || component.kind === 'ethics'
          ? { ...component, transfer: 'exempt' }
          : component,
      ),
    }));
    expect(problems(exempting).length).toBeGreaterThan(0);
  });

  test.each([
    ['a published row cannot be agreed upon', withRow(() => ({ sourceRow: 'v01' }))],
    ['a qualification that nobody knows', withRow(() => ({ target: 'no-such-thing' }))],
    ['a row within one side', withRow((row) => ({ target: row.from[0] ?? '' }))],
    ['a row twice', { ...document, rows: [...document.rows, ...document.rows] }],
    ['a term that ends before it begins', { ...document, inForceUntil: '2025-01-01' }],
    [
      'a party that is not one of the two nodes',
      {
        ...document,
        parties: document.parties.map((party) => ({ ...party, origin: 'https://other.example' })),
      },
    ],
    ['a demonstration that does not say so', { ...document, demonstration: false }],
  ])('%s is refused', (_name, changed) => {
    expect(problems(changed).length).toBeGreaterThan(0);
  });
});

describe('the state at an instant', () => {
  const at = new Date('2026-06-01T02:00:00Z');
  const said = (
    kind: 'suspended' | 'resumed' | 'terminated',
    jurisdiction: 'HK' | 'CN-SZ',
    effectiveAt: string,
  ) => ({
    id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
    jurisdiction,
    kind,
    reasonCode: 'joint-committee-decision',
    effectiveAt: new Date(effectiveAt),
    saidAt: new Date(effectiveAt),
    recordedAt: new Date(effectiveAt),
    jws: 'x',
  });
  const { signatures } = versionOf();

  test.each<[string, Parameters<typeof versionOf>[0], string]>([
    ['signed by both', {}, 'in-force'],
    ['signed by nobody', { signatures: [] }, 'unsigned'],
    ['signed by one side', { signatures: signatures.slice(0, 1) }, 'unsigned'],
    [
      'signed twice by one side',
      { signatures: [...signatures.slice(0, 1), ...signatures.slice(0, 1)] },
      'unsigned',
    ],
    ['before its date', { document: { ...document, inForceFrom: '2026-06-02' } }, 'not-yet-in-force'],
    [
      'on the day of its end, which is exclusive',
      { document: { ...document, inForceUntil: '2026-06-01' } },
      'expired',
    ],
    [
      'ended by either side',
      { statements: [said('terminated', 'CN-SZ', '2026-05-01T00:00:00Z')] },
      'terminated',
    ],
    [
      'an end that is still to come',
      { statements: [said('terminated', 'CN-SZ', '2026-07-01T00:00:00Z')] },
      'in-force',
    ],
    ['suspended by one side', { statements: [said('suspended', 'HK', '2026-05-01T00:00:00Z')] }, 'suspended'],
  ])('%s', (_name, changes, state) => {
    expect(stateAt(versionOf(changes), at)).toBe(state);
  });

  test('once ended it never is in force again', () => {
    const kinds = fc.constantFrom(...(['suspended', 'resumed', 'terminated'] as const));
    const later = fc.array(
      fc.tuple(kinds, fc.constantFrom(...(['HK', 'CN-SZ'] as const)), fc.integer({ min: 1, max: 28 })),
    );
    fc.assert(
      fc.property(later, (statements) => {
        const all = [
          said('terminated', 'HK', '2026-05-01T00:00:00Z'),
          ...statements.map(([kind, side, day]) =>
            said(kind, side, `2026-05-${String(day).padStart(2, '0')}T12:00:00Z`),
          ),
        ];
        expect(stateAt(versionOf({ statements: all }), at)).toBe('terminated');
      }),
    );
  });
});
