import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type ArchitectureMap,
  circlesOf,
  type Import,
  importsOf,
  readable,
  violationsOf,
} from './support/imports.ts';

/** Which context may know which (design, section 2). Adding an arrow is a reviewed one-line change. */
const map: ArchitectureMap = {
  roots: [
    'src/app.ts',
    'src/contexts.ts',
    'src/seams.ts',
    'src/contexts-holders.ts',
    'src/seams-verification.ts',
  ],
  contexts: {
    kernel: [],
    platform: [],
    formats: [],
    catalogue: [],
    typemetadata: [],
    keys: [],
    vault: [],
    status: ['keys'],
    trust: ['keys', 'catalogue'],
    agreements: ['catalogue', 'keys', 'trust'],
    access: ['keys'],
    transparency: [],
    signin: ['access', 'keys', 'trust', 'credentials', 'formats', 'vault', 'status', 'verification'],
    credentials: [
      'catalogue',
      'typemetadata',
      'keys',
      'trust',
      'vault',
      'status',
      'formats',
      'agreements',
      'access',
    ],
    recognition: [
      'credentials',
      'catalogue',
      'keys',
      'trust',
      'vault',
      'status',
      'formats',
      'agreements',
      'access',
    ],
    verification: [
      'credentials',
      'catalogue',
      'typemetadata',
      'keys',
      'trust',
      'vault',
      'status',
      'formats',
      'agreements',
      'access',
    ],
    wallet: [
      'signin',
      'access',
      'keys',
      'trust',
      'credentials',
      'recognition',
      'formats',
      'vault',
      'status',
      'catalogue',
      'typemetadata',
    ],
    presentation: ['verification', 'credentials', 'vault', 'formats'],
    sharing: ['verification', 'vault', 'formats'],
    archive: [
      'credentials',
      'keys',
      'trust',
      'vault',
      'status',
      'formats',
      'access',
      'typemetadata',
      'verification',
    ],
    notices: 'all',
    audit: 'all',
    retention: 'all',
    web: 'all',
  },
};

const root = path.resolve(import.meta.dirname, '..');

describe('the sources', () => {
  let imports: Import[];
  beforeAll(async () => {
    imports = await importsOf(root);
  });

  test('were read', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('keep to the map of contexts and to the suffixes of their files', () => {
    expect(readable(violationsOf(imports, map))).toEqual([]);
  });

  test('have no circle of imports', () => {
    expect(circlesOf(imports).map((circle) => circle.join(' → '))).toEqual([]);
  });
});

describe('the judge', () => {
  const judge = (from: string, to: string, typeOnly = false) =>
    violationsOf([{ from: `src/${from}`, to, typeOnly }], map).map((violation) => violation.why);

  test.each([
    ['a pure file that queries', 'trust/mandate.ts', 'src/platform/drizzle.ts'],
    ['a pure file that serves', 'trust/mandate.ts', '@fastify/jwt'],
    ['a pure file that reads a file', 'trust/mandate.ts', 'node:fs'],
    ['a pure file that uses a store', 'trust/mandate.ts', 'src/trust/mandate.store.ts'],
    ['a pure file that uses the events', 'trust/mandate.ts', 'src/platform/events.store.ts'],
    ['a schema that queries', 'trust/mandate.schema.ts', 'src/platform/drizzle.ts'],
    ['a store that parses', 'trust/mandate.store.ts', 'zod'],
    ['a store that points back to its service', 'trust/mandate.store.ts', 'src/trust/mandate.service.ts'],
    ['a store that uses another context', 'trust/mandate.store.ts', 'src/keys/index.ts'],
    ['a service that queries', 'trust/mandate.service.ts', 'src/platform/drizzle.ts'],
    ['a store that takes the slow way to Drizzle', 'trust/mandate.store.ts', 'drizzle-orm'],
    ['a service that uses a table', 'trust/mandate.service.ts', 'src/trust/mandate.table.ts'],
    ['a service that points back to its routes', 'trust/mandate.service.ts', 'src/trust/mandate.routes.ts'],
    ['a service that passes by an index', 'trust/mandate.service.ts', 'src/keys/keys.service.ts'],
    ['a service that knows whom it may not', 'trust/mandate.service.ts', 'src/recognition/index.ts'],
    ['routes that use a store', 'trust/mandate.routes.ts', 'src/trust/mandate.store.ts'],
    ['the platform that knows a context', 'platform/router.ts', 'src/access/index.ts'],
    ['the kernel that knows the platform', 'kernel/fault.ts', 'src/platform/problem.ts'],
    ['the kernel that queries', 'kernel/fault.ts', 'pg'],
    ['a context that knows the program', 'trust/mandate.service.ts', 'src/contexts.ts'],
    ['a context that is not on the map', 'helpers/strings.ts', 'src/kernel/fault.ts'],
    ['what runs in a browser that knows a node', 'web/page.browser.ts', 'src/kernel/digest.ts'],
    ['a node that knows what runs in a browser', 'web/page.ts', 'src/web/page.browser.ts'],
    ['a subfolder', 'trust/list/entry.ts', 'src/kernel/fault.ts'],
    ['a file beside the contexts', 'settings.ts', 'src/kernel/fault.ts'],
  ])('refuses %s', (_, from, to) => {
    expect(judge(from, to)).toHaveLength(1);
  });

  test.each([
    ['trust/mandate.ts', 'node:crypto'],
    ['trust/mandate.ts', 'src/catalogue/index.ts'],
    ['trust/mandate.table.ts', 'src/platform/drizzle.ts'],
    ['trust/mandate.store.ts', 'src/platform/drizzle.ts'],
    ['trust/mandate.store.ts', 'src/platform/database.ts'],
    ['trust/mandate.service.ts', 'src/trust/mandate.store.ts'],
    ['trust/mandate.service.ts', 'src/keys/index.ts'],
    ['trust/mandate.routes.ts', 'src/trust/mandate.service.ts'],
    ['trust/index.ts', 'src/trust/mandate.routes.ts'],
    ['notices/notice.service.ts', 'src/recognition/index.ts'],
    ['contexts.ts', 'src/recognition/index.ts'],
    ['bin/demo.ts', 'src/catalogue/index.ts'],
  ])('accepts %s → %s', (from, to) => {
    expect(judge(from, to)).toEqual([]);
  });

  test('sees a violation and a circle that are planted in real files', async () => {
    const planted = mkdtempSync(path.join(os.tmpdir(), 'wenjin-architecture-'));
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(planted, file)), { recursive: true });
      writeFileSync(path.join(planted, file), text);
    };
    write('src/keys/key.store.ts', `import type { one } from './key.service.ts';\nexport const two = 2;`);
    write('src/keys/key.service.ts', `import { two } from './key.store.ts';\nexport const one = two;`);
    write('src/keys/index.ts', `export type * from '../vault/index.ts';`);
    write('src/vault/index.ts', `import { two } from '../keys/key.store.ts';\nexport const three = two;`);
    try {
      const imports = await importsOf(planted);
      expect(readable(violationsOf(imports, map)).toSorted()).toEqual([
        'src/keys/index.ts → src/vault/index.ts (types): keys may not know vault',
        'src/keys/key.store.ts → src/keys/key.service.ts (types): a file of kind store may not touch a file of kind service',
        'src/vault/index.ts → src/keys/key.store.ts: vault may not know keys',
      ]);
      expect(circlesOf(imports).map((circle) => new Set(circle))).toEqual([
        new Set(['src/keys/key.service.ts', 'src/keys/key.store.ts']),
      ]);
    } finally {
      rmSync(planted, { recursive: true });
    }
  });
});
