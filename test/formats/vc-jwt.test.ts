import jsonld from 'jsonld';
import { contexts } from '@digitalbazaar/credentials-context';
import { describe, expect, test } from 'vitest';
import {
  envelopedVc,
  isVcJwt,
  openVpJwt,
  ownContext,
  ownContextOctets,
  ownContextResource,
  vcDocument,
  vcKeyId,
  verifyVcJwt,
} from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { personalClaims } from '../../src/typemetadata/index.ts';
import {
  ask,
  desk,
  from,
  homePayload,
  holder,
  issue,
  now,
  recogniser,
  recognitionPayload,
  registrar,
} from '../verification/border.ts';

const seconds = epochSeconds(now);
const status = (uri: string, idx: number) =>
  (['revocation', 'suspension'] as const).map((statusPurpose) => ({
    id: `${uri}/${statusPurpose}#${String(idx)}`,
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: String(idx),
    statusListCredential: `${uri}/${statusPurpose}`,
  }));

function documentOf(payload: JsonObject, { holderBinding = false } = {}): JsonObject {
  const { uri, idx } = Object(payload['status']).status_list;
  const document = vcDocument({
    id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4d',
    claims: payload,
    personalClaims,
    credentialStatus: status(uri, idx),
    holderBinding,
  });
  if (!document) throw new Error('a credential of ours has a document');
  return document;
}

interface Turned {
  readonly header?: JsonObject;
  readonly more?: JsonObject;
  readonly document?: JsonObject;
  readonly holderBinding?: boolean;
  readonly signer?: typeof registrar;
}

function signed(
  payload: JsonObject,
  { header, more, document, holderBinding, signer }: Turned = {},
): Promise<string> {
  const by = signer ?? (payload === recognitionPayload ? recogniser : registrar);
  const iss = String(payload['iss']);
  return signCompactJws(
    { typ: 'vc+jwt', cty: 'vc', kid: vcKeyId(iss, by.kid), ...header },
    {
      ...documentOf(payload, { holderBinding: holderBinding ?? false }),
      iss,
      iat: seconds - 60,
      exp: seconds + 86_400,
      ...document,
      ...more,
    },
    by,
  );
}

const result = async (texts: readonly string[], turned: Parameters<typeof desk>[0] = {}, more = {}) =>
  desk(turned).verification.verify(ask(texts, more), from);

describe('the document', () => {
  test.each([
    ['home attestation', homePayload],
    ['recognition', recognitionPayload],
  ])('of a %s expands with every term defined, by a JSON-LD processor in safe mode', async (_, payload) => {
    const own: unknown = JSON.parse(Buffer.from(ownContextOctets).toString());
    const documentLoader = async (url: string) => {
      const document = url === ownContext ? own : contexts.get(url);
      if (!document) throw new Error(`nothing is fetched: ${url}`);
      return { contextUrl: null, documentUrl: url, document };
    };
    const document = {
      ...documentOf(payload, { holderBinding: true }),
      iss: payload.iss,
      iat: seconds,
      exp: seconds,
    };
    const [expanded] = await jsonld.expand(document, { documentLoader, safe: true });
    const text = JSON.stringify(expanded);
    for (const term of ['person', 'nameEn', 'number', 'statusList'])
      expect(text).toContain(`https://wenjin.example/vocabulary/v1#${term}`);
    expect(Object.keys(Object(expanded)).length).toBeGreaterThanOrEqual(Object.keys(document).length - 1);
  });

  test('names our context by a digest of the octets that are served, which never change', () => {
    expect(ownContextResource).toEqual({
      id: 'https://wenjin.example/contexts/credentials/v1',
      mediaType: 'application/ld+json',
      digestSRI: 'sha384-nCGKU5IcrVmgGcdobNVqJF+VbqwVzNUd1U/IVeIejkWUGUOVIYUp3tiNk5QxtzSn',
    });
  });

  test('of a recognition is an endorsement subtype with its conditions, its terms and what is not conferred', () => {
    expect(documentOf(recognitionPayload)).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2', ownContext],
      type: ['VerifiableCredential', 'EndorsementCredential', 'QualificationRecognitionCredential'],
      issuer: recognitionPayload.iss,
      validFrom: '2026-06-01T01:00:00Z',
      credentialSubject: {
        type: 'EndorsementSubject',
        id: `urn:uuid:${homePayload.record.id}`,
        agreement: { identifier: 'DEMO-1', version: 1, row: 'i03' },
        conditions: [{ code: 'engagement' }],
        notConferred: [{ code: 'acrp-title' }],
      },
      credentialStatus: [{ statusPurpose: 'revocation' }, { statusPurpose: 'suspension' }],
    });
    expect(documentOf(recognitionPayload)).not.toHaveProperty('vc');
  });

  test('of claims that are no credential of ours is not made', () => {
    expect(
      vcDocument({
        id: 'x',
        claims: { vct: 'https://elsewhere.example' },
        personalClaims,
        credentialStatus: [],
        holderBinding: false,
      }),
    ).toBeUndefined();
  });
});

describe('vc+jwt', () => {
  test('of both is judged as the SD-JWT VCs of the same records are', async () => {
    const answer = await result([
      await signed(homePayload, { holderBinding: true }),
      await signed(recognitionPayload, { holderBinding: true }),
    ]);
    expect(answer.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(answer).toMatchObject({
      result: 'VALID_WITH_CONDITIONS',
      facets: {
        award: { state: 'intact', qualification: 'cn-qcbp-im-cc' },
        recognition: { state: 'in-force', agreement: { id: 'DEMO-1', version: 1, row: 'i03' } },
        conditions: [{ code: 'engagement' }],
        notConferred: [{ code: 'acrp-title' }],
      },
      disclosed: { name_en: 'SHEN Zhiyuan', birth_date: '1994-03-12' },
    });
  });

  test.each([
    ['suspended', 2],
    ['ended', 1],
    ['unknown', 'unknown'],
  ] as const)('is not good when the rows of its status say %s', async (_, value) => {
    const plain = await result([await issue(homePayload)], { status: { 1: value } });
    const answer = await result([await signed(homePayload)], { status: { 1: value } });
    expect(answer.result).toBe(plain.result);
    expect(answer.checks).toContainEqual(
      expect.objectContaining({ code: 'status', outcome: value === 'unknown' ? 'unknown' : 'fail' }),
    );
  });

  const context = (...more: string[]) => ['https://www.w3.org/ns/credentials/v2', ...more];
  const entry = (change: object) => {
    const [revocation, suspension] = status('https://sz.wenjin.example/status-lists/1', 1);
    return [{ ...revocation, ...change }, suspension];
  };
  test.each<[string, Turned, string, string]>([
    ['named vc+sd-jwt', { header: { typ: 'vc+sd-jwt' } }, 'structure', 'no-tilde'],
    ['with a content type of something else', { header: { cty: 'vp' } }, 'type', 'wrong-type'],
    ['with a vct, as an SD-JWT VC has', { more: { vct: 'x' } }, 'claims', 'other-format'],
    ['with the vc claim of VC 1.1', { more: { vc: {} } }, 'claims', 'other-format'],
    ['with an iss that is not its issuer', { more: { iss: 'https://evil.example' } }, 'claims', 'issuer'],
    ['with another first context', { more: { '@context': [ownContext, ...context()] } }, 'claims', 'context'],
    [
      'with a further context',
      { more: { '@context': context(ownContext, 'https://evil.example/c') } },
      'claims',
      'context',
    ],
    ['without our context', { more: { '@context': context() } }, 'claims', 'context'],
    [
      'with another digest of our context',
      { more: { relatedResource: [{ ...ownContextResource, digestSRI: 'sha384-AAAA' }] } },
      'claims',
      'related-resource',
    ],
    ['without a digest of our context', { more: { relatedResource: [] } }, 'claims', 'related-resource'],
    ['of an unknown type', { more: { type: ['VerifiableCredential'] } }, 'claims', 'unknown-type'],
    [
      'valid until before it is valid',
      { more: { validUntil: '2020-01-01T00:00:00Z' } },
      'claims',
      'validity',
    ],
    ['with a validFrom without offset', { more: { validFrom: '2026-05-01T00:00:00' } }, 'claims', 'validity'],
    [
      'with a validUntil without offset',
      { more: { validUntil: '2036-05-01T00:00:00' } },
      'claims',
      'validity',
    ],
    [
      'with an index that is a number',
      { more: { credentialStatus: entry({ statusListIndex: 1 }) } },
      'claims',
      'credential-status',
    ],
    [
      'with a status id that is the list',
      { more: { credentialStatus: entry({ id: 'https://sz.wenjin.example/status-lists/1/revocation' }) } },
      'claims',
      'credential-status',
    ],
    [
      'with a purpose that is not its list’s',
      { more: { credentialStatus: entry({ statusPurpose: 'suspension' }) } },
      'claims',
      'credential-status',
    ],
    [
      'with entries that differ',
      { more: { credentialStatus: entry({ statusListIndex: '7' }) } },
      'claims',
      'credential-status',
    ],
    ['without a status', { more: { credentialStatus: [] } }, 'claims', 'credential-status'],
    ['with nbf', { more: { nbf: 1 } }, 'times.not-before', 'not-a-claim-of-this-format'],
    [
      'signed before its record',
      { more: { iat: homePayload.iat - 1 } },
      'times.issued-at',
      'before-the-record',
    ],
    [
      'with a bare thumbprint as kid',
      { header: { kid: registrar.kid } },
      'issuer-key',
      'key-not-of-this-issuer',
    ],
    [
      'with a kid of another issuer',
      { header: { kid: vcKeyId('https://evil.example', registrar.kid) } },
      'issuer-key',
      'key-not-of-this-issuer',
    ],
    [
      'signed by somebody else',
      { signer: holder, header: { kid: vcKeyId(homePayload.iss, registrar.kid) } },
      'signature',
      'does-not-verify',
    ],
    ['with a key in its header', { header: { jwk: holder.jwk } }, 'header', 'embedded-key'],
    ['with a private cnf', { more: { cnf: { jwk: { ...holder.jwk, d: 'x' } } } }, 'claims', 'cnf'],
  ])('is not believed %s', async (_, turned, code, detail) => {
    const text = await signed(homePayload, turned);
    const answer = await result([text]);
    expect(answer.checks).toContainEqual(expect.objectContaining({ code, outcome: 'fail', detail }));
    expect(answer.result).toMatch(/SIGNATURE_INVALID|ISSUER_NOT_MANDATED/);
    expect(answer).not.toHaveProperty('disclosed.name_en');
  });

  test('is expired when its signature or its record is', async () => {
    for (const more of [{ exp: seconds - 1 }, { validUntil: '2026-05-31T23:00:00Z' }]) {
      const answer = await result([await signed(homePayload, { more })]);
      expect(answer.result).toBe('EXPIRED');
    }
  });

  test('is not believed when the authority had no mandate at the record or at the signature', async () => {
    const signedAt = seconds - 60;
    for (const mandated of [
      (at: Date) => epochSeconds(at) !== homePayload.iat,
      (at: Date) => epochSeconds(at) !== signedAt,
    ])
      expect((await result([await signed(homePayload)], { mandated })).result).toBe('ISSUER_NOT_MANDATED');
    const both = (at: Date) => [homePayload.iat, signedAt].includes(epochSeconds(at));
    expect((await result([await signed(homePayload)], { mandated: both })).result).toBe('VALID');
  });

  test('lacks no more than an SD-JWT VC of the type may lack', async () => {
    const payload = { ...recognitionPayload, not_conferred: [] };
    for (const text of [
      await issue(payload, { signer: recogniser }),
      await signed(payload, { signer: recogniser }),
    ]) {
      const answer = await result([text]);
      expect(answer.checks).toContainEqual(
        expect.objectContaining({
          code: 'type-metadata',
          outcome: 'fail',
          detail: 'missing:/not_conferred/*/code',
        }),
      );
      expect(answer.result).toBe('SIGNATURE_INVALID');
    }
  });

  test('never stands in for a credential whose holder was to prove a key', async () => {
    const keyBinding = { audience: 'https://bank.example', nonce: 'n' };
    const answer = await result([await signed(homePayload)], {}, { keyBinding });
    expect(answer.checks).toContainEqual(
      expect.objectContaining({ code: 'key-binding.present', outcome: 'fail', detail: 'absent' }),
    );
    expect(answer.result).toBe('SIGNATURE_INVALID');
  });

  test.each(['', 'x', 'a.b.c', 'eyJ0eXAiOiJ2Yytqd3QifQ..'])('%j is refused without a fault', (text) => {
    expect(isVcJwt(text)).toBe(false);
    expect(verifyVcJwt(text, { issuerKey: () => ({ problem: 'none' }) }).valid).toBe(false);
  });
});

describe('vp+jwt', () => {
  const policy = { audience: 'https://bank.example', nonce: 'n-1', now: seconds, maxAgeSeconds: 300 };
  const presented = async (
    turned: { header?: JsonObject; more?: JsonObject; signer?: typeof holder; bound?: boolean } = {},
  ) => {
    const credential = await signed(homePayload, { holderBinding: turned.bound ?? true });
    return signCompactJws(
      { typ: 'vp+jwt', cty: 'vp', ...turned.header },
      {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: 'VerifiablePresentation',
        verifiableCredential: [envelopedVc(credential)],
        aud: policy.audience,
        nonce: policy.nonce,
        iat: seconds,
        ...turned.more,
      },
      turned.signer ?? holder,
    );
  };

  test('opens to the credentials that its signer holds', async () => {
    const opened = openVpJwt(await presented(), policy);
    expect(opened).toEqual({ ok: true, credentials: [expect.stringMatching(/^ey/)] });
    expect(opened.ok && isVcJwt(opened.credentials[0] ?? '')).toBe(true);
    const [text = ''] = opened.ok ? opened.credentials : [];
    const inArray = { ...envelopedVc(text), type: ['EnvelopedVerifiableCredential'] };
    const alike = await presented({ more: { verifiableCredential: [inArray] } });
    expect(openVpJwt(alike, policy)).toEqual(opened);
  });

  test.each<[string, Parameters<typeof presented>[0], string]>([
    ['of another type', { header: { typ: 'vc+jwt' } }, 'wrong-type'],
    ['by somebody who does not hold the key', { signer: registrar }, 'does-not-verify'],
    ['of a credential that is bound to no key', { bound: false }, 'holder-key'],
    ['for another verifier', { more: { aud: 'https://other.example' } }, 'other-audience'],
    ['for two verifiers', { more: { aud: [policy.audience, 'https://other.example'] } }, 'other-audience'],
    ['for another request', { more: { nonce: 'n-2' } }, 'other-nonce'],
    ['of an hour ago', { more: { iat: seconds - 3600 } }, 'issued-at'],
    ['without its instant', { more: { iat: '1' } }, 'issued-at'],
    ['that has expired', { more: { exp: seconds } }, 'expired'],
    ['with the vp claim of VC 1.1', { more: { vp: {} } }, 'credentials'],
    [
      'with an SD-JWT in its envelope',
      {
        more: {
          verifiableCredential: [
            { type: 'EnvelopedVerifiableCredential', id: 'data:application/vc+sd-jwt,a~' },
          ],
        },
      },
      'credentials',
    ],
    ['with nothing in it', { more: { verifiableCredential: [] } }, 'credentials'],
    [
      'with a further context',
      { more: { '@context': ['https://www.w3.org/ns/credentials/v2', 'https://evil.example'] } },
      'credentials',
    ],
    ['with a key in its header', { header: { jwk: holder.jwk } }, 'embedded-key'],
  ])('is refused %s', async (_, turned, problem) => {
    expect(openVpJwt(await presented(turned), policy)).toEqual({ ok: false, problem });
  });

  test('that is no JWT is refused', () => {
    expect(openVpJwt('a~b', policy)).toMatchObject({ ok: false });
  });
});
