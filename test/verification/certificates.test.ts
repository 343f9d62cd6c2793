import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/strict-json.ts';
import { certify, made, type Pki, pkiFor, signs } from '../keys/pki.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { ask, desk, from, homeIssuer, homePayload, issue, registrar, type Turned } from './border.ts';

let pki: Pki;
let x5c: readonly string[];
let turned: Turned;
beforeAll(async () => {
  pki = await pkiFor(homeIssuer, registrar);
  x5c = [pki.leaf.base64, pki.issuing.base64];
  turned = { anchors: [pki.root.der] };
});

async function verify(header: JsonObject, more: { payload?: JsonObject; turned?: Turned } = {}) {
  const text = await issue({ ...homePayload, ...more.payload }, { header });
  const { verification } = desk(more.turned ?? turned);
  const { result, checks } = await verification.verify(ask([text]), from);
  const { outcome, detail } = checks.find(({ code }) => code === 'certificate') ?? {};
  return { result, certificate: detail === undefined ? outcome : `${outcome ?? ''} ${detail}` };
}

describe('a credential with certificates', () => {
  test('is verified when they lead to a root that the list names', async () => {
    expect(await verify({ x5c })).toEqual({ result: 'VALID', certificate: 'pass' });
  });

  test('is the same whether it is asked about once or often, and so is one that is refused', async () => {
    const good = await issue(homePayload, { header: { x5c } });
    const bad = await issue(homePayload, { header: { x5c: [pki.leaf.base64] } });
    const { verification } = desk(turned);
    for (const [text, expected] of [
      [good, 'VALID'],
      [bad, 'SIGNATURE_INVALID'],
      [good, 'VALID'],
      [bad, 'SIGNATURE_INVALID'],
    ] as const)
      expect((await verification.verify(ask([text]), from)).result).toBe(expected);
  });

  test('is judged anew for another issuer, another day and other roots, though its header is known', async () => {
    const day = 86_400;
    expect((await verify({ x5c })).result).toBe('VALID');
    expect((await verify({ x5c }, { turned: { anchors: [] } })).certificate).toBe('fail anchor-unknown');
    const earlier = { iat: homePayload.iat - 29 * day };
    expect((await verify({ x5c }, { payload: earlier })).certificate).toBe('pass');
    const brief = await made({
      name: 'brief',
      by: pki.issuing,
      keys: registrar,
      authority: false,
      usage: signs,
      uris: [homeIssuer],
      from: '2026-05-30T00:00:00Z',
    });
    const header = { x5c: [brief.base64, pki.issuing.base64] };
    expect((await verify(header)).certificate).toBe('pass');
    expect((await verify(header, { payload: earlier })).certificate).toBe('fail not-valid-then');
    expect((await verify(header)).certificate).toBe('pass');
  });

  test('is verified by its kid alone when it brings none', async () => {
    expect(await verify({})).toEqual({ result: 'VALID', certificate: 'skipped absent' });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['an empty x5c', 'malformed', async () => []],
    ['x5c as one text', 'malformed', async () => x5c[0]],
    [
      'base64url',
      'malformed',
      async () => x5c.map((one) => Buffer.from(one, 'base64').toString('base64url')),
    ],
    ['the anchor in x5c', 'anchor-included', async () => [...x5c, pki.root.base64]],
    [
      'a leaf that signed itself',
      'leaf-self-signed',
      async () => [
        (await made({ name: 'self', keys: registrar, authority: false, usage: signs, uris: [homeIssuer] }))
          .base64,
      ],
    ],
    [
      'a chain of another authority',
      'anchor-unknown',
      async () => {
        const { leaf, issuing } = await pkiFor(homeIssuer, registrar);
        return [leaf.base64, issuing.base64];
      },
    ],
    [
      'a certificate that was over',
      'not-valid-then',
      async () => [
        (
          await made({
            name: 'old',
            by: pki.root,
            keys: registrar,
            authority: false,
            usage: signs,
            uris: [homeIssuer],
            from: '2025-01-01T00:00:00Z',
            until: '2026-01-02T00:00:00Z',
          })
        ).base64,
      ],
    ],
    [
      'a certificate of another key',
      'another-key',
      async () => [
        (
          await made({
            name: 'other',
            by: pki.root,
            keys: softwareSigner(),
            authority: false,
            usage: signs,
            uris: [homeIssuer],
          })
        ).base64,
      ],
    ],
    [
      'a certificate of another authority of the node',
      'another-name',
      async () => [
        (
          await made({
            name: 'other',
            by: pki.root,
            keys: registrar,
            authority: false,
            usage: signs,
            uris: [`${homeIssuer}2`],
          })
        ).base64,
      ],
    ],
    [
      'an intermediate that is no authority',
      'not-an-authority',
      async () => {
        const no = await made({ name: 'no', by: pki.root, authority: false, usage: certify });
        const leaf = await made({
          name: 'leaf',
          by: no,
          keys: registrar,
          authority: false,
          usage: signs,
          uris: [homeIssuer],
        });
        return [leaf.base64, no.base64];
      },
    ],
  ])('is refused, and the check named, for %s: %s', async (_, problem, chain) => {
    expect(await verify({ x5c: await chain() })).toEqual({
      result: 'SIGNATURE_INVALID',
      certificate: `fail ${problem}`,
    });
  });

  test.each(['jku', 'x5u', 'jwk'])(
    'is refused for %s in its header, and nothing is fetched',
    async (name) => {
      const value = name === 'jwk' ? registrar.jwk : 'https://evil.example/keys';
      expect((await verify({ x5c, [name]: value })).result).toBe('SIGNATURE_INVALID');
    },
  );

  test('is not asked for its certificates while its signature does not hold', async () => {
    const text = await issue(homePayload, {
      header: { x5c: ['nonsense'] },
      signer: { ...softwareSigner(), kid: registrar.kid },
    });
    const { checks } = await desk(turned).verification.verify(ask([text]), from);
    expect(checks.find(({ code }) => code === 'certificate')?.outcome).toBe('unknown');
  });

  test('still needs a mandate on the day of issue: a certificate gives none', async () => {
    const { result } = await verify({ x5c }, { turned: { ...turned, mandated: false } });
    expect(result).toBe('ISSUER_NOT_MANDATED');
  });

  test('under a root that only a newer list may name is inconclusive while ours is too old', async () => {
    const stale = await verify({ x5c }, { turned: { anchors: [], fresh: false } });
    expect(stale).toEqual({ result: 'INCONCLUSIVE', certificate: 'fail anchor-unknown' });
    const wrong = await verify({ x5c: [...x5c, pki.root.base64] }, { turned: { ...turned, fresh: false } });
    expect(wrong.result).toBe('SIGNATURE_INVALID');
  });

  test('of a key that was reported compromised is inconclusive, certified or not', async () => {
    const keys = { compromisedAt: new Date('2026-05-01T00:00:00Z') };
    expect((await verify({ x5c }, { turned: { ...turned, keys } })).result).toBe('INCONCLUSIVE');
  });
});
