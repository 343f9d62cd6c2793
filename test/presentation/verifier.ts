import { randomUUID } from 'node:crypto';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import request from 'supertest';
import { clientToken } from '../../src/bin/demo-acts.ts';
import { type PresentationAnswer, presentationAnswer } from '../../src/presentation/presentation.schema.ts';
import type { TestNode } from '../support/border.ts';

/** A bank that asks, and a wallet made by hand that can be wrong in every way. */

const example = {
  what: 'both',
  claims: ['name_en'],
  purpose: 'employment-screening',
  stage: 'pre-offer',
  authorisation: {
    type: 'consent',
    reference: 'CONSENT-VP',
    scope: 'qualification-check',
    expiresAt: '2036-12-31T00:00:00Z',
  },
  caseReference: 'HR-VP',
  minutes: 30,
} as const;

export interface Bank {
  post(body: object, key?: string): request.Test;
  ask(more?: object): Promise<PresentationAnswer & { readonly link: string }>;
  read(id: string): Promise<PresentationAnswer>;
  cancel(id: string): request.Test;
  call(method: 'get' | 'post' | 'delete', path: string): request.Test;
}

export async function bankOf(node: TestNode): Promise<Bank> {
  const token = await clientToken(node, 'bank');
  const call: Bank['call'] = (method, path) =>
    request(node.app.server)[method](path).set('authorization', `Bearer ${token}`);
  const post: Bank['post'] = (body, key = randomUUID()) =>
    call('post', '/v1/presentation-requests')
      .set('idempotency-key', key)
      .send({ ...example, ...body });
  return {
    call,
    post,
    async ask(more = {}) {
      const answer = await post(more);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      const { link, ...rest } = presentationAnswer.parse(answer.body);
      if (link === null) throw new Error('an open request has a link');
      return { ...rest, link };
    },
    async read(id) {
      return presentationAnswer.parse((await call('get', `/v1/presentation-requests/${id}`)).body);
    },
    cancel: (id) => call('delete', `/v1/presentation-requests/${id}`),
  };
}

export interface RequestObject {
  readonly header: Record<string, unknown>;
  readonly client_id: string;
  readonly nonce: string;
  readonly state: string;
  readonly response_uri: string;
  readonly dcql_query: unknown;
  readonly client_metadata: { readonly jwks: { readonly keys: readonly JWK[] } };
  readonly [member: string]: unknown;
}

export const pathOf = (uri: string): string => new URL(uri).pathname;

/** The request as a wallet reads it from a link. */
export async function fetchedRequest(node: TestNode, link: string): Promise<RequestObject> {
  const uri = new URL(link).searchParams.get('request_uri') ?? '';
  const { text } = await request(node.app.server)
    .get(pathOf(uri))
    .buffer(true)
    .parse((response, done) => {
      let whole = '';
      response.on('data', (part) => (whole += String(part)));
      response.on('end', () => done(null, whole));
    })
    .then((answer) => ({ text: String(answer.body) }));
  return readRequestObject(text);
}

export function readRequestObject(jwt: string): RequestObject {
  const [header = '', payload = ''] = jwt.split('.');
  const json = (part: string) => Object(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  return { ...json(payload), header: json(header) };
}

export interface Sealing {
  readonly alg?: string;
  readonly enc?: string;
  readonly key?: JWK;
  readonly zip?: string;
  readonly kid?: string;
}

export async function sealedFor(
  { client_metadata: { jwks } }: RequestObject,
  body: unknown,
  { alg = 'ECDH-ES', enc = 'A128GCM', key, zip, kid }: Sealing = {},
): Promise<string> {
  const [own] = jwks.keys;
  const jwk = key ?? own ?? {};
  return new CompactEncrypt(Buffer.from(JSON.stringify(body)))
    .setProtectedHeader({ alg, enc, kid: kid ?? own?.kid ?? '', ...(zip !== undefined && { zip }) })
    .encrypt(alg === 'dir' ? new Uint8Array(16) : await importJWK(jwk, alg));
}

export function send(node: TestNode, { response_uri }: RequestObject, form: object): request.Test {
  return request(node.app.server).post(pathOf(response_uri)).type('form').send(form);
}
