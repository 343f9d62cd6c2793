import { describe, expect, test } from 'vitest';
import { checkTimes, parseSdJwt, presentation, signKeyBinding } from '../../src/formats/index.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { binding, built, disclosures, forge, holder, issued, now, presented, verify } from './sample.ts';

function partsOf(text: string) {
  const parsed = parseSdJwt(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.parts;
}

describe('a presentation', () => {
  test('sends the chosen disclosures and those that lead to them, in the order of the issuer', () => {
    expect(partsOf(presented).disclosures).toEqual([disclosures[0], disclosures[3], disclosures[4]]);
  });

  test('sends an array element that is chosen by its disclosure', async () => {
    const element = built.disclosures[6]?.text ?? '';
    const text = await presentation(issued, [element], binding);
    expect(verify(text).claims).toMatchObject({ modules: ['retail', 'aml', 'ethics'] });
  });

  test('sends a claim without what it hides itself', async () => {
    expect(verify(await presentation(issued, ['address'], binding)).claims).toMatchObject({ address: {} });
  });

  test('without key binding ends with its tilde', async () => {
    const text = await presentation(issued, []);
    expect(text).toBe(`${partsOf(issued).issuerJwt}~`);
  });

  test('is not made of a presentation, of something else, or with a disclosure that cannot be read', async () => {
    await expect(presentation(presented, [])).rejects.toThrow(TypeError);
    await expect(presentation('abc', [])).rejects.toThrow(TypeError);
    await expect(presentation(forge({ disclosures: ['AAAA'], keyBinding: 'none' }), [])).rejects.toThrow(
      TypeError,
    );
  });

  test('is bound by a KB-JWT of exactly four claims', async () => {
    const sdJwt = partsOf(presented).presented;
    const jwt = await signKeyBinding(sdJwt, { audience: 'a', nonce: 'n', issuedAt: now }, holder);
    const [header = '', payload = ''] = jwt
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header)).toEqual({ alg: 'ES256', typ: 'kb+jwt' });
    expect(JSON.parse(payload)).toEqual({ aud: 'a', iat: now, nonce: 'n', sd_hash: sha256Base64url(sdJwt) });
  });
});

describe('the times of a credential', () => {
  const outcomes = (payload: object, at?: number) =>
    checkTimes({ ...payload }, at).map(({ outcome, detail }) => detail ?? outcome);
  test.each<[object, number | undefined, string[]]>([
    [{ iat: 100 }, 100, ['pass', 'absent', 'absent']],
    [{ iat: 100, nbf: 100, exp: 101 }, 100, ['pass', 'pass', 'pass']],
    [{ iat: 100, nbf: 161, exp: 100 }, 100, ['pass', 'not-yet-valid', 'expired']],
    [{ iat: 161, nbf: 160, exp: 100.5 }, 100, ['in-the-future', 'pass', 'pass']],
    [{ iat: 1, nbf: 1, exp: 1 }, undefined, ['not-asked', 'not-asked', 'not-asked']],
    [{}, undefined, ['absent', 'absent', 'absent']],
    [
      { iat: '1', nbf: true, exp: [] },
      undefined,
      ['not-a-numeric-date', 'not-a-numeric-date', 'not-a-numeric-date'],
    ],
    [
      { iat: Number.NaN, nbf: -1, exp: 253_402_300_800 },
      100,
      ['not-a-numeric-date', 'not-a-numeric-date', 'not-a-numeric-date'],
    ],
    [{ iat: 0, nbf: 0, exp: 253_402_300_799 }, 100, ['pass', 'pass', 'pass']],
  ])('%j as of %s', (payload, at, expected) => {
    expect(outcomes(payload, at)).toEqual(expected);
  });
});
