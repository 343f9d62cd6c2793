import { describe, expect, test } from 'vitest';
import { combineSdJwt, verifySdJwtVc } from '../../src/formats/index.ts';
import { bindings } from './forgeries-binding.ts';
import { content, hidden } from './forgeries-claims.ts';
import { signatures } from './forgeries-signature.ts';
import { form, headers } from './forgeries-token.ts';
import { header } from './forgery-case.ts';
import { detailOf, disclosures, failures, forge, issued, presented, unbound, verify } from './sample.ts';

const all = [...form, ...headers, ...signatures, ...hidden, ...content, ...bindings];

describe('a credential is not valid with', () => {
  test('the table has at least 80 kinds, each different', () => {
    expect(all.length).toBeGreaterThanOrEqual(80);
    const distinct = new Set(all.map((each) => (each.policy === undefined ? each.text : each.title)));
    expect(distinct.size).toBe(all.length);
  });

  test.each(all)('$title: $fails', ({ text, fails, detail, policy }) => {
    const result = verify(text, policy);
    expect(result.valid).toBe(false);
    expect(failures(result)).toContain(fails);
    if (detail !== undefined) expect(detailOf(result, fails)?.split(' ')).toContain(detail);
  });
});

describe('without key binding being asked for', () => {
  test('an SD-JWT and an SD-JWT+KB are valid', () => {
    for (const text of [issued, presented]) expect(failures(verifySdJwtVc(text, unbound))).toEqual([]);
  });

  test.each([
    ['something that is no JWT', `${issued}AAAA`],
    [
      'a disclosure',
      `${combineSdJwt(issued.split('~')[0] ?? '', disclosures.slice(0, 1))}${disclosures[1] ?? ''}`,
    ],
    ['two KB-JWTs', `${presented}~${presented.slice(presented.lastIndexOf('~') + 1)}`],
  ])('%s may not follow the last tilde', (_title, text) => {
    expect(verifySdJwtVc(text, unbound).valid).toBe(false);
  });
});

test('the forger’s tools make a valid credential when nothing is forged', () => {
  for (const text of [presented, forge({})]) expect(failures(verify(text))).toEqual([]);
  expect(verify(forge({ header: header({ x5c: ['MIIB'] }) })).valid).toBe(true);
});
