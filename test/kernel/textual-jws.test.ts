import { expect, test } from 'vitest';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { parseTextualJws, splitCompactJws, verifyTextualJws } from '../../src/kernel/compact-jws.ts';
import { signRaw, softwareSigner } from './software-signer.ts';

const issuer = softwareSigner('ES256');

function signed(header: string, payload: Uint8Array): string {
  const text = `${encodeBase64url(Buffer.from(header))}.${encodeBase64url(payload)}`;
  return `${text}.${encodeBase64url(signRaw(issuer.privateKey, Buffer.from(text)))}`;
}

test('has no text for a payload that is not UTF-8', () => {
  const parsed = parseTextualJws(signed('{"alg":"ES256"}', Buffer.from([0xff])));
  expect(parsed).toMatchObject({ ok: true, jws: { payload: undefined } });
});

test('verifies a text longer than the usual limit, and only unchanged', () => {
  const parsed = parseTextualJws(signed('{"alg":"ES256"}', Buffer.alloc(70_000, 'a')), { maxBytes: 100_000 });
  if (!parsed.ok) throw new Error(parsed.reason);
  const { jws } = parsed;
  expect(verifyTextualJws(jws, issuer.publicKey, 'ES256')).toBe(true);
  const signingText = `${jws.signingText.slice(0, -1)}B`;
  expect(verifyTextualJws({ ...jws, signingText }, issuer.publicKey, 'ES256')).toBe(false);
});

test('reads a header anew however many others came between, and shares it frozen', () => {
  const read = (header: string) => splitCompactJws(signed(header, Buffer.from('{}')));
  for (let count = 0; count < 600; count += 1) {
    const header = { alg: 'ES256', kid: `${count}` };
    expect(read(JSON.stringify(header))).toMatchObject({ ok: true, jws: { header } });
  }
  const text = signed('{"alg":"ES256","x5c":["a"]}', Buffer.from('{}'));
  for (const split of [splitCompactJws(text), splitCompactJws(text)]) {
    if (!split.ok) throw new Error(split.reason);
    const { header } = split.jws;
    expect(header).toEqual({ alg: 'ES256', x5c: ['a'] });
    expect([Object.isFrozen(header), Object.isFrozen(header['x5c'])]).toEqual([true, true]);
  }
  expect(splitCompactJws(text.replace('.', '=.'))).toEqual({ ok: false, reason: 'not-base64url' });
});
