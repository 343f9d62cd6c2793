import type { KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  combineSdJwt,
  issuerJwtDigest,
  presentation,
  sdJwtVcType,
  verifySdJwtVc,
} from '../../src/formats/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { createLru } from '../../src/kernel/lru.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  binding,
  claims,
  failures,
  forge,
  holder,
  issued,
  issuer,
  policy,
  presented,
  unbound,
  verify,
} from './sample.ts';

describe('verification', () => {
  test('gives back what was disclosed and says of every check how it went', () => {
    const result = verify(presented);
    const { given_name, address, name_zh: _zh, birth_date: _date, ...open } = claims;
    expect(result.valid).toBe(true);
    expect(result.claims).toEqual({
      ...open,
      given_name,
      address: { city: address.city },
      modules: ['retail', 'ethics'],
    });
    expect(result.header).toEqual({ alg: 'ES256', kid: issuer.kid, typ: sdJwtVcType });
    expect(result.holder).toEqual({ jwk: holder.jwk, thumbprint: holder.kid });
    expect(
      result.checks.map(({ code, outcome, detail }) => [code, outcome, detail].join(' ').trim()),
    ).toEqual([
      'structure pass',
      'header pass',
      'type pass',
      'algorithm pass',
      'issuer-key pass',
      'signature pass',
      'certificate skipped absent',
      'disclosures pass',
      'claims pass',
      'times.issued-at pass',
      'times.not-before skipped absent',
      'times.expires pass',
      'key-binding.present pass',
      'key-binding.structure pass',
      'key-binding.type pass',
      'key-binding.algorithm pass',
      'key-binding.holder-key pass',
      'key-binding.signature pass',
      'key-binding.issued-at pass',
      'key-binding.audience pass',
      'key-binding.nonce pass',
      'key-binding.sd-hash pass',
    ]);
  });

  test('always lists the same checks', () => {
    const codes = verify(presented).checks.map((check) => check.code);
    for (const text of [
      '',
      '~',
      issued,
      presented,
      forge({ payload: 'x' }),
      forge({ header: 'x' }),
      forge({ keyBinding: 'none' }),
    ]) {
      expect(verify(text).checks.map((check) => check.code)).toEqual(codes);
      expect(verifySdJwtVc(text, unbound).checks.map((check) => check.code)).toEqual(codes);
    }
  });

  test('names everything that is wrong, not only the first', () => {
    const text = forge({
      header: { alg: 'none', typ: 'JWT', jwk: {} },
      payload: { iss: claims.iss, exp: 1, _sd: ['d', 'd'] },
      disclosures: [],
      keyBinding: { claims: { aud: 'other', nonce: 'other' } },
    });
    expect(failures(verify(text))).toEqual([
      'header',
      'type',
      'algorithm',
      'issuer-key',
      'disclosures',
      'claims',
      'times.issued-at',
      'times.expires',
      'key-binding.holder-key',
      'key-binding.audience',
      'key-binding.nonce',
    ]);
  });

  test('does not call the signature of an unknown issuer wrong', () => {
    const result = verify(
      forge({ payload: { ...claims, iss: 'https://elsewhere.example' }, disclosures: [] }),
    );
    expect(failures(result)).toEqual(['issuer-key']);
    expect(result.checks.find((check) => check.code === 'signature')?.outcome).toBe('unknown');
    expect(result.valid).toBe(false);
  });

  test('judges times as of the instant that it is given', () => {
    expect(failures(verify(presented, { now: claims.exp - 1 }))).toEqual([]);
    expect(failures(verify(presented, { now: claims.exp }))).toEqual(['times.expires']);
    expect(failures(verify(presented, { now: claims.iat - 60 }))).toEqual([]);
    expect(failures(verify(presented, { now: claims.iat - 61 }))).toEqual(['times.issued-at']);
    const { now: _now, ...timeless } = policy;
    const times = verifySdJwtVc(presented, timeless).checks.filter((check) =>
      check.code.startsWith('times.'),
    );
    expect(times.map((check) => check.outcome)).toEqual(['skipped', 'skipped', 'skipped']);
  });

  test('takes either suite for issuer and holder', async () => {
    const edwardsIssuer = softwareSigner('Ed25519');
    const edwardsHolder = softwareSigner('Ed25519');
    const payload = { ...claims, cnf: { jwk: edwardsHolder.jwk } };
    const jwt = await signCompactJws({ typ: sdJwtVcType }, payload, edwardsIssuer);
    const text = await presentation(combineSdJwt(jwt, []), [], { ...binding, signer: edwardsHolder });
    const result = verify(text, { issuerKey: () => ({ key: edwardsIssuer.publicKey, alg: 'Ed25519' }) });
    expect(failures(result)).toEqual([]);
    expect(failures(verify(text, { issuerKey: () => ({ key: issuer.publicKey, alg: 'ES256' }) }))).toEqual([
      'algorithm',
      'signature',
    ]);
  });

  test('keeps holders’ keys by thumbprint and comes to the same result with them', () => {
    const holderKeys = createLru<KeyObject>(4);
    expect(verify(presented, { holderKeys })).toEqual(verify(presented));
    expect(holderKeys.get(holder.kid)?.equals(holder.publicKey)).toBe(true);
    expect(verify(presented, { holderKeys }).valid).toBe(true);
    const impostor = forge({ keyBinding: { signer: softwareSigner() } });
    expect(failures(verify(impostor, { holderKeys }))).toEqual(['key-binding.signature']);
  });

  test('digests the issuer’s JWT alone, whatever was disclosed with it', () => {
    const digest = issuerJwtDigest(issued);
    expect(issuerJwtDigest(presented)).toBe(digest);
    expect(issuerJwtDigest(issued.split('~')[0] ?? '')).toBe(digest);
  });

  test('shows header and payload to the key look-up only when both could be read', () => {
    let asked = 0;
    const issuerKey = () => {
      asked += 1;
      return { problem: 'none' };
    };
    for (const text of ['', '~', forge({ payload: '[]' }), forge({ header: '[]' })])
      verify(text, { issuerKey });
    expect(asked).toBe(0);
  });
});
