import { describe, expect, test } from 'vitest';
import { signStatement, verifyStatement } from '../../src/agreements/statements.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { keysOf, signers } from './agreements-node.ts';
import { document, versionOf } from './demo.ts';

const now = new Date('2026-06-01T02:00:00Z');
const version = versionOf();
const world = { keys: keysOf('hk'), now };
const text = {
  id: '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b',
  origin: 'https://sz.wenjin.example',
  kind: 'terminated',
  reasonCode: 'joint-committee-decision',
  effectiveAt: now,
} as const;
const header = { kid: signers.sz.kid, typ: 'wenjin-agreement-statement+jwt' };
const claims = {
  agreement: document.id,
  agreement_sha256: version.digest,
  effective_at: '2026-06-01T02:00:00Z',
  iat: 1_780_279_200,
  iss: text.origin,
  jti: text.id,
  kind: 'terminated',
  reason_code: 'joint-committee-decision',
  version: 1,
};

test('a statement of the other side verifies, with who said what from when', async () => {
  const jws = await signStatement(version, text, { signer: signers.sz, at: now });
  expect(verifyStatement(jws, version, world)).toEqual({
    ok: true,
    statement: {
      id: text.id,
      jurisdiction: 'CN-SZ',
      kind: 'terminated',
      reasonCode: 'joint-committee-decision',
      effectiveAt: now,
      saidAt: now,
      recordedAt: now,
      jws,
    },
  });
});

describe('a statement', () => {
  test.each<[string, object, object, string]>([
    ['about another agreement', {}, { agreement: 'OTHER-1' }, 'malformed'],
    ['about another version', {}, { version: 2 }, 'malformed'],
    ['about another text of the same version', {}, { agreement_sha256: 'A'.repeat(43) }, 'malformed'],
    ['of another kind', {}, { kind: 'revoked' }, 'malformed'],
    ['of another type', { typ: 'wenjin-agreement+jws' }, {}, 'malformed'],
    ['that takes effect before it is made', {}, { effective_at: '2026-05-31T02:00:00Z' }, 'backdated'],
    [
      'from the future',
      {},
      { iat: claims.iat + 3600, effective_at: '2026-06-02T02:00:00Z' },
      'signed-in-the-future',
    ],
    ['in the name of the other side', {}, { iss: 'https://hk.wenjin.example' }, 'signer-unknown'],
    ['in the name of a stranger', {}, { iss: 'https://stranger.example' }, 'signer-unknown'],
    ['by a key of nobody', { kid: 'A'.repeat(43) }, {}, 'signer-unknown'],
  ])('%s is refused', async (_name, headerChange, claimsChange, reason) => {
    const jws = await signCompactJws(
      { ...header, ...headerChange },
      { ...claims, ...claimsChange },
      signers.sz,
    );
    expect(verifyStatement(jws, version, world)).toEqual({ ok: false, reason });
  });

  test('altered after signing is refused', async () => {
    const [head = '', , tail = ''] = (await signCompactJws(header, claims, signers.sz)).split('.');
    const altered = Buffer.from(JSON.stringify({ ...claims, kind: 'resumed' })).toString('base64url');
    expect(verifyStatement([head, altered, tail].join('.'), version, world)).toEqual({
      ok: false,
      reason: 'signature-wrong',
    });
    expect(verifyStatement('a.b', version, world)).toEqual({ ok: false, reason: 'malformed' });
  });

  test('by a compromised key is refused', async () => {
    const jws = await signCompactJws(header, claims, signers.sz);
    const keys = keysOf('hk', { compromisedAt: now });
    expect(verifyStatement(jws, version, { keys, now })).toEqual({ ok: false, reason: 'key-compromised' });
  });
});
