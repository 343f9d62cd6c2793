import { describe, expect, test } from 'vitest';
import { buildSdJwt, neverDisclosable, processDisclosures } from '../../src/formats/index.ts';
import { built, claims, disclosable, salt } from './sample.ts';

const salts = (count: number) => Array.from({ length: count }, (_, index) => salt(index));

describe('building an SD-JWT', () => {
  test('hides what was asked for and leaves the rest open', () => {
    expect(Object.keys(built.payload)).toEqual([
      'iss',
      'iat',
      'exp',
      'vct',
      'cnf',
      'status',
      'record',
      'modules',
      '_sd',
      '_sd_alg',
    ]);
    expect(built.payload['modules']).toEqual(['retail', { '...': built.disclosures[6]?.digest }, 'ethics']);
    expect(built.disclosures.map((each) => (each.kind === 'member' ? each.name : each.value))).toEqual([
      'given_name',
      'name_zh',
      'birth_date',
      'address',
      'city',
      'street',
      'aml',
    ]);
  });

  test('sorts digests, so that their order says nothing', () => {
    const shown = ['/given_name', '/name_zh', '/birth_date', '/address'];
    const digests = built.disclosures
      .filter((_, index) => shown.includes(disclosable[index] ?? ''))
      .map((each) => each.digest);
    expect(built.payload['_sd']).toEqual(digests.toSorted());
  });

  test('gives the same octets for the same input', () => {
    expect(buildSdJwt({ claims, disclosable, salts: salts(disclosable.length) })).toEqual(built);
  });

  test('gives back the claims when all is disclosed', () => {
    expect(
      processDisclosures(
        built.payload,
        built.disclosures.map((each) => each.text),
      ),
    ).toEqual({ ok: true, claims });
  });

  test('reads names with / and ~ from pointers', () => {
    const { payload } = buildSdJwt({
      claims: { 'a/b': { 'c~d': 1 } },
      disclosable: ['/a~1b/c~0d'],
      salts: salts(1),
    });
    expect(payload).toMatchObject({ 'a/b': { _sd: [expect.any(String)] } });
  });

  test.each<[string, Parameters<typeof buildSdJwt>[0]]>([
    ['too few salts', { claims, disclosable, salts: salts(2) }],
    ['a salt used twice', { claims, disclosable: ['/given_name', '/name_zh'], salts: [salt(0), salt(0)] }],
    ['a salt of 64 bits', { claims, disclosable: ['/given_name'], salts: [new Uint8Array(8)] }],
    ['a claim that is not there', { claims, disclosable: ['/middle_name'], salts: salts(1) }],
    ['an element that is not there', { claims, disclosable: ['/modules/3'], salts: salts(1) }],
    ['a claim named twice', { claims, disclosable: ['/given_name', '/given_name'], salts: salts(2) }],
    ['the whole payload', { claims, disclosable: [''], salts: salts(1) }],
    ['something that is no pointer', { claims, disclosable: ['given_name'], salts: salts(1) }],
    ['a protected claim', { claims, disclosable: ['/exp'], salts: salts(1) }],
    ['a claim inside a protected one', { claims, disclosable: ['/cnf/jwk'], salts: salts(1) }],
    [
      'a claim that the caller protects',
      { claims, disclosable: ['/record'], salts: salts(1), neverDisclosable: neverDisclosable(['/record']) },
    ],
    ['a reserved name', { claims: { _sd: [] }, disclosable: [], salts: [] }],
    ['a reserved name further down', { claims: { a: { '...': 1 } }, disclosable: ['/a'], salts: salts(1) }],
  ])('refuses %s', (_title, content) => {
    expect(() => buildSdJwt(content)).toThrow(/./);
  });
});
