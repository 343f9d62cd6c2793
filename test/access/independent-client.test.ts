import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantTypes } from '../../src/access/index.ts';
import { accessRecordPage } from '../../src/access/access-records.schema.ts';
import { softwareSigner, type SoftwareSigner } from '../kernel/software-signer.ts';
import { realClock } from '../support/world.ts';
import {
  type AccessNode,
  assertion,
  type Bearer,
  clientToken,
  openAccessNode,
  registerClient,
  registerOfficer,
  registerOrganisation,
} from './access-node.ts';

/** oauth4webapi is a strict client that other people wrote: it reads the same specifications as we do. */

let node: AccessNode;
let bank: Bearer;
let edwards: Bearer;
let officer: Bearer;
let server: oauth.AuthorizationServer;

/** The origin is permanent and https; here it is mapped to the port that the node listens on. */
const mapped = {
  [oauth.customFetch]: (
    url: string,
    { body, signal, ...init }: oauth.CustomFetchOptions<string, oauth.ProtectedResourceRequestBody>,
  ) =>
    fetch(url.replace(node.node.origin, node.address), {
      ...init,
      ...(signal && { signal }),
      ...(body !== undefined && { body }),
    }),
};

beforeAll(async () => {
  node = await openAccessNode({ clock: realClock });
  const operator = await clientToken(node, node.operator);
  const organisation = await registerOrganisation(node, operator, {
    kind: 'bank',
    purposes: ['verification'],
  });
  bank = await registerClient(node, operator, organisation, ['verifying-bank']);
  edwards = await registerClient(node, operator, organisation, ['hr-system'], softwareSigner('Ed25519'));
  officer = await registerOfficer(node, operator, organisation, ['verifying-bank']);
  const issuer = new URL(node.node.origin);
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...mapped });
  server = await oauth.processDiscoveryResponse(issuer, response);
});
afterAll(() => node.close());

const authentication = async ({ privateKey, alg }: SoftwareSigner) => {
  const algorithm = alg === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : 'Ed25519';
  const key = await crypto.subtle.importKey(
    'pkcs8',
    privateKey.export({ format: 'der', type: 'pkcs8' }),
    algorithm,
    false,
    ['sign'],
  );
  return oauth.PrivateKeyJwt(key);
};

const clientCredentials = async ({ id, key }: Bearer, signedBy = key) => {
  const client = { client_id: id };
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    await authentication(signedBy),
    new URLSearchParams(),
    mapped,
  );
  return oauth.processClientCredentialsResponse(server, client, response);
};

describe('oauth4webapi', () => {
  test('discovers the node', () => {
    expect(server.issuer).toBe('https://hk.wenjin.example');
    expect(server.token_endpoint).toBe('https://hk.wenjin.example/oauth/token');
  });

  test.each([
    ['ES256', () => bank],
    ['Ed25519', () => edwards],
  ])('gets a token as a client, by private_key_jwt with %s, and calls with it', async (_alg, bearer) => {
    const { access_token: token, expires_in: seconds } = await clientCredentials(bearer());
    expect(seconds).toBe(600);
    const url = new URL('/v1/access-records', node.node.origin);
    const answer = await oauth.protectedResourceRequest(token, 'GET', url, undefined, undefined, mapped);
    expect(answer.status).toBe(200);
    accessRecordPage.parse(await answer.json());
  });

  test('gets a token for an officer, by jwt-bearer', async () => {
    const client = { client_id: bank.id };
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      await authentication(bank.key),
      grantTypes.officer,
      new URLSearchParams({ assertion: await assertion(node, officer), scope: 'access-records:read' }),
      mapped,
    );
    const token = await oauth.processGenericTokenEndpointResponse(server, client, response);
    expect(token).toMatchObject({ token_type: 'bearer', scope: 'access-records:read' });
  });

  test('understands the refusal of a key that was not registered', async () => {
    const asked = clientCredentials(bank, softwareSigner());
    await expect(asked).rejects.toBeInstanceOf(oauth.WWWAuthenticateChallengeError);
  });

  test('understands the challenge of the guard', async () => {
    const { access_token: token } = await clientCredentials(bank);
    const url = new URL('/v1/organisations', node.node.origin);
    const asked = oauth.protectedResourceRequest(token, 'GET', url, undefined, undefined, mapped);
    await expect(asked).rejects.toMatchObject({
      cause: [{ scheme: 'bearer', parameters: { error: 'insufficient_scope', scope: 'organisations:read' } }],
    });
  });
});
