import { createHmac, createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endClient, insertClient, registerKey } from '../../src/access/members.store.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { bumpSnapshot } from '../../src/platform/snapshots.store.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { testClock } from '../support/world.ts';
import {
  type AccessNode,
  askToken,
  type Bearer,
  clientForm,
  clientToken,
  create,
  hongKong,
  jwt,
  officerToken,
  openAccessNode,
  read,
  registerClient,
  registerOfficer,
  registerOrganisation,
} from './access-node.ts';

const clock = testClock();
let node: AccessNode;
let operator: string;
let bankOrganisation: string;
let bank: Bearer;
let regulator: Bearer;

beforeAll(async () => {
  node = await openAccessNode({ clock });
  operator = await clientToken(node, node.operator);
  bankOrganisation = await registerOrganisation(node, operator, { kind: 'bank', purposes: ['verification'] });
  bank = await registerClient(node, operator, bankOrganisation, ['verifying-bank']);
  const authority = await registerOrganisation(node, operator, {
    kind: 'regulator',
    purposes: ['supervision'],
  });
  regulator = await registerClient(node, operator, authority, ['regulator']);
});

afterAll(() => node.close());

const records = (authorization?: string) => {
  const asked = request(node.app.server).get('/v1/access-records');
  return authorization === undefined ? asked : asked.set('authorization', authorization);
};

const realm = 'Bearer realm="https://hk.wenjin.example"';

async function expectRefused(token: string): Promise<void> {
  const answer = await records(`Bearer ${token}`);
  expect([answer.status, problem.parse(answer.body).code]).toEqual([401, 'unauthenticated']);
  expect(answer.headers['www-authenticate']).toBe(`${realm}, error="invalid_token"`);
}

describe('the guard', () => {
  test('lets in who has role, scope and purpose', async () => {
    expect((await records(`Bearer ${await clientToken(node, bank)}`)).status).toBe(200);
    expect((await records(`bearer ${await clientToken(node, bank)}`)).status).toBe(200);
  });

  test('asks for a token where none is sent', async () => {
    const answer = await records();
    expect([answer.status, problem.parse(answer.body).code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers['www-authenticate']).toBe(`${realm}, DPoP algs="ES256 Ed25519"`);
  });

  test('refuses another scope, and says which it wants', async () => {
    const answer = await records(`Bearer ${await clientToken(node, bank, 'verifications:write')}`);
    const { status, code, detail } = problem.parse(answer.body);
    expect([status, code]).toEqual([403, 'forbidden']);
    expect(detail).toContain('access-records:read');
    expect(answer.headers['www-authenticate']).toBe(
      `${realm}, error="insufficient_scope", scope="access-records:read"`,
    );
  });

  test('refuses another role', async () => {
    expect((await records(`Bearer ${operator}`)).status).toBe(403);
  });

  test('refuses an organisation that is not registered for the purpose, until it is', async () => {
    const organisation = await registerOrganisation(node, operator, {
      kind: 'bank',
      purposes: ['recognition'],
    });
    const client = await registerClient(node, operator, organisation, ['verifying-bank']);
    const token = await clientToken(node, client);
    expect((await records(`Bearer ${token}`)).status).toBe(403);
    const path = `/v1/organisations/${organisation}/changes`;
    expect((await create(node, operator, path, { purposes: ['verification'] })).status).toBe(200);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
  });

  test('takes a regulator to act for supervision, whatever the operation is for', async () => {
    expect((await records(`Bearer ${await clientToken(node, regulator)}`)).status).toBe(200);
  });

  test('lets everybody into a public operation, but not with a bad token', async () => {
    const metadata = () => request(node.app.server).get('/.well-known/oauth-authorization-server');
    expect((await metadata()).status).toBe(200);
    expect((await metadata().set('authorization', `Bearer ${operator}`)).status).toBe(200);
    expect((await metadata().set('authorization', 'Bearer a.b.c')).status).toBe(401);
  });

  test.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'DPoP a.b.c', 'Bearer a b', 'Bearer a,b'])(
    'does not understand the header %j',
    async (header) => {
      const answer = await records(header);
      expect(answer.status).toBe(401);
    },
  );

  test('does not look for a token in the query', async () => {
    const answer = await request(node.app.server).get(`/v1/access-records?access_token=${operator}`);
    expect(answer.status).toBe(401);
  });

  test.each(['/v1/%61ccess-records', '//v1/access-records', '/v1/access-records/', '/V1/access-records'])(
    'is not walked around by %s',
    async (path) => {
      expect((await request(node.app.server).get(path)).status).toBeOneOf([401, 404]);
    },
  );
});

describe('a token that nobody should take', () => {
  const signer = () => {
    const [first] = node.tokenSigners;
    if (!first) throw new Error('no token key');
    return first;
  };
  const claims = (): Record<string, unknown> => {
    const now = epochSeconds(clock.now());
    return {
      iss: hongKong.origin,
      aud: hongKong.origin,
      sub: bank.id,
      client_id: bank.id,
      iat: now,
      exp: now + 600,
      jti: 'forged',
      scope: 'access-records:read',
      roles: ['verifying-bank'],
      bearer: 'client',
      organisation_id: bankOrganisation,
    };
  };
  const header = () => ({ typ: 'at+jwt', kid: signer().kid });
  const made = (wrong: Record<string, unknown>, wrongHeader: Record<string, unknown> = {}) =>
    jwt(signer(), { ...claims(), ...wrong }, { ...header(), ...wrongHeader });
  const raw = (head: string, payload: string, signature = 'AA') =>
    [head, payload].map((part) => Buffer.from(part).toString('base64url')).join('.') + `.${signature}`;
  const signed = async (head: string, payload: string) => {
    const input = raw(head, payload).replace(/\.AA$/, '');
    return `${input}.${Buffer.from(await signer().sign(Buffer.from(input))).toString('base64url')}`;
  };

  test('(the one it is forged from is good)', async () => {
    expect((await records(`Bearer ${await made({})}`)).status).toBe(200);
  });

  test('alg none', async () => {
    const payload = JSON.stringify(claims());
    for (const alg of ['none', 'None', 'nOnE']) {
      const head = JSON.stringify({ ...header(), alg });
      await expectRefused(raw(head, payload));
      expect((await records(`Bearer ${raw(head, payload, '')}`)).status).toBe(401);
    }
  });

  test.each(['pem', 'spki', 'x'])('HS256 with the public key (%s) as the secret', async (form) => {
    const pem = signer().publicKey.export({ type: 'spki', format: 'pem' });
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    const secret = form === 'pem' ? pem : form === 'spki' ? der : JSON.stringify(signer().jwk);
    const input = raw(JSON.stringify({ ...header(), alg: 'HS256' }), JSON.stringify(claims())).slice(0, -3);
    const mac = createHmac('sha256', secret).update(input).digest('base64url');
    await expectRefused(`${input}.${mac}`);
  });

  test.each([
    ['typ JWT', { typ: 'JWT' }],
    ['no typ', { typ: undefined }],
    ['the media type written out', { typ: 'application/at+jwt' }],
    ['crit', { crit: ['b64'] }],
    ['b64 false', { b64: false }],
    ['its own key', { jwk: softwareSigner().jwk }],
    ['the address of a key', { jku: 'https://evil.example' }],
    ['no kid', { kid: undefined }],
    ['a kid as a path', { kid: '../../etc/passwd' }],
    ['a kid as SQL', { kid: "' or 1=1 --" }],
    ['a kid as a property', { kid: '__proto__' }],
    ['a kid that is no text', { kid: 1 }],
  ])('header with %s', async (_name, wrong) => {
    await expectRefused(await made({}, wrong));
  });

  test.each<[string, Record<string, unknown>]>([
    ['no aud', { aud: undefined }],
    ['an array of aud', { aud: [hongKong.origin] }],
    ['another aud beside ours', { aud: [hongKong.origin, 'https://evil.example'] }],
    ['the aud of the other node', { aud: hongKong.peer.origin }],
    ['the iss of the other node', { iss: hongKong.peer.origin }],
    ['no iss', { iss: undefined }],
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: '9999999999' }],
    ['exp past', { iat: 1_000_000, exp: 1_000_600 }],
    ['a life of more than ten minutes', { exp: epochSeconds(clock.now()) + 601 }],
    ['iat in the future', { iat: epochSeconds(clock.now()) + 60 }],
    ['no iat', { iat: undefined }],
    ['no jti', { jti: undefined }],
    ['no sub', { sub: undefined }],
    ['no scope', { scope: undefined }],
    ['no roles', { roles: undefined }],
    ['a role that there is not', { roles: ['root'] }],
    ['no bearer', { bearer: undefined }],
    ['another organisation', { organisation_id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b' }],
    ['a client that there is not', { client_id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b' }],
    ['another subject', { sub: 'somebody' }],
  ])('claims with %s', async (_name, wrong) => {
    await expectRefused(await made(wrong));
  });

  test('a time past every number', async () => {
    const payload = JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e400');
    await expectRefused(await signed(JSON.stringify({ ...header(), alg: 'ES256' }), payload));
  });

  test('a claim that stands twice', async () => {
    const payload = JSON.stringify(claims()).replace('{', '{"scope":"keys:write",');
    await expectRefused(await signed(JSON.stringify({ ...header(), alg: 'ES256' }), payload));
  });

  test('white space, padding, another spelling of the same bytes', async () => {
    const good = await made({});
    for (const text of [`${good}=`, `${good}.`, `.${good}`, good.replace('.', '..')])
      await expectRefused(text);
    for (const text of [`${good} `, ` ${good}`]) {
      // HTTP itself trims these; what arrives is the token.
      expect((await records(`Bearer ${text}`)).status).toBeOneOf([200, 401]);
    }
    const last = good.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sibling = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    await expectRefused(good.slice(0, -1) + sibling);
  });

  test('one byte changed, or the signature of another', async () => {
    const good = await made({});
    const [head = '', payload = '', signature = ''] = good.split('.');
    const other = (await made({ jti: 'another' })).split('.')[2] ?? '';
    await expectRefused(`${head}.${payload}.${other}`);
    const zeros = Buffer.alloc(64).toString('base64url');
    await expectRefused(`${head}.${payload}.${zeros}`);
    await expectRefused(`${head}.${payload.slice(0, -4)}AAAA.${signature}`);
    await expectRefused(`${head}.${payload}.${signature.slice(0, -8)}`);
  });

  test('one of the other node', async () => {
    const theirs = softwareSigner();
    const text = await jwt(theirs, claims(), { typ: 'at+jwt', kid: theirs.kid });
    await expectRefused(text);
    await expectRefused(await jwt(theirs, claims(), header()));
  });

  test('an Ed25519 signature under the name of the ES256 key, and the other way round', async () => {
    const edwards = softwareSigner('Ed25519');
    await expectRefused(await jwt(edwards, claims(), header()));
    node.tokenSigners.push(edwards);
    await expectRefused(await jwt(signer(), claims(), { typ: 'at+jwt', kid: edwards.kid }));
    node.tokenSigners.pop();
  });

  test('an assertion is no access token', async () => {
    const { client_assertion: text } = await clientForm(node, bank);
    await expectRefused(text);
  });

  test('too large', async () => {
    await expectRefused(await made({ padding: 'x'.repeat(5000) }));
  });
});

describe('what was good is refused', () => {
  test('at exp, also from the cache', async () => {
    const token = await clientToken(node, bank);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
    clock.advance(599);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
    clock.advance(1);
    await expectRefused(token);
    operator = await clientToken(node, node.operator);
  });

  test('with its key', async () => {
    const token = await clientToken(node, bank);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
    const given = node.tokenSigners.splice(0, 1, softwareSigner('Ed25519'));
    await expectRefused(token);
    const next = await clientToken(node, bank);
    expect((await records(`Bearer ${next}`)).status).toBe(200);
    node.tokenSigners.push(...given);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
  });

  test('a role that was taken away is gone, with the client', async () => {
    const client = await registerClient(node, operator, bankOrganisation, ['verifying-bank']);
    const token = await clientToken(node, client);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
    const ended = await create(node, operator, `/v1/clients/${client.id}/ends`, { reasonCode: 'left' });
    expect(ended.status).toBe(200);
    await expectRefused(token);
    const answer = await askToken(node, {
      grant_type: 'client_credentials',
      ...(await clientForm(node, client)),
    });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });

  test('when the officer, the client beside it, or the organisation ends', async () => {
    const organisation = await registerOrganisation(node, operator, {
      kind: 'bank',
      purposes: ['verification'],
    });
    const [one, two] = [
      await registerClient(node, operator, organisation, []),
      await registerClient(node, operator, organisation, ['verifying-bank']),
    ];
    const [first, second] = [
      await registerOfficer(node, operator, organisation, ['verifying-bank']),
      await registerOfficer(node, operator, organisation, ['verifying-bank']),
    ];
    const tokens = {
      firstByOne: await officerToken(node, one, first),
      secondByOne: await officerToken(node, one, second),
      secondByTwo: await officerToken(node, two, second),
      two: await clientToken(node, two),
    };
    for (const token of Object.values(tokens)) expect((await records(`Bearer ${token}`)).status).toBe(200);
    const end = (path: string) => create(node, operator, `${path}/ends`, { reasonCode: 'left' });
    await end(`/v1/officers/${first.id}`);
    await expectRefused(tokens.firstByOne);
    expect((await records(`Bearer ${tokens.secondByOne}`)).status).toBe(200);
    await end(`/v1/clients/${one.id}`);
    await expectRefused(tokens.secondByOne);
    expect((await records(`Bearer ${tokens.secondByTwo}`)).status).toBe(200);
    await end(`/v1/organisations/${organisation}`);
    await expectRefused(tokens.secondByTwo);
    await expectRefused(tokens.two);
  });

  test('within half a second in another process, which hears of it from the database alone', async () => {
    const client = await registerClient(node, operator, bankOrganisation, ['verifying-bank']);
    const token = await clientToken(node, client);
    expect((await records(`Bearer ${token}`)).status).toBe(200);
    await node.db.transaction(async (tx) => {
      await endClient(tx, client.id, clock.now());
      await bumpSnapshot(tx, 'access');
    });
    await sleep(500);
    await expectRefused(token);
  });

  test('who was registered through another process a moment ago is known at once', async () => {
    const key = softwareSigner();
    const id = '0192f0c1-2c5e-7a10-8f3d-00000000c11e';
    await node.db.transaction(async (tx) => {
      await registerKey(tx, key.kid, id);
      await insertClient(tx, {
        id,
        organisationId: bankOrganisation,
        label: 'Through another process',
        roles: ['verifying-bank'],
        publicJwk: key.jwk,
        thumbprint: key.kid,
        registeredAt: clock.now(),
      });
      await bumpSnapshot(tx, 'access');
    });
    expect((await read(node, await clientToken(node, { id, key }), '/v1/access-records')).status).toBe(200);
  });
});
