import assert from 'node:assert/strict';
import type {
  Authority,
  Component,
  EquivalenceRow,
  Framework,
  LevelMap,
  Qualification,
  Source,
  Specialism,
} from './entries.ts';
import type { CatalogueFiles } from './load.ts';
import { inOrder, type Keyed, type Page, pageOf } from './ordered.ts';
import { type RowFilter, selectRows } from './rows.ts';
import { type QualificationFilter, search, searchEntry } from './search.ts';
import type { AuthorityRole, AwardSide } from './vocabulary.ts';

export interface AuthorityFilter {
  readonly side?: AwardSide | undefined;
  readonly role?: AuthorityRole | undefined;
}

export interface PageRequest {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The whole catalogue in memory, read-only and in a fixed order. Whatever it gives out is frozen. */
export interface Catalogue {
  readonly version: string;
  readonly compiledAt: string;
  readonly about: CatalogueFiles['about'];
  qualification(id: string): Qualification | undefined;
  qualifications(filter?: QualificationFilter): readonly Qualification[];
  qualificationPage(filter: QualificationFilter, page: PageRequest): Page<Qualification>;
  row(id: string): EquivalenceRow | undefined;
  rows(filter?: RowFilter): readonly EquivalenceRow[];
  rowPage(filter: RowFilter, page: PageRequest): Page<EquivalenceRow>;
  component(code: string): Component | undefined;
  components(): readonly Component[];
  specialism(code: string): Specialism | undefined;
  specialisms(): readonly Specialism[];
  frameworks(): readonly Framework[];
  authority(slug: string): Authority | undefined;
  authorities(filter?: AuthorityFilter): readonly Authority[];
  authorityPage(filter: AuthorityFilter, page: PageRequest): Page<Authority>;
  levelMap(id: string): LevelMap | undefined;
  levelMaps(): readonly LevelMap[];
  source(id: string): Source | undefined;
  sources(): readonly Source[];
}

export function buildCatalogue(files: CatalogueFiles): Catalogue {
  const { about } = files;
  for (const file of Object.values(files)) {
    assert.equal(file.version, about.version, 'the data files are of different editions');
    assert.equal(file.compiledAt, about.compiledAt, 'the data files are of different days');
  }
  const qualifications = byKey(resolveQualifications(files), ({ id }) => id);
  const rows = byKey(resolveRows(files), ({ id }) => id);
  const components = byKey(files.components.components, ({ code }) => code);
  const specialisms = byKey(files.qualifications.specialisms, ({ code }) => code);
  const authorities = byKey(files.authorities.authorities, ({ slug }) => slug);
  const levelMaps = byKey(files.levelMaps.levelMaps, ({ id }) => id);
  const sources = byKey(files.sources.sources.map(withUrl), ({ id }) => id);
  const entries = [...qualifications.values()].map((of) => searchEntry(of, authorities.get(of.awardingBody)));
  const matching = (filter: QualificationFilter) => search(entries, filter);
  const selected = (filter: RowFilter) =>
    selectRows([...rows.values()], filter, (id) => qualifications.get(id)?.side);
  const bodies = (filter: AuthorityFilter) => selectAuthorities([...authorities.values()], filter);
  return {
    version: about.version,
    compiledAt: about.compiledAt,
    about: frozen(about),
    qualification: (id) => qualifications.get(id),
    qualifications: (filter = {}) => matching(filter).map(({ value }) => value),
    qualificationPage: (filter, page) => pageOf(matching(filter), page),
    row: (id) => rows.get(id),
    rows: (filter = {}) => selected(filter).map(({ value }) => value),
    rowPage: (filter, page) => pageOf(selected(filter), page),
    component: (code) => components.get(code),
    components: () => [...components.values()],
    specialism: (code) => specialisms.get(code),
    specialisms: () => [...specialisms.values()],
    frameworks: () => frozen(files.qualifications.frameworks),
    authority: (slug) => authorities.get(slug),
    authorities: (filter = {}) => bodies(filter).map(({ value }) => value),
    authorityPage: (filter, page) => pageOf(bodies(filter), page),
    levelMap: (id) => levelMaps.get(id),
    levelMaps: () => [...levelMaps.values()],
    source: (id) => sources.get(id),
    sources: () => [...sources.values()],
  };
}

function selectAuthorities(
  authorities: readonly Authority[],
  { side, role }: AuthorityFilter,
): readonly Keyed<Authority>[] {
  const wanted = authorities.filter(
    (of) =>
      (side === undefined || of.side === side) &&
      (role === undefined || of.roles.some((held) => held.role === role)),
  );
  return inOrder(wanted.map((of) => ({ key: of.slug, value: of })));
}

function resolveQualifications({ qualifications: file }: CatalogueFiles): readonly Qualification[] {
  const frameworks = byKey(file.frameworks, ({ code }) => code);
  const specialisms = byKey(file.specialisms, ({ code }) => code);
  return file.qualifications.map(({ framework, specialism, ...rest }) => ({
    ...rest,
    framework: required(frameworks, framework),
    ...(specialism === undefined ? {} : { specialism: required(specialisms, specialism) }),
  }));
}

function resolveRows(files: CatalogueFiles): readonly EquivalenceRow[] {
  const components = byKey(files.components.components, ({ code }) => code);
  return [...files.publishedRows.rows, ...files.illustrativeRows.rows].map((row) => ({
    ...row,
    components: row.components.map((reference) => ({
      ...required(components, reference.code),
      ...reference,
    })),
  }));
}

/** Some references are how to find a document, not where. */
function withUrl(kept: { readonly id: string; readonly reference: string }): Source {
  const isUrl = /^https?:\/\/\S+$/.test(kept.reference);
  return { ...kept, url: isUrl ? kept.reference : null };
}

function byKey<T>(list: readonly T[], keyOf: (entry: T) => string): ReadonlyMap<string, T> {
  const map = new Map(list.map((entry) => [keyOf(entry), frozen(entry)]));
  assert.equal(map.size, list.length, 'two entries of a data file share a code');
  return map;
}

function required<T>(map: ReadonlyMap<string, T>, code: string): T {
  const found = map.get(code);
  assert(found !== undefined, `the data files name ${code} but do not define it`);
  return found;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
