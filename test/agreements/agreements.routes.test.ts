import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agreementPublication, agreementPage } from '../../src/agreements/publication.schema.ts';
import { equivalenceAnswer } from '../../src/agreements/equivalence.schema.ts';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { newKeyPair } from '../../src/bin/demo-wallet.ts';
import { type Border, startBorder } from '../support/border.ts';
import { document } from './demo.ts';

let border: Border;
let hk: string;
let sz: string;
let bank: string;

beforeAll(async () => {
  border = await startBorder();
  hk = await officerToken(border.hk, 'committee', 'HK-JC-01');
  sz = await officerToken(border.sz, 'committee', 'SZ-JC-01');
  bank = await clientToken(border.hk, 'bank');
});
afterAll(() => border.stop());

const post = (
  side: 'hk' | 'sz',
  path: string,
  token: string | undefined,
  body: string | object,
  key: string | null = randomUUID(),
) => {
  const call = request(border[side].app.server).post(path).set('content-type', 'application/json');
  if (token !== undefined) call.set('authorization', `Bearer ${token}`);
  if (key !== null) call.set('idempotency-key', key);
  return call.send(body);
};
const get = (side: 'hk' | 'sz', path: string, token?: string) => {
  const call = request(border[side].app.server).get(path);
  return token === undefined ? call : call.set('authorization', `Bearer ${token}`);
};
const version = (id: string, number: number) => ({
  ...document,
  id,
  version: number,
  rows: document.rows.map((row) => ({ ...row, id: row.id.replace('DEMO-1', id) })),
});
const until = async (holds: () => Promise<boolean>) => {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 8000) throw new Error('it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const stateOn = async (side: 'hk' | 'sz', path: string): Promise<unknown> =>
  (await get(side, path)).body.state;

describe('an agreement comes into force by both signatures, in either order', () => {
  test.each([
    ['drafted and signed in Hong Kong first', 'TEST-1', 'hk', 'sz'],
    ['drafted and signed in Shenzhen first', 'TEST-2', 'sz', 'hk'],
  ] as const)('%s', async (_name, id, first, second) => {
    const tokens = { hk, sz };
    const path = `/v1/agreements/${id}/versions/1`;
    const drafted = await post(first, '/v1/agreements', tokens[first], version(id, 1));
    expect(drafted.status).toBe(201);
    expect(agreementPublication.safeParse(drafted.body).error).toBeUndefined();
    expect((await get(first, path)).status).toBe(404);
    expect((await get(second, path)).status).toBe(404);
    const { digest } = agreementPublication.parse(drafted.body);

    const signed = await post(first, `${path}/signatures`, tokens[first], { digest });
    expect([signed.status, signed.body.state]).toEqual([201, 'unsigned']);
    await until(async () => (await get(second, path)).status === 200);
    expect((await get(second, path)).body.digest).toBe(digest);

    expect(
      (await post(second, `${path}/signatures`, tokens[second], { digest: 'A'.repeat(43) })).body.code,
    ).toBe('agreement-digest-differs');
    expect((await post(second, `${path}/signatures`, tokens[second], { digest })).status).toBe(201);
    await until(
      async () => (await stateOn('hk', path)) === 'in-force' && (await stateOn('sz', path)) === 'in-force',
    );
    expect((await post(first, `${path}/signatures`, tokens[first], { digest })).body.code).toBe(
      'agreement-already-signed',
    );
    const [here, there] = [await get('hk', path), await get('sz', path)];
    expect(there.body.jws.payload).toBe(here.body.jws.payload);
  });

  test('a suspension and an end are told to the other side', async () => {
    const path = '/v1/agreements/TEST-1/versions/1';
    const suspended = await post('hk', `${path}/suspensions`, hk, { reasonCode: 'joint-committee-decision' });
    expect(suspended.status).toBe(201);
    await until(async () => (await stateOn('sz', path)) === 'suspended');
    expect(
      (await post('hk', `${path}/suspensions`, hk, { reasonCode: 'joint-committee-decision' })).body.code,
    ).toBe('agreement-state-conflict');
    const resume = () => post('hk', `${path}/resumptions`, hk, { reasonCode: 'joint-committee-decision' });
    expect((await resume()).status).toBe(201);
    await until(async () => (await stateOn('sz', path)) === 'in-force');
    expect((await resume()).body.code).toBe('agreement-state-conflict');
    expect(
      (await post('sz', `${path}/terminations`, sz, { reasonCode: 'joint-committee-decision' })).status,
    ).toBe(201);
    await until(async () => (await stateOn('hk', path)) === 'terminated');
    const backdated = await post('sz', '/v1/agreements/TEST-2/versions/1/terminations', sz, {
      reasonCode: 'x',
      effectiveAt: '2020-01-01T00:00:00Z',
    });
    expect([backdated.status, backdated.body.code]).toEqual([422, 'agreement-effect-backdated']);
  });
});

describe('who may make agreements, and what is refused', () => {
  const path = '/v1/agreements/TEST-3/versions/1';
  test('nobody without a token, and no bank', async () => {
    for (const address of [
      '/v1/agreements',
      `${path}/signatures`,
      `${path}/suspensions`,
      `${path}/terminations`,
    ]) {
      expect((await post('hk', address, undefined, {})).status).toBe(401);
      expect((await post('hk', address, bank, {})).status).toBe(403);
      expect((await post('hk', address, hk, 'nonsense{')).status).toBe(400);
      expect((await post('hk', address, hk, {}, null)).status).toBe(400);
    }
  });
  test('nor a committee of the other side: it acts on its own node', async () => {
    const operator = await border.hk.api.clientToken(border.hk.register.operator);
    const made = async (address: string, body: object) =>
      z.object({ id: z.string() }).parse((await post('hk', address, operator, body)).body).id;
    const organisation = await made('/v1/organisations', {
      kind: 'joint-committee',
      names: { en: 'Demo committee', zhHant: '示範委員會', zhHans: '示范委员会' },
      jurisdiction: 'CN-SZ',
      registeredPlace: 'GBA-MAINLAND',
      gbaEligible: true,
      contractFilingNumber: null,
      purposes: ['agreement-making'],
      authority: null,
    });
    const register = async (kind: 'clients' | 'officers', body: object) => {
      const key = await newKeyPair();
      const address = `/v1/organisations/${organisation}/${kind}`;
      return {
        id: await made(address, { ...body, publicJwk: key.publicJwk }),
        privateJwk: key.file.privateJwk,
      };
    };
    const client = await register('clients', { label: 'workstation', roles: [] });
    const officer = await register('officers', { roles: ['joint-committee'] });
    const token = await border.hk.api.officerToken(client, officer);
    const of = '/v1/agreements/TEST-2/versions/1';
    const { digest } = agreementPublication.parse((await get('hk', of)).body);
    const asked: [string, object][] = [
      ['/v1/agreements', version('TEST-9', 1)],
      [`${of}/signatures`, { digest }],
      [`${of}/suspensions`, { reasonCode: 'x' }],
      [`${of}/resumptions`, { reasonCode: 'x' }],
      [`${of}/terminations`, { reasonCode: 'x' }],
    ];
    for (const [address, body] of asked) {
      const answer = await post('hk', address, token, body);
      expect([address, answer.status, answer.body.code]).toEqual([address, 403, 'agreement-other-side']);
    }
    expect(await stateOn('hk', of)).toBe('in-force');
    expect((await get('hk', '/v1/agreements/TEST-9/versions/1', hk)).status).toBe(404);
  });
  test('a version twice', async () => {
    expect((await post('hk', '/v1/agreements', hk, version('TEST-3', 1))).status).toBe(201);
    const again = await post('hk', '/v1/agreements', hk, version('TEST-3', 1));
    expect([again.status, again.body.code]).toEqual([409, 'agreement-version-exists']);
  });
  test('an agreement that is not sound, with pointers', async () => {
    const unsound = await post('hk', '/v1/agreements', hk, { ...version('TEST-4', 1), demonstration: false });
    expect([unsound.status, unsound.body.code]).toEqual([422, 'agreement-invalid']);
    expect(unsound.body.errors[0].pointer).toContain('demonstration');
  });
  test('what is not there', async () => {
    for (const action of ['signatures', 'suspensions', 'resumptions', 'terminations']) {
      const body = action === 'signatures' ? { digest: 'A'.repeat(43) } : { reasonCode: 'x' };
      expect((await post('hk', `/v1/agreements/NONE/versions/1/${action}`, hk, body)).status).toBe(404);
    }
    expect((await get('hk', '/v1/agreements/NONE/versions/1')).status).toBe(404);
    expect((await get('hk', '/v1/agreements/NONE/versions/zero')).status).toBe(400);
    const early = await post('hk', `${path}/terminations`, hk, { reasonCode: 'x' });
    expect([early.status, early.body.code]).toEqual([409, 'agreement-not-signed']);
  });
  test('the list shows drafts to the committee of this side alone, page by page', async () => {
    const all = await get('hk', '/v1/agreements?limit=1', hk);
    expect(agreementPage.safeParse(all.body).error).toBeUndefined();
    expect(all.body.next).toBeTypeOf('string');
    const ids = async (token?: string) =>
      agreementPage.parse((await get('hk', '/v1/agreements', token)).body).items.map(({ id }) => id);
    expect(await ids(hk)).toContain('TEST-3');
    expect(await ids()).not.toContain('TEST-3');
    expect((await get('hk', '/v1/agreements?cursor=forged')).status).toBe(400);
  });
});

describe('the explorer', () => {
  const ask = (body: string | object) => post('hk', '/v1/equivalence', undefined, body, null);
  test('answers every matching row, by basis, then best first, in three languages', async () => {
    const { status, body } = await ask({ qualification: 'cn-qcbp-im-cc', targetSide: 'HK' });
    expect(status).toBe(200);
    expect(equivalenceAnswer.safeParse(body).error).toBeUndefined();
    const { rows } = equivalenceAnswer.parse(body);
    expect(rows.map(({ row, basis }) => [row, basis])).toEqual([
      ['TEST-2/i03', 'agreement'],
      ['v01', 'published-unilateral'],
    ]);
    for (const { exempt, missing } of rows)
      for (const { name } of [...exempt, ...missing]) expect(Object.values(name).every(Boolean)).toBe(true);
  });
  test('says so where nothing is recognised, and suggests the nearest', async () => {
    const { body } = await ask({ qualification: 'hk-ecf-aml-core', targetSide: 'CN-SZ' });
    expect(body.result).toBe('none');
    expect(body.none.text.en.length).toBeGreaterThan(10);
  });
  test('is asked by a role in any of the languages', async () => {
    for (const targetRole of ['credit', '信貸', '信贷'])
      expect((await ask({ targetRole, targetSide: 'HK' })).status).toBe(200);
  });
  test('refuses a question that does not fit, with pointers', async () => {
    expect((await ask({ targetSide: 'HK' })).status).toBe(400);
    expect((await ask({ qualification: 'cn-qcbp-im-cc', targetSide: 'MO' })).body.errors[0].pointer).toBe(
      '/body/targetSide',
    );
    expect((await ask({ qualification: 'no-such', targetSide: 'HK' })).body.code).toBe(
      'qualification-unknown',
    );
    expect((await ask('[]')).status).toBe(400);
  });
});
