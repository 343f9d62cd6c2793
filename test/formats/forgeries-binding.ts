import { combineSdJwt } from '../../src/formats/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { type ForgeryCase, of, payload } from './forgery-case.ts';
import {
  audience,
  disclosures,
  type Forgery,
  holder,
  issued,
  issuer,
  nonce,
  now,
  presented,
  stranger,
} from './sample.ts';

const json = (value: unknown) => JSON.stringify(value);
const [jwt = '', ...shown] = issued.split('~');
const edwards = softwareSigner('Ed25519');

const kb = (keyBinding: Forgery['keyBinding']): Forgery => (keyBinding === undefined ? {} : { keyBinding });
export const bindings: readonly ForgeryCase[] = [
  of('key binding stripped', 'key-binding.present', kb('none'), 'absent'),
  of('issued, never presented', 'key-binding.present', issued, 'absent'),
  of(
    'the last tilde stripped with it',
    'key-binding.structure',
    presented.slice(0, presented.lastIndexOf('~')),
    'not-compact',
  ),
  of(
    'no cnf to bind to',
    'key-binding.holder-key',
    { payload: payload({ cnf: undefined }) },
    'absent-or-unusable',
  ),
  of('cnf off the curve', 'key-binding.holder-key', {
    payload: payload({ cnf: { jwk: { kty: 'EC', crv: 'P-256', x: holder.kid, y: holder.kid } } }),
  }),
  of(
    'a KB-JWT of two parts',
    'key-binding.structure',
    kb({ edit: (text) => text.slice(0, text.lastIndexOf('.')) }),
    'not-compact',
  ),
  of(
    'a KB-JWT with a newline',
    'key-binding.structure',
    kb({ edit: (text) => `${text}\n` }),
    'not-base64url',
  ),
  of('a KB-JWT with padding', 'key-binding.structure', kb({ edit: (text) => `${text}==` }), 'not-base64url'),
  of('a KB-JWT too large', 'key-binding.structure', kb({ claims: { pad: 'p'.repeat(9000) } }), 'too-large'),
  of(
    'a KB-JWT header with alg twice',
    'key-binding.structure',
    kb({ header: '{"alg":"none","alg":"ES256","typ":"kb+jwt"}' }),
    'header-not-json',
  ),
  of(
    'a KB-JWT with nonce twice',
    'key-binding.structure',
    kb({ payload: `{"nonce":"x",${json({ iat: now, aud: audience, nonce, sd_hash: '' }).slice(1)}` }),
    'payload-not-json',
  ),
  of('a KB-JWT that is a list', 'key-binding.structure', kb({ payload: '[]' }), 'payload-not-json'),
  of(
    'a KB-JWT with an embedded key',
    'key-binding.structure',
    kb({ header: { alg: 'ES256', typ: 'kb+jwt', jwk: { ...stranger.jwk } }, signer: stranger }),
    'embedded-key',
  ),
  of(
    'a KB-JWT with crit',
    'key-binding.structure',
    kb({ header: { alg: 'ES256', typ: 'kb+jwt', crit: ['x'] } }),
    'critical-extension',
  ),
  of(
    'a KB-JWT with b64 false',
    'key-binding.structure',
    kb({ header: { alg: 'ES256', typ: 'kb+jwt', b64: false } }),
    'unencoded-payload',
  ),
  ...['JWT', 'KB+JWT', 'dc+sd-jwt', 'openid4vci-proof+jwt', undefined].map((typ) =>
    of(
      `a KB-JWT of typ ${typ ?? 'none'}`,
      'key-binding.type',
      kb({ header: { alg: 'ES256', ...(typ !== undefined && { typ }) } }),
      'wrong-type',
    ),
  ),
  of(
    'a KB-JWT with alg none',
    'key-binding.algorithm',
    kb({ header: { alg: 'none', typ: 'kb+jwt' } }),
    'unknown-algorithm',
  ),
  of(
    'a KB-JWT with HS256',
    'key-binding.algorithm',
    kb({ header: { alg: 'HS256', typ: 'kb+jwt' } }),
    'unknown-algorithm',
  ),
  of('a KB-JWT by an Ed25519 key', 'key-binding.algorithm', kb({ signer: edwards }), 'not-of-this-key'),
  of('a KB-JWT by a stranger', 'key-binding.signature', kb({ signer: stranger }), 'does-not-verify'),
  of('a KB-JWT by the issuer', 'key-binding.signature', kb({ signer: issuer })),
  of('the issuer’s JWT in place of the KB-JWT', 'key-binding.type', `${issued}${jwt}`, 'wrong-type'),
  of('another nonce', 'key-binding.nonce', kb({ claims: { nonce: 'used-before' } }), 'other-nonce'),
  of('an empty nonce', 'key-binding.nonce', kb({ claims: { nonce: '' } })),
  of('no nonce', 'key-binding.nonce', kb({ claims: { nonce: undefined } })),
  of('a nonce in a list', 'key-binding.nonce', kb({ claims: { nonce: [nonce] } })),
  of(
    'another audience',
    'key-binding.audience',
    kb({ claims: { aud: 'https://other.example' } }),
    'other-audience',
  ),
  of('an audience in a list', 'key-binding.audience', kb({ claims: { aud: [audience] } })),
  of('two audiences', 'key-binding.audience', kb({ claims: { aud: [audience, 'https://other.example'] } })),
  of('no audience', 'key-binding.audience', kb({ claims: { aud: undefined } })),
  of('an audience with a slash more', 'key-binding.audience', kb({ claims: { aud: `${audience}/` } })),
  of('an hour old', 'key-binding.issued-at', kb({ claims: { iat: now - 3600 } }), 'too-old'),
  of('a second too old', 'key-binding.issued-at', kb({ claims: { iat: now - 301 } }), 'too-old'),
  of('from the future', 'key-binding.issued-at', kb({ claims: { iat: now + 3600 } }), 'in-the-future'),
  of('no iat', 'key-binding.issued-at', kb({ claims: { iat: undefined } }), 'not-a-numeric-date'),
  of('iat as a string', 'key-binding.issued-at', kb({ claims: { iat: String(now) } }), 'not-a-numeric-date'),
  of(
    'iat in milliseconds',
    'key-binding.issued-at',
    kb({ claims: { iat: now * 1000 } }),
    'not-a-numeric-date',
  ),
  of('expired', 'key-binding.issued-at', kb({ claims: { exp: now - 1 } }), 'expired'),
  of('exp as a string', 'key-binding.issued-at', kb({ claims: { exp: 'never' } }), 'expired'),
  of('not yet valid', 'key-binding.issued-at', kb({ claims: { nbf: now + 3600 } }), 'not-yet-valid'),
  of(
    'an sd_hash over other disclosures',
    'key-binding.sd-hash',
    kb({ over: combineSdJwt(jwt, shown.slice(0, 2)) }),
    'other-sd-jwt',
  ),
  of(
    'an sd_hash without the last tilde',
    'key-binding.sd-hash',
    kb({ over: combineSdJwt(jwt, disclosures.slice(0, 1)).slice(0, -1) }),
  ),
  of('no sd_hash', 'key-binding.sd-hash', kb({ claims: { sd_hash: undefined } })),
  of(
    'an sd_hash in hexadecimal',
    'key-binding.sd-hash',
    kb({ claims: { sd_hash: Buffer.from('00', 'hex').toString('hex') } }),
  ),
  of(
    'a disclosure added after binding',
    'key-binding.sd-hash',
    (() => {
      const last = presented.lastIndexOf('~');
      return `${presented.slice(0, last)}~${disclosures[1] ?? ''}${presented.slice(last)}`;
    })(),
  ),
  of(
    'a disclosure taken away after binding',
    'key-binding.sd-hash',
    presented.replace(`~${disclosures[0] ?? ''}`, ''),
  ),
  of(
    'disclosures put in another order after binding',
    'key-binding.sd-hash',
    (() => {
      const parts = presented.split('~');
      return [parts[0], parts[2], parts[1], ...parts.slice(3)].join('~');
    })(),
  ),
  of(
    'the binding of another presentation',
    'key-binding.sd-hash',
    `${combineSdJwt(jwt, disclosures.slice(0, 2))}${presented.slice(presented.lastIndexOf('~') + 1)}`,
  ),
];
