import { X509Certificate } from 'node:crypto';
import { validateLoTE } from '@owf/eudi-lote';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loteOf } from '../../src/trust/lote-writing.ts';
import { act, startNode, type TestNode } from '../keys/node.ts';
import { end, grant, publish, register } from './border.ts';
import { payload } from './lists.ts';
import { changed } from './lote-changes.ts';
import { ts119602 } from './ts-119-602.ts';

/** By implementations and documents that are not ours: what a stranger makes of the list that a node publishes. */

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(ts119602);
const errorsOf = (document: unknown) => {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
};

let node: TestNode;
let text: string;
let document: unknown;
beforeAll(async () => {
  node = await startNode('sz');
  await register(node, 'registrar');
  const id = await grant(node, { slug: 'registrar' });
  await grant(node, { slug: 'registrar', action: 'recognise', validFrom: new Date('2020-01-01T00:00:00Z') });
  node.clock.advance(60);
  await end(node, 'registrar', id);
  const prepared = await node.keys.prepare({ purpose: 'status', authority: null, suite: 'ES256' });
  await node.db.transaction((tx) => node.keys.rotate(tx, { prepared, signFrom: node.clock.now() }, act));
  node.clock.advance(3600);
  await publish(node);
  text = Buffer.from(node.trust.currentList() ?? '').toString();
  document = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
});
afterAll(() => node.close());

describe('the list that a node publishes', () => {
  test('is valid by the JSON Schema of ETSI TS 119 602', () => {
    expect(errorsOf(document)).toEqual([]);
    expect(JSON.stringify(document)).toContain('"ServiceHistory"');
  });

  test('is valid for another implementation of lists of trusted entities', () => {
    expect(validateLoTE(document)).toEqual({ valid: true, errors: [] });
  });

  test('verifies by its certificate alone, for who trusts the root', async () => {
    const header = z.object({ x5c: z.array(z.string()) }).parse(decodeProtectedHeader(text));
    const chain = [...header.x5c, ...node.keys.anchors()].map(
      (one) => new X509Certificate(Buffer.from(one, 'base64')),
    );
    const issued = chain.slice(1).map((issuer, index) => chain[index]?.verify(issuer.publicKey));
    expect(issued).toEqual([true, true]);
    const [leaf] = chain;
    if (leaf === undefined) throw new Error('There is no leaf.');
    const { protectedHeader } = await compactVerify(text, leaf.publicKey, { algorithms: ['ES256'] });
    expect(Object.keys(protectedHeader).toSorted()).toEqual(['alg', 'iat', 'kid', 'typ', 'x5c', 'x5t#S256']);
  });

  test('names its operator as the subject of its certificate does', () => {
    const { x5c } = z.object({ x5c: z.array(z.string()) }).parse(decodeProtectedHeader(text));
    const subject = new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64')).subject.split('\n');
    expect(document).toMatchObject({
      LoTE: {
        ListAndSchemeInformation: {
          SchemeOperatorName: [{ lang: 'en', value: 'sz.wenjin.example' }],
          SchemeTerritory: 'CN',
        },
      },
    });
    expect(subject).toEqual(expect.arrayContaining(['O=sz.wenjin.example', 'C=CN']));
  });
});

describe('the schema as it is told here', () => {
  const good = loteOf(payload());
  test('takes a list that was made without a node', () => {
    expect(errorsOf(good)).toEqual([]);
  });

  test.each<[string, (string | number)[], unknown]>([
    ['a list without an issue date', ['LoTE', 'ListAndSchemeInformation', 'ListIssueDateTime'], undefined],
    ['a sequence number that is a text', ['LoTE', 'ListAndSchemeInformation', 'LoTESequenceNumber'], '7'],
    ['a member that is not known', ['LoTE', 'TrustedEntitiesList', 0, 'Later'], 1],
    ['a type that is no URI', ['LoTE', 'ListAndSchemeInformation', 'LoTEType'], 'a list'],
    ['no entity', ['LoTE', 'TrustedEntitiesList'], []],
    [
      'an Ed25519 key where only EC and RSA are known',
      [
        'LoTE',
        'TrustedEntitiesList',
        0,
        'TrustedEntityServices',
        0,
        'ServiceInformation',
        'ServiceDigitalIdentity',
        'PublicKeyValues',
        0,
        'kty',
      ],
      'OKP',
    ],
  ])('refuses %s', (_, path, value) => {
    const bad: unknown = JSON.parse(JSON.stringify(changed(good, path, () => value)));
    expect(errorsOf(bad)).not.toEqual([]);
  });
});
