/** What imports what in a folder of sources, and what of it breaks the map or the rules of style (STYLE.md, section 1). */
import { cruise } from 'dependency-cruiser';

export interface Import {
  /** A path from the folder that holds `src`, with forward slashes. */
  from: string;
  /** Likewise for a file of ours; for anything else, what the import names: `pg`, `node:fs`. */
  to: string;
  typeOnly: boolean;
}

export interface ArchitectureMap {
  /** For each context (folder of src) the others that it may know; `all` for any. `kernel` and `platform` may be known by everybody. */
  contexts: Readonly<Record<string, readonly string[] | 'all'>>;
  /** Files beside the contexts that build or mount them. */
  roots: readonly string[];
}

export interface Violation {
  import: Import;
  why: string;
}

/** Reads every import, also those of types, of the TypeScript files under `{root}/src`. */
export async function importsOf(root: string): Promise<Import[]> {
  const { output } = await cruise(['src'], {
    baseDir: root,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.modules
    .filter((module) => module.source.startsWith('src/'))
    .flatMap((module) =>
      module.dependencies.map((to) => ({
        from: module.source,
        to: to.resolved.startsWith('src/') ? to.resolved : to.module,
        typeOnly: to.dependencyTypes.includes('type-only'),
      })),
    );
}

type Kind =
  | 'pure'
  | 'schema'
  | 'table'
  | 'store'
  | 'service'
  | 'worker'
  | 'routes'
  | 'index'
  | 'browser'
  | 'data';

interface Place {
  context: string | undefined;
  kind: Kind;
  flat: boolean;
}

const suffixes: readonly Kind[] = ['schema', 'table', 'store', 'service', 'worker', 'routes', 'browser'];

function placeOf(file: string): Place {
  const parts = file.split('/');
  const name = parts.at(-1) ?? '';
  const kind = name.endsWith('.json')
    ? 'data'
    : name === 'index.ts'
      ? 'index'
      : (suffixes.find((suffix) => name.endsWith(`.${suffix}.ts`)) ?? 'pure');
  return { context: parts.length > 2 ? parts[1] : undefined, kind, flat: parts.length <= 3 };
}

interface Manners {
  /** Files of its own context. */
  own: readonly Kind[];
  /** Of those, the ones of which it may know the types only. */
  ownTypes: readonly Kind[];
  /** Other contexts, by their `index.ts`. */
  others: 'yes' | 'types' | 'no';
  /** What it may not touch outside. */
  never: RegExp;
}

const database = 'pg|drizzle-orm';
const http = 'fastify|@fastify|fastify-[\\w-]+';
const outside = '(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|worker_threads|cluster)';
const not = (...names: string[]): RegExp => new RegExp(`^(${names.join('|')})(/|$)`);

/** The table of STYLE.md, section 1. The folders kernel, platform and bin have rules of their own. */
const manners: Readonly<Record<Kind, Manners>> = {
  pure: {
    own: ['pure', 'schema', 'data'],
    ownTypes: [],
    others: 'yes',
    never: not(database, http, outside, 'pino'),
  },
  schema: {
    own: ['pure', 'schema'],
    ownTypes: [],
    others: 'yes',
    never: not(database, http, outside, 'pino'),
  },
  table: {
    own: ['pure', 'table'],
    ownTypes: ['schema'],
    others: 'types',
    never: not('pg', http, outside, 'zod'),
  },
  store: {
    own: ['pure', 'table', 'store'],
    ownTypes: ['schema'],
    others: 'types',
    never: not('pg', http, outside, 'zod'),
  },
  service: {
    own: ['pure', 'schema', 'store', 'service', 'data'],
    ownTypes: [],
    others: 'yes',
    never: not(database, http, outside),
  },
  worker: {
    own: ['pure', 'schema', 'store', 'service', 'worker', 'data'],
    ownTypes: [],
    others: 'yes',
    never: not(database, http, outside),
  },
  routes: {
    own: ['pure', 'schema', 'routes', 'service'],
    ownTypes: [],
    others: 'types',
    never: not(database, outside),
  },
  index: {
    own: ['pure', 'schema', 'table', 'store', 'service', 'worker', 'routes', 'data'],
    ownTypes: [],
    others: 'yes',
    never: not('pg', outside),
  },
  // Runs elsewhere: it has its own kind and the globals of a browser, and nothing of a node.
  browser: { own: ['browser'], ownTypes: [], others: 'no', never: /^/ },
  data: { own: [], ownTypes: [], others: 'no', never: /^/ },
};

const shared = ['kernel', 'platform'];

/** Stands for the package, whose import it makes quick. */
const drizzle = 'src/platform/drizzle.ts';

function whyNot(one: Import, map: ArchitectureMap): string | undefined {
  const from = placeOf(one.from);
  if (!from.flat && from.kind !== 'data') return 'a context is flat: what needs a subfolder is two contexts';
  if (from.context === undefined) {
    return map.roots.includes(one.from)
      ? undefined
      : 'only the files that build and mount everything stand beside the contexts';
  }
  if (from.context === 'bin') return undefined;
  if (from.kind === 'browser' && !one.to.startsWith(`src/${from.context}/`))
    return 'a file of kind browser may touch its own kind alone';
  const knows = map.contexts[from.context];
  if (knows === undefined) return `${from.context} is not on the map of contexts`;
  if (one.to.startsWith('src/')) return whyNotFile(one, from, knows);
  return whyNotPackage(one, from);
}

function whyNotPackage(one: Import, from: Place): string | undefined {
  if (one.to.startsWith('drizzle-orm') && one.from !== drizzle) return `Drizzle comes from ${drizzle}`;
  if (from.context === 'platform') return undefined;
  const { never } = from.context === 'kernel' ? { never: not(database, http, outside) } : manners[from.kind];
  return never.test(one.to) ? `${nameOf(from.kind)} may not touch ${one.to}` : undefined;
}

const nameOf = (kind: Kind): string => (kind === 'pure' ? 'a file without suffix' : `a file of kind ${kind}`);

function whyNotFile(one: Import, from: Place, knows: readonly string[] | 'all'): string | undefined {
  const to = placeOf(one.to);
  if (to.context === undefined || to.context === 'bin') return 'nothing points back to what starts it';
  if (to.context === from.context)
    return shared.includes(to.context) ? undefined : whyNotOwn(one, from.kind, to.kind);
  if (to.context === 'kernel') return undefined;
  if (one.to === drizzle && from.context !== 'kernel' && manners[from.kind].never.test('drizzle-orm'))
    return `${nameOf(from.kind)} may not touch Drizzle`;
  if (to.context === 'platform') {
    return from.context === 'kernel' ? 'the kernel knows nobody' : whyNotPlatform(one, from.kind, to.kind);
  }
  if (knows !== 'all' && !knows.includes(to.context)) return `${from.context} may not know ${to.context}`;
  if (to.kind !== 'index') return 'contexts meet only at index.ts';
  const { others } = manners[from.kind];
  if (others === 'yes' || (others === 'types' && one.typeOnly)) return undefined;
  return `${nameOf(from.kind)} may know ${others === 'types' ? 'only types' : 'nothing'} of another context`;
}

function whyNotOwn(one: Import, from: Kind, to: Kind): string | undefined {
  const { own, ownTypes } = manners[from];
  if (own.includes(to) || (ownTypes.includes(to) && one.typeOnly)) return undefined;
  return `${nameOf(from)} may not touch ${nameOf(to)}`;
}

/** Tables and stores of the platform (events, idempotency) are for who writes. */
function whyNotPlatform(one: Import, from: Kind, to: Kind): string | undefined {
  const stateless = from === 'pure' || from === 'schema';
  if (stateless && !one.typeOnly && to !== 'pure' && to !== 'schema') {
    return `${nameOf(from)} may not touch ${nameOf(to)}`;
  }
  return undefined;
}

export function violationsOf(imports: readonly Import[], map: ArchitectureMap): Violation[] {
  return imports.flatMap((one) => {
    const why = whyNot(one, map);
    return why === undefined ? [] : [{ import: one, why }];
  });
}

/** Each circle of imports once, as the files on it. */
export function circlesOf(imports: readonly Import[]): string[][] {
  const next = Map.groupBy(
    imports.filter((one) => one.to.startsWith('src/')),
    (one) => one.from,
  );
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const one of next.get(file) ?? []) visit(one.to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}

/** One line for each, to read in a failed test. */
export function readable(violations: readonly Violation[]): string[] {
  return violations.map(
    ({ import: { from, to, typeOnly }, why }) => `${from} → ${to}${typeOnly ? ' (types)' : ''}: ${why}`,
  );
}
