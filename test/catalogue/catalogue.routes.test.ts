import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  authorityPage,
  edition,
  equivalenceRowPage,
  qualificationPage,
} from '../../src/catalogue/browsing.schema.ts';
import {
  catalogueRoutes,
  createCatalogue,
  equivalenceRow,
  qualification,
} from '../../src/catalogue/index.ts';
import { Fault } from '../../src/kernel/fault.ts';
import { registerContract } from '../../src/platform/contract.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { createCursors } from '../../src/platform/paging.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';

const catalogue = createCatalogue();
let app: FastifyInstance;
let away = false;

/** The operations of the catalogue touch no database, so the server here has none; the guard can say that it is away. */
beforeAll(async () => {
  app = await createServer({ log: pino({ level: 'silent' }), requestId: () => 'request-of-test' });
  await registerContract(app);
  const router = createRouter({
    app,
    authenticate: async () => {
      if (away) throw new Fault('unavailable');
      return { kind: 'public' };
    },
    idempotency: {
      run: async () => {
        throw new Error('The catalogue creates nothing.');
      },
    },
  });
  catalogueRoutes(router, { catalogue, cursors: createCursors(new Uint8Array(32).fill(7)) });
  await app.ready();
});
afterAll(() => app.close());

async function get<T extends z.ZodType>(path: string, status: number, schema: T): Promise<z.infer<T>> {
  const response = await request(app.server).get(path);
  expect([path, response.status]).toEqual([path, status]);
  return schema.parse(response.body);
}

const lists = ['/v1/qualifications', '/v1/catalogue/rows', '/v1/catalogue/authorities'];
const single = ['/v1/qualifications/hk-cb', '/v1/catalogue/rows/v01'];

describe('the edition', () => {
  test('says how to read the catalogue and where its facts are from', async () => {
    const body = await get('/v1/catalogue', 200, edition);
    expect(body.version).toBe(catalogue.version);
    expect(body.frameworks).toHaveLength(19);
    expect(body.specialisms.map(({ code }) => code)).toEqual(['pwm', 'cc', 'pl', 'rm', 'bm']);
    expect(body.sources.find(({ id }) => id === 'S02')?.url).toMatch(/^https:\/\/www\.hkma\.gov\.hk\//);
    expect(body.notice.zhHans).toContain('并非官方名单');
  });
});

describe('qualifications', () => {
  test('are all listed', async () => {
    const body = await get('/v1/qualifications', 200, qualificationPage);
    expect(body).toEqual({
      items: catalogue.qualifications(),
      next: null,
      catalogueVersion: catalogue.version,
    });
  });

  test.each([
    ['text=公司信贷', ['cn-qcbp-im-cc', 'cn-qcbp-jr-cc']],
    ['text=ACRP', ['hk-ecf-crm-core']],
    ['framework=ecf-crm&level=core', ['hk-ecf-crm-core']],
    ['side=JOINT', ['joint-shmftpp-l1', 'joint-shmftpp-l2']],
    ['awardingBody=ifphk&validityModel=periodic&kind=professional-certification', ['hk-cfp']],
    ['awardingBody=nobody', []],
  ])('are searched and filtered by %s', async (query, expected) => {
    const body = await get(`/v1/qualifications?${encodeURI(query)}`, 200, qualificationPage);
    expect(body.items.map(({ id }) => id)).toEqual(expected);
  });

  test('are walked by cursor, each once', async () => {
    const walked: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const body: z.infer<typeof qualificationPage> = await get(
        `/v1/qualifications?side=HK&limit=7${cursor}`,
        200,
        qualificationPage,
      );
      walked.push(...body.items.map(({ id }) => id));
      next = body.next;
    }
    expect(walked).toEqual(catalogue.qualifications({ side: 'HK' }).map(({ id }) => id));
  });

  test('are read one by one', async () => {
    const body = await get('/v1/qualifications/cn-qcbp-im-cc', 200, qualification);
    expect(body).toEqual(catalogue.qualification('cn-qcbp-im-cc'));
  });
});

describe('rows', () => {
  test('are listed for a qualification and the side it shall count on', async () => {
    const body = await get('/v1/catalogue/rows?from=cn-qcbp-im-cc&side=HK', 200, equivalenceRowPage);
    expect(body.items).toEqual([catalogue.row('v01'), catalogue.row('i03')]);
  });

  test('are walked by cursor', async () => {
    const first = await get('/v1/catalogue/rows?basis=illustrative&limit=9', 200, equivalenceRowPage);
    const second = await get(
      `/v1/catalogue/rows?basis=illustrative&limit=9&cursor=${first.next ?? ''}`,
      200,
      equivalenceRowPage,
    );
    expect([...first.items, ...second.items]).toEqual(catalogue.rows({ basis: 'illustrative' }));
    expect(second.next).toBeNull();
  });

  test('are read one by one', async () => {
    expect(await get('/v1/catalogue/rows/i08', 200, equivalenceRow)).toEqual(catalogue.row('i08'));
  });
});

describe('authorities', () => {
  test('are listed by side and by role', async () => {
    const body = await get('/v1/catalogue/authorities?side=CN-SZ&role=examiner', 200, authorityPage);
    expect(body.items).toEqual([catalogue.authority('cba')]);
    const all = await get('/v1/catalogue/authorities', 200, authorityPage);
    expect(all.items).toHaveLength(catalogue.authorities().length);
  });

  test('are walked by cursor', async () => {
    const first = await get('/v1/catalogue/authorities?limit=20', 200, authorityPage);
    const rest = await get(
      `/v1/catalogue/authorities?limit=20&cursor=${first.next ?? ''}`,
      200,
      authorityPage,
    );
    expect([...first.items, ...rest.items]).toEqual(catalogue.authorities());
  });
});

describe('bad input', () => {
  test.each([
    ['/v1/qualifications?side=MO', '/query/side', 'choice'],
    ['/v1/qualifications?text=', '/query/text', 'too-short'],
    [`/v1/qualifications?text=${'x'.repeat(101)}`, '/query/text', 'too-long'],
    ['/v1/qualifications?text=a&text=b', '/query/text', 'type'],
    ['/v1/qualifications?limit=0', '/query/limit', 'format'],
    ['/v1/qualifications?colour=red', '/query/colour', 'unknown-member'],
    ['/v1/qualifications?framework=ECF', '/query/framework', 'format'],
    ['/v1/qualifications/NOPE!', '/params/id', 'format'],
    ['/v1/catalogue/rows?basis=rumour', '/query/basis', 'choice'],
    ['/v1/catalogue/rows/V%2001', '/params/id', 'format'],
    ['/v1/catalogue/authorities?role=king', '/query/role', 'choice'],
    ['/v1/catalogue?verbose=1', '/query', 'unknown-member'],
  ])('%s is refused with a pointer', async (path, pointer, code) => {
    const body = await get(path, 400, problem);
    expect(body.code).toBe('invalid-request');
    expect(body.errors?.map((error) => [error.pointer, error.code])).toEqual([[pointer, code]]);
  });

  test.each(lists)('%s refuses a cursor that was not given for it', async (path) => {
    const { next } = await get('/v1/qualifications?limit=1&side=HK', 200, qualificationPage);
    for (const cursor of ['forged', next ?? '']) {
      expect((await get(`${path}?limit=1&cursor=${cursor}`, 400, problem)).code).toBe('cursor-invalid');
    }
  });

  test.each(['/v1/qualifications/hk-none', '/v1/catalogue/rows/v99', '/v1/qualifications/constructor'])(
    '%s is not found',
    async (path) => {
      expect((await get(path, 404, problem)).code).toBe('not-found');
    },
  );
});

test.each(['/v1/catalogue', ...lists, ...single])('%s says so when the node is away', async (path) => {
  away = true;
  try {
    expect((await get(path, 503, problem)).code).toBe('unavailable');
  } finally {
    away = false;
  }
});

test.each(['/v1/catalogue', ...lists, ...single])('%s may be kept by a cache', async (path) => {
  const response = await request(app.server).get(path);
  expect(response.headers['cache-control']).toBe('public, max-age=300');
});

test('the contract describes every operation and refers to nothing that it does not hold', () => {
  const text = JSON.stringify(app.swagger());
  const document = z
    .object({
      paths: z.record(z.string(), z.unknown()),
      components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
    })
    .parse(JSON.parse(text));
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/v1/catalogue/rows/{id}', '/v1/qualifications/{id}', ...lists]),
  );
  const cited = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
  expect(cited.length).toBeGreaterThan(10);
  expect(cited.filter((name) => !(name in document.components.schemas))).toEqual([]);
});
