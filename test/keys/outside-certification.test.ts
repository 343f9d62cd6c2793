import { createPublicKey, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issuerOf } from '../../src/kernel/vocabulary.ts';
import type { CertificateRequest, PublishedKey } from '../../src/keys/index.ts';
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '../../src/keys/x509.ts';
import { act, identityOf, startNode, type TestNode } from './node.ts';
import { hasOpenssl, openssl } from './openssl.ts';
import { certify, made, type Made, signs, type Wanted } from './pki.ts';

/** As in production: an authority outside certifies what the node asks for. */

const origin = 'https://hk.wenjin.example';

let node: TestNode;
let root: Made;
let issuing: Made;
beforeAll(async () => {
  node = await startNode('hk', { node: identityOf('hk', { demonstration: false }) });
  const prepared = await node.keys.prepare({ purpose: 'credential', authority: 'hkib', suite: 'ES256' });
  await node.db.transaction((tx) => node.keys.create(tx, prepared, act));
  await node.keys.refresh();
  root = await made({ name: 'Outside Root', authority: 1, usage: certify, until: '2036-01-01T00:00:00Z' });
  issuing = await made({
    name: 'Outside Issuing',
    by: root,
    authority: 0,
    usage: certify,
    until: '2030-01-01T00:00:00Z',
  });
});
afterAll(() => node.close());

const pem = (one: Pick<Made, 'der'>) => new X509Certificate(Buffer.from(one.der)).toString();
const requestOf = (all: readonly CertificateRequest[], purpose: string) =>
  all.find(({ key }) => key.purpose === purpose) ?? never();

function never(): never {
  throw new Error('there is no such request');
}

/** What an authority makes of a request: its key and its names. */
async function certificateFor(
  { pem: text, key }: CertificateRequest,
  changes: Partial<Wanted> = {},
): Promise<Made> {
  const request = new Pkcs10CertificateRequest(text);
  const publicKey = createPublicKey({
    key: Buffer.from(request.publicKey.rawData),
    format: 'der',
    type: 'spki',
  });
  const names = request.extensions.find((one) => one instanceof SubjectAlternativeNameExtension);
  const keys = { publicKey, privateKey: root.privateKey };
  const asked = {
    name: key.kid,
    by: issuing,
    keys,
    authority: false,
    usage: signs,
    more: names ? [names] : [],
  };
  return made({ ...asked, ...changes });
}

test('the requests are for every key that others check by a certificate, signed by the key, and name it', async () => {
  const requests = await node.keys.outside.requests({ all: false });
  expect(requests.map(({ key }) => key.purpose).sort()).toEqual([
    'credential',
    'metadata',
    'presentation',
    'status',
    'trust-list',
  ]);
  for (const { key, pem: text } of requests) {
    const request = new Pkcs10CertificateRequest(text);
    expect(await request.verify()).toBe(true);
    const names = request.extensions.find((one) => one instanceof SubjectAlternativeNameExtension)?.names
      .items;
    expect(names).toMatchObject(
      key.authority === null
        ? [
            { type: 'url', value: origin },
            { type: 'dns', value: 'hk.wenjin.example' },
          ]
        : [{ type: 'url', value: issuerOf(origin, 'hkib') }],
    );
    expect(request.subject).not.toContain('DEMONSTRATION');
  }
});

test.skipIf(!hasOpenssl)('OpenSSL reads a request and the names in it', async () => {
  const { pem: text } = requestOf(await node.keys.outside.requests({ all: false }), 'presentation');
  const said = openssl(['req', '-noout', '-text'], { input: text });
  expect(said).toContain('URI:https://hk.wenjin.example, DNS:hk.wenjin.example');
});

describe('what the authority sends', () => {
  const refusals: [string, string, (request: CertificateRequest) => Promise<string>][] = [
    ['for nobody here', 'no-certificate-of-ours', async () => [root, issuing].map(pem).join('')],
    [
      'that is no certificate',
      'unreadable',
      async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    ],
    [
      'without the root',
      'anchor-unknown',
      async (request) => [await certificateFor(request), issuing].map(pem).join(''),
    ],
    [
      'without the authority between',
      'anchor-unknown',
      async (request) => [await certificateFor(request), root].map(pem).join(''),
    ],
    [
      'for another issuer',
      'another-name',
      async (request) => {
        const other = await certificateFor(request, { more: [], uris: [`${origin}/authorities/other`] });
        return [other, issuing, root].map(pem).join('');
      },
    ],
    [
      'that is over',
      'not-valid-then',
      async (request) => {
        const old = await certificateFor(request, {
          from: '2025-01-01T00:00:00Z',
          until: '2026-02-01T00:00:00Z',
        });
        return [old, issuing, root].map(pem).join('');
      },
    ],
  ];

  test.each(refusals)('%s is refused whole: %s', async (_, problem, text) => {
    const request = requestOf(await node.keys.outside.requests({ all: false }), 'credential');
    expect(await node.keys.outside.import(await text(request))).toMatchObject({ kind: 'refused', problem });
    expect(await node.query('select 1 from key_certificates')).toEqual([]);
    expect(node.keys.anchors()).toEqual([]);
  });

  test('for the node itself has to name its host', async () => {
    const request = requestOf(await node.keys.outside.requests({ all: false }), 'presentation');
    const nameless = await certificateFor(request, { more: [], uris: [origin] });
    expect(await node.keys.outside.import([nameless, issuing, root].map(pem).join(''))).toMatchObject({
      kind: 'refused',
      problem: 'another-host',
      kid: request.key.kid,
    });
  });

  test('is kept in any order, announced first, and used ten minutes later', async () => {
    const requests = await node.keys.outside.requests({ all: false });
    const leaves = await Promise.all(requests.map((request) => certificateFor(request)));
    const outcome = await node.keys.outside.import(
      [root, ...leaves, issuing].map(pem).join('between them\n'),
    );
    expect(outcome).toMatchObject({ kind: 'imported', roots: 1 });
    expect(outcome.kind === 'imported' ? outcome.certified.length : 0).toBe(5);
    expect(node.keys.anchors()).toEqual([root.base64]);
    const chainOf = ({ kid }: PublishedKey) => node.keys.chain(kid);
    const [{ key } = never()] = requests;
    expect(chainOf(key)).toBeUndefined();
    node.clock.advance(601);
    expect(chainOf(key)).toBeUndefined();
    node.clock.advance(60);
    expect(chainOf(key)).toEqual([leaves[0]?.base64, issuing.base64]);
    expect(await node.keys.outside.requests({ all: false })).toEqual([]);
    expect(await node.keys.outside.requests({ all: true })).toHaveLength(5);
    expect(node.keys.outside.list().map(({ until }) => until)).toEqual(
      Array(5).fill(new Date('2027-01-01T00:00:00Z')),
    );
  });

  test('comes again before the end, and needs no root that is known', async () => {
    node.clock.set('2026-12-15T00:00:00Z');
    const requests = await node.keys.outside.requests({ all: false });
    expect(requests).toHaveLength(5);
    const request = requestOf(requests, 'status');
    const next = await certificateFor(request, { until: '2027-12-01T00:00:00Z' });
    const outcome = await node.keys.outside.import([next, issuing].map(pem).join(''));
    expect(outcome).toMatchObject({ kind: 'imported', roots: 0 });
    expect(node.keys.chain(request.key.kid)?.[0]).not.toBe(next.base64);
    node.clock.advance(660);
    expect(node.keys.chain(request.key.kid)?.[0]).toBe(next.base64);
  });

  test('is told in the log of events', async () => {
    const events = await node.query(
      `select type, count(*)::int from events join event_openings on event_id = id where type in ('key.certified', 'certificate-authority.added') group by type order by type`,
    );
    expect(events).toEqual([
      { type: 'certificate-authority.added', count: 1 },
      { type: 'key.certified', count: 6 },
    ]);
  });
});
