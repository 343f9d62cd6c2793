import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Role } from '../../src/kernel/caller.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { authority, authorityPage, mandate } from '../../src/trust/administration.schema.ts';
import { readTrustList } from '../../src/trust/trust-list.ts';
import { startApp, type TestApp } from '../keys/app.ts';
import { startNode, type TestNode } from '../keys/node.ts';
import { publish } from './border.ts';

let node: TestNode;
let api: TestApp;
beforeAll(async () => {
  node = await startNode('sz');
  api = await startApp(node);
});
afterAll(async () => {
  await api.app.close();
  await node.close();
});
beforeEach(() => {
  api.away = false;
  node.clock.advance(60);
});

const operator = { role: 'operator' } as const;
const authorities = '/v1/authorities';
const mandates = (slug = 'registrar') => `${authorities}/${slug}/mandates`;
const unknownId = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b';

let registered = 0;
const registration = (changes: object = {}) => {
  registered += 1;
  return {
    slug: `authority-${registered}`,
    kind: 'authority',
    names: { en: 'Demo Registrar', zhHant: '示範登記處', zhHans: '示范登记处' },
    contact: 'registrar@sz.wenjin.example',
    ...changes,
  };
};
const terms = (changes: object = {}) => ({
  action: 'attest',
  vct: vct.homeAttestation,
  qualifications: ['cn-qcbp-im-cc'],
  instrument: 'An instrument of the test.',
  ...changes,
});

async function grantOne(changes: object = {}): Promise<z.infer<typeof mandate>> {
  const answer = await api.post(mandates(), terms(changes), operator);
  expect(answer.status).toBe(201);
  return mandate.parse(answer.body);
}
const ends = (id: string, slug = 'registrar') => `${mandates(slug)}/${id}/ends`;

async function refusal(answer: Promise<request.Response>) {
  const { status, body } = await answer;
  const { code, errors } = problem.parse(body);
  return [status, code, errors?.[0]?.pointer];
}
const having = (path: string, tag: string) => request(api.app.server).get(path).set('if-none-match', tag);
const rows = async () => (await node.query('select count(*)::int as n from events'))[0]?.['n'];

describe('GET /.well-known/wenjin-trust-list', () => {
  test('503 before there is one', async () => {
    expect(await refusal(api.get('/.well-known/wenjin-trust-list'))).toEqual([503, 'unavailable', undefined]);
  });

  test('200: the signed bytes, for anybody and any cache', async () => {
    const version = await publish(node);
    const answer = await api.get('/.well-known/wenjin-trust-list');
    expect([answer.status, version]).toEqual([200, 'CN-SZ-1']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/jose',
      'cache-control': 'public, max-age=30',
      'access-control-allow-origin': '*',
    });
    const text = textOf(answer);
    expect(text).toBe(Buffer.from(node.trust.currentList() ?? '').toString());
    expect(readTrustList(text).ok).toBe(true);
  });

  test('304 for who has it', async () => {
    const { headers } = await api.get('/.well-known/wenjin-trust-list');
    for (const tag of [headers['etag'], `"x", W/${String(headers['etag'])}`, '*']) {
      const again = await having('/.well-known/wenjin-trust-list', String(tag));
      expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', headers['etag']]);
    }
    expect((await having('/.well-known/wenjin-trust-list', '"x"')).status).toBe(200);
  });

  test('400 with a query that it does not know', async () => {
    expect(await refusal(api.get('/.well-known/wenjin-trust-list?at=1'))).toEqual([
      400,
      'invalid-request',
      '/query',
    ]);
  });
});

describe('GET /v1/trust-lists/:version', () => {
  test('200: the same bytes for ever', async () => {
    const answer = await api.get('/v1/trust-lists/CN-SZ-1');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'public, max-age=86400, immutable' });
    expect(textOf(answer)).toBe(Buffer.from(node.trust.currentList() ?? '').toString());
  });

  test('304 for who has it', async () => {
    const { headers } = await api.get('/v1/trust-lists/CN-SZ-1');
    const again = await having('/v1/trust-lists/CN-SZ-1', String(headers['etag']));
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test.each([
    ['/v1/trust-lists/CN-SZ-99', 404],
    ['/v1/trust-lists/HK-1', 404],
    ['/v1/trust-lists/CN-SZ-01', 400],
    ['/v1/trust-lists/CN-SZ-1%2e0', 400],
    ['/v1/trust-lists/XX-1', 400],
  ])('%s: %i', async (path, status) => {
    expect((await api.get(path)).status).toBe(status);
  });

  test('503', async () => {
    api.away = true;
    expect((await api.get('/v1/trust-lists/CN-SZ-1')).status).toBe(503);
  });
});

describe('POST /v1/authorities', () => {
  test('201 with its address, and the same without a second one when it is sent again', async () => {
    const body = registration({ slug: 'registrar', suite: 'Ed25519' });
    const first = await api.post(authorities, body, { ...operator, key: 'register' });
    expect(first.status).toBe(201);
    expect(first.headers['location']).toBe('/v1/authorities/registrar');
    expect(authority.parse(first.body)).toMatchObject({
      iss: 'https://sz.wenjin.example/authorities/registrar',
      kind: 'authority',
      mandates: [],
    });
    const again = await api.post(authorities, body, { ...operator, key: 'register' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(node.keys.signer('credential', 'registrar').alg).toBe('Ed25519');
    expect(node.keys.published().filter((key) => key.authority === 'registrar')).toHaveLength(1);
  });

  test('201 for a joint committee', async () => {
    const answer = await api.post(authorities, registration(), { role: 'joint-committee' });
    expect(answer.status).toBe(201);
  });

  test('409 for a slug that is taken, and no key is left over', async () => {
    const before = await node.keys.readPublished(node.db);
    const answer = api.post(authorities, registration({ slug: 'registrar' }), operator);
    expect(await refusal(answer)).toEqual([409, 'authority-exists', undefined]);
    expect(await node.keys.readPublished(node.db)).toEqual(before);
  });

  test.each<[string, object]>([
    ['/body/slug', registration({ slug: 'Not A Slug' })],
    ['/body/slug', registration({ slug: '' })],
    ['/body/kind', registration({ kind: 'bank' })],
    ['/body/names/zhHans', registration({ names: { en: 'A', zhHant: 'B' } })],
    ['/body/contact', registration({ contact: 'x'.repeat(201) })],
    ['/body/suite', registration({ suite: 'RS256' })],
    ['/body/endedAt', registration({ endedAt: null })],
  ])('400 at %s', async (pointer, body) => {
    expect(await refusal(api.post(authorities, body, operator))).toEqual([400, 'invalid-request', pointer]);
  });
});

describe('GET /v1/authorities', () => {
  test('200: page by page, with mandates, for anybody', async () => {
    const granted = await grantOne();
    const slugs: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const answer = await api.get(`${authorities}?limit=1${query}`);
      const page: z.infer<typeof authorityPage> = authorityPage.parse(answer.body);
      expect(page.items).toHaveLength(1);
      slugs.push(...page.items.map(({ slug }) => slug));
      if (page.items[0]?.slug === 'registrar') expect(page.items[0].mandates).toEqual([granted]);
      cursor = page.next;
    } while (cursor !== null);
    expect(slugs).toEqual([...slugs].sort());
    expect(slugs).toContain('registrar');
  });

  test.each([
    ['?limit=0', 'invalid-request'],
    ['?side=HK', 'invalid-request'],
    ['?cursor=AAAA', 'cursor-invalid'],
  ])('400 for %s', async (query, code) => {
    const answer = await api.get(`${authorities}${query}`);
    expect([answer.status, problem.parse(answer.body).code]).toEqual([400, code]);
  });

  test('503', async () => {
    api.away = true;
    expect((await api.get(authorities)).status).toBe(503);
  });
});

describe('GET /v1/authorities/:slug', () => {
  test.each([
    ['registrar', 200],
    ['nobody', 404],
    ['NOBODY', 400],
  ])('%s: %i', async (slug, status) => {
    const answer = await api.get(`${authorities}/${slug}`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(authority.parse(answer.body).slug).toBe(slug);
  });

  test('503', async () => {
    api.away = true;
    expect((await api.get(`${authorities}/registrar`)).status).toBe(503);
  });
});

describe('POST /v1/authorities/:slug/mandates', () => {
  test('201 and the same without a second one when it is sent again; on the list and in the view', async () => {
    const body = terms({ from: '2020-01-01T00:00:00Z', until: null });
    const first = await api.post(mandates(), body, { ...operator, key: 'grant-once' });
    const again = await api.post(mandates(), body, { ...operator, key: 'grant-once' });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    const granted = mandate.parse(first.body);
    expect(granted).toMatchObject({ from: '2020-01-01T00:00:00.000Z', until: null, action: 'attest' });
    const read = authority.parse((await api.get(`${authorities}/registrar`)).body);
    expect(read.mandates.filter(({ id }) => id === granted.id)).toEqual([granted]);
    await publish(node);
    const at = new Date('2020-01-01T00:00:00Z');
    expect(node.trust.view().mandateAt(read.iss, vct.homeAttestation, 'cn-qcbp-im-cc', at)?.id).toBe(
      granted.id,
    );
  });

  test('201 from now on when no beginning is given, in whole seconds', async () => {
    node.clock.set(new Date(Math.ceil(node.clock.now().getTime() / 1000) * 1000 + 700));
    const { from } = await grantOne();
    expect(from).toBe(new Date(node.clock.now().getTime() - 700).toISOString());
  });

  test.each<[string, object, number, string, string | undefined]>([
    ['another action', terms({ action: 'award' }), 400, 'invalid-request', '/body/action'],
    ['a type of another action', terms({ vct: vct.recognition }), 400, 'invalid-request', '/body/vct'],
    ['no qualification', terms({ qualifications: [] }), 400, 'invalid-request', '/body/qualifications'],
    ['a time without a zone', terms({ from: '2026-01-01T00:00:00' }), 400, 'invalid-request', '/body/from'],
    [
      'a qualification of nobody',
      terms({ qualifications: ['cn-qcbp-im-cc', 'no-such'] }),
      422,
      'qualification-unknown',
      '/body/qualifications/1',
    ],
    [
      'an end before the beginning',
      terms({ from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }),
      422,
      'mandate-window',
      '/body/until',
    ],
  ])('refuses %s', async (_, body, status, code, pointer) => {
    const before = await rows();
    expect(await refusal(api.post(mandates(), body, operator))).toEqual([status, code, pointer]);
    expect(await rows()).toBe(before);
  });

  test('404 for an authority that is not here', async () => {
    expect(await refusal(api.post(mandates('nobody'), terms(), operator))).toEqual([
      404,
      'not-found',
      undefined,
    ]);
  });

  test('409 when the list is full', async () => {
    const { slug } = registration();
    await api.post(authorities, registration({ slug }), operator);
    await node.query(
      `insert into mandates select gen_random_uuid(), $2, 'attest', $1, array['cn-qcbp-im-cc'], now(), null, 'x', now() from generate_series(1, 500)`,
      [vct.homeAttestation, slug],
    );
    expect(await refusal(api.post(mandates(slug), terms(), operator))).toEqual([
      409,
      'trust-list-full',
      undefined,
    ]);
    await node.query('delete from mandates where slug = $1', [slug]);
  });
});

describe('POST /v1/authorities/:slug/mandates/:id/ends', () => {
  test('201: ended now, and the same when it is sent again', async () => {
    const { id } = await grantOne();
    const body = { reason: 'The register moved.' };
    node.clock.advance(60);
    const first = await api.post(ends(id), body, { ...operator, key: 'end-once' });
    const again = await api.post(ends(id), body, { ...operator, key: 'end-once' });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(new Date(mandate.parse(first.body).until ?? 0).getTime()).toBe(
      Math.floor(node.clock.now().getTime() / 1000) * 1000,
    );
  });

  test('409 when it ends by then already', async () => {
    const { id } = await grantOne();
    await api.post(ends(id), { reason: 'x' }, operator);
    expect(await refusal(api.post(ends(id), { reason: 'x' }, operator))).toEqual([
      409,
      'mandate-ended',
      undefined,
    ]);
  });

  test('422 in the past', async () => {
    const { id } = await grantOne();
    const body = { until: '2020-01-01T00:00:00Z', reason: 'x' };
    expect(await refusal(api.post(ends(id), body, operator))).toEqual([
      422,
      'mandate-end-past',
      '/body/until',
    ]);
  });

  test('404 for another authority’s, and for none; 400 for no identifier and no reason', async () => {
    const { id } = await grantOne();
    const body = { reason: 'x' };
    expect((await api.post(ends(id, 'nobody'), body, operator)).status).toBe(404);
    expect((await api.post(ends(unknownId), body, operator)).status).toBe(404);
    expect((await api.post(ends('x'), body, operator)).status).toBe(400);
    expect(await refusal(api.post(ends(id), {}, operator))).toEqual([400, 'invalid-request', '/body/reason']);
  });
});

describe.each<[string, () => Promise<[string, object]>]>([
  ['authorities', async () => [authorities, registration()]],
  ['mandates', async () => [mandates(), terms()]],
  ['ends', async () => [ends((await grantOne()).id), { reason: 'x' }]],
])('every creation on the trust list: %s', (_, make) => {
  const others: readonly Role[] = [
    'home-registrar',
    'host-approver',
    'verifying-bank',
    'regulator',
    'holder',
  ];
  test('401 without a token and 403 for every other role; nothing is written', async () => {
    const [path, body] = await make();
    const before = await rows();
    expect((await api.post(path, body)).status).toBe(401);
    for (const role of others) expect((await api.post(path, body, { role })).status).toBe(403);
    expect(await rows()).toBe(before);
  });

  test('400 without an Idempotency-Key and for a member twice, 413, 415', async () => {
    const [path, body] = await make();
    expect((await api.post(path, body, { ...operator, key: null })).body).toMatchObject({
      status: 400,
      code: 'idempotency-key-missing',
    });
    expect((await api.post(path, '{"reason":"a","reason":"b"}', operator)).body).toMatchObject({
      status: 400,
      code: 'malformed-json',
    });
    expect((await api.post(path, JSON.stringify('x'.repeat(262_144)), operator)).status).toBe(413);
    const answer = await request(api.app.server)
      .post(path)
      .set({ 'x-role': 'operator', 'idempotency-key': 'media-type', 'content-type': 'text/plain' })
      .send('x');
    expect(answer.status).toBe(415);
  });

  test('422 for an Idempotency-Key of another request, 503 when the database is away', async () => {
    const [path, body] = await make();
    const key = `reused-${path.length}-${Object.keys(body).length}`;
    expect((await api.post(path, body, { ...operator, key })).status).toBe(201);
    const other = api.post(authorities, registration(), { ...operator, key });
    expect(await refusal(other)).toEqual([422, 'idempotency-key-reused', undefined]);
    api.away = true;
    expect((await api.post(path, body, operator)).status).toBe(503);
  });
});

describe('the contract', () => {
  test('names every operation of keys and trust', () => {
    const text = JSON.stringify(api.contract());
    const operations = [
      'getNodeKeys',
      'getIssuerKeys',
      'listKeys',
      'rotateKey',
      'reportKeyCompromise',
      'getTrustList',
      'getKeptTrustList',
      'registerAuthority',
      'listAuthorities',
      'getAuthority',
      'grantMandate',
      'endMandate',
    ];
    for (const id of operations) expect(text).toContain(`"operationId":"${id}"`);
  });
});

/** supertest reads a body of this type as bytes. */
function textOf(answer: request.Response): string {
  return answer.body instanceof Uint8Array ? Buffer.from(answer.body).toString() : answer.text;
}
