import path from 'node:path';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

const root = path.resolve(import.meta.dirname, '../..');
const borrowed =
  'Time, chance and settings arrive as arguments; they are made in src/bin only (STYLE.md, section 3).';

/** What reads the clock, chance or the environment; the edge alone may. */
const borrowing = {
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: borrowed },
    { selector: "CallExpression[callee.name='Date']", message: borrowed },
    {
      selector: "ImportDeclaration[source.value='uuid'] ImportSpecifier[imported.name=/^v[146]$/]",
      message: borrowed,
    },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: borrowed },
    { object: 'Math', property: 'random', message: borrowed },
    { object: 'process', property: 'env', message: borrowed },
    ...['crypto', 'webcrypto'].flatMap((object) =>
      ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'randomFill', 'getRandomValues'].map(
        (property) => ({
          object,
          property,
          message: borrowed,
        }),
      ),
    ),
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: [
        ...['node:crypto', 'crypto'].map((name) => ({
          name,
          importNames: [
            'randomUUID',
            'randomBytes',
            'randomInt',
            'randomFillSync',
            'randomFill',
            'getRandomValues',
          ],
          message: borrowed,
        })),
        ...['node:process', 'process'].map((name) => ({ name, importNames: ['env'], message: borrowed })),
      ],
    },
  ],
  'no-console': 'error',
};

/** A response body of supertest is `any`; tests give it its type by parsing it with the published schema. */
const looseBodies = Object.fromEntries(
  ['argument', 'assignment', 'call', 'member-access', 'return', 'enum-comparison'].map((of) => [
    `@typescript-eslint/no-unsafe-${of}`,
    'off',
  ]),
);

export default defineConfig(
  { ignores: ['**/node_modules/**', '**/dist/**'] },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // What a factory made may be taken apart: nothing here uses `this` but classes of others, whose misuse fails at once.
      '@typescript-eslint/unbound-method': 'off',
      // An implementation of an asynchronous port may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  // Texts in three languages are data; the wiring of all contexts is read from top to bottom in one piece.
  { files: ['src/kernel/faults-*.ts'], rules: { 'max-lines': 'off' } },
  // Only one of the forms of `primaryKey` is deprecated, and it is not ours.
  {
    files: ['src/platform/drizzle.ts'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', name: 'primaryKey', package: 'drizzle-orm' }] },
      ],
    },
  },
  { files: ['src/contexts.ts'], rules: { 'max-lines-per-function': 'off' } },
  // What runs in a browser knows its globals and none of Node's. Its clock is read where the page is put together.
  {
    files: ['src/web/*.browser.ts'],
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: path.join(root, 'test/tooling/tsconfig.browser.json'),
      },
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/bin/**', 'src/web/console.browser.ts'],
    rules: borrowing,
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      ...looseBodies,
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.object.name='vi'][callee.property.name=/^(do)?(un)?[mM]ock(ed)?$/]",
          message: 'No module mocks; fakes enter through Surroundings (STYLE.md, section 11).',
        },
      ],
    },
  },
);
