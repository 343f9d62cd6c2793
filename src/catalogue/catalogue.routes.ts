import { Fault } from '../kernel/fault.ts';
import { type Cursors, pageLimit } from '../platform/paging.ts';
import type { Router } from '../platform/router.ts';
import {
  authorityPage,
  authorityQuery,
  edition,
  entryParams,
  equivalenceRowPage,
  qualificationPage,
  qualificationQuery,
  rowQuery,
} from './browsing.schema.ts';
import type { Catalogue, PageRequest } from './catalogue.ts';
import { equivalenceRow } from './equivalence.schema.ts';
import type { Page } from './ordered.ts';
import { qualification } from './qualification.schema.ts';

export interface CatalogueRoutesDependencies {
  readonly catalogue: Catalogue;
  readonly cursors: Cursors;
}

const open = {
  tag: 'Catalogue',
  access: { roles: ['public'], scope: null, purpose: 'public-information' },
} as const;
const examples = { qualification: 'cn-qcbp-im-cc', row: 'i03' } as const;

/** The same bytes until the next edition, and nothing personal: any cache may keep them for a while. */
const cacheable = { 'cache-control': 'public, max-age=300' };

/** The catalogue is public and read-only: what it holds changes by a new edition, never by a call. */
export function catalogueRoutes(router: Router, dependencies: CatalogueRoutesDependencies): void {
  mountEdition(router, dependencies);
  mountQualifications(router, dependencies);
  mountRows(router, dependencies);
  mountAuthorities(router, dependencies);
}

function mountEdition(router: Router, { catalogue }: CatalogueRoutesDependencies): void {
  router.mount(
    {
      ...open,
      id: 'getCatalogue',
      method: 'GET',
      path: '/v1/catalogue',
      summary: 'The edition of the catalogue, and how to read it',
      description:
        'Version, legends, frameworks, specialisms, level maps and the sources that entries cite. Nothing in the catalogue is an official list.',
      answers: { 200: { description: 'The edition in use.', schema: edition } },
      faults: ['invalid-request'],
    },
    async () => {
      const { version, compiledAt, about } = catalogue;
      const { notice, factStatuses, sides, notCatalogued } = about;
      const body = {
        version,
        compiledAt,
        notice,
        factStatuses,
        sides,
        frameworks: catalogue.frameworks(),
        specialisms: catalogue.specialisms(),
        levelMaps: catalogue.levelMaps(),
        sources: catalogue.sources(),
        notCatalogued,
      };
      return { status: 200, body, headers: cacheable };
    },
  );
}

function mountQualifications(router: Router, { catalogue, cursors }: CatalogueRoutesDependencies): void {
  router.mount(
    {
      ...open,
      id: 'listQualifications',
      method: 'GET',
      path: '/v1/qualifications',
      summary: 'List and search qualifications',
      description:
        'Names are searched in all three languages, whatever the case, the width or the accents. Filters narrow together. Ordered by id, with the one whose abbreviation or id was given in full first.',
      query: qualificationQuery,
      answers: { 200: { description: 'A page of qualifications.', schema: qualificationPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query: { limit, cursor, ...filter } }) => {
      const scope = cursorScope('listQualifications', filter);
      const page = catalogue.qualificationPage(filter, positionOf(cursors, scope, { limit, cursor }));
      return answerPage(page, (next) => cursors.encode(scope, next), catalogue.version);
    },
  );
  router.mount(
    {
      ...open,
      id: 'getQualification',
      method: 'GET',
      path: '/v1/qualifications/:id',
      summary: 'One qualification',
      description:
        'With its level, validity, register entries, what is founded on sources and what is from memory.',
      params: entryParams,
      answers: {
        200: {
          description: 'The qualification.',
          schema: qualification,
          examples: { qcbp: { value: catalogue.qualification(examples.qualification) } },
        },
      },
      faults: ['not-found'],
    },
    async ({ params: { id } }) => answerOne(catalogue.qualification(id)),
  );
}

function mountRows(router: Router, { catalogue, cursors }: CatalogueRoutesDependencies): void {
  router.mount(
    {
      ...open,
      id: 'listCatalogueRows',
      method: 'GET',
      path: '/v1/catalogue/rows',
      summary: 'Published and illustrative equivalence rows',
      description:
        'Information about what bodies do by themselves, and illustrations. No credential is issued from these rows: for agreements in force ask the equivalence explorer. Directed; ordered by basis, then best for the holder.',
      query: rowQuery,
      answers: { 200: { description: 'A page of rows.', schema: equivalenceRowPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query: { limit, cursor, ...filter } }) => {
      const scope = cursorScope('listCatalogueRows', filter);
      const page = catalogue.rowPage(filter, positionOf(cursors, scope, { limit, cursor }));
      return answerPage(page, (next) => cursors.encode(scope, next), catalogue.version);
    },
  );
  router.mount(
    {
      ...open,
      id: 'getCatalogueRow',
      method: 'GET',
      path: '/v1/catalogue/rows/:id',
      summary: 'One equivalence row',
      description:
        'By component: what is exempt, what can be made up, what is never exempt, and what the row does not confer.',
      params: entryParams,
      answers: {
        200: {
          description: 'The row.',
          schema: equivalenceRow,
          examples: { illustrative: { value: catalogue.row(examples.row) } },
        },
      },
      faults: ['not-found'],
    },
    async ({ params: { id } }) => answerOne(catalogue.row(id)),
  );
}

function mountAuthorities(router: Router, { catalogue, cursors }: CatalogueRoutesDependencies): void {
  router.mount(
    {
      ...open,
      id: 'listCatalogueAuthorities',
      method: 'GET',
      path: '/v1/catalogue/authorities',
      summary: 'The real bodies of both sides, and what each does',
      description:
        'For reference: none of them has agreed to anything here. Who may issue on this node is in its trust list.',
      query: authorityQuery,
      answers: { 200: { description: 'A page of bodies.', schema: authorityPage } },
      faults: ['cursor-invalid'],
    },
    async ({ query: { limit, cursor, ...filter } }) => {
      const scope = cursorScope('listCatalogueAuthorities', filter);
      const page = catalogue.authorityPage(filter, positionOf(cursors, scope, { limit, cursor }));
      return answerPage(page, (next) => cursors.encode(scope, next), catalogue.version);
    },
  );
}

/** A cursor means something only for the list and the filter that it was given for. Not for the caller: caches share these pages. */
function cursorScope(operation: string, filter: object): string {
  return `${operation}\n${JSON.stringify(filter)}`;
}

function positionOf(
  cursors: Cursors,
  scope: string,
  query: { readonly limit: string | undefined; readonly cursor: string | undefined },
): PageRequest {
  return {
    limit: pageLimit(query.limit),
    after: query.cursor === undefined ? undefined : cursors.decode(scope, query.cursor),
  };
}

function answerPage(page: Page<unknown>, cursorOf: (position: string) => string, catalogueVersion: string) {
  const next = page.next === null ? null : cursorOf(page.next);
  return { status: 200, body: { items: page.items, next, catalogueVersion }, headers: cacheable };
}

function answerOne(entry: object | undefined) {
  if (entry === undefined) throw new Fault('not-found');
  return { status: 200, body: entry, headers: cacheable };
}
