import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { combineSdJwt } from '../../src/formats/index.ts';
import { encodeBase64url } from '../../src/kernel/base64url.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import { deepText, type ForgeryCase, header, of, payload } from './forgery-case.ts';
import {
  bind,
  claims,
  disclosures,
  goodHeader,
  goodPayload,
  issued,
  issuer,
  presented,
  stranger,
} from './sample.ts';

const json = (value: unknown) => JSON.stringify(value);
const [jwt = ''] = issued.split('~');
const [head = '', body = '', tail = ''] = jwt.split('.');
const boundTo = (sdJwt: string) => `${sdJwt}${bind(sdJwt)}`;
const withJwt = (changed: string) => boundTo(combineSdJwt(changed, disclosures.slice(0, 1)));
const edwards = softwareSigner('Ed25519');
const wrongCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const spki = issuer.publicKey.export({ type: 'spki', format: 'pem' });

export const form: readonly ForgeryCase[] = [
  of('nothing', 'structure', '', 'no-tilde'),
  of('a JWT without tildes', 'structure', jwt, 'no-tilde'),
  of('tildes only', 'structure', '~~~', 'empty-disclosure'),
  of('one tilde', 'structure', '~', 'not-compact'),
  of('an empty disclosure', 'structure', boundTo(`${jwt}~~`), 'empty-disclosure'),
  of('too many disclosures', 'structure', boundTo(`${jwt}~${'AAAA~'.repeat(257)}`), 'too-many-disclosures'),
  of('too many characters', 'structure', `${presented}${'A'.repeat(65_536)}`, 'too-large'),
  of('truncated in the issuer’s JWT', 'structure', boundTo(`${jwt.slice(0, 40)}~`), 'not-compact'),
  of(
    'the JSON serialisation',
    'structure',
    boundTo(`${json({ payload: body, protected: head, signature: tail })}~`),
    'not-compact',
  ),
  of('a JWE of five parts', 'structure', withJwt(`${jwt}.${tail}.${tail}`), 'not-base64url'),
  of('an empty signature', 'structure', withJwt(`${head}.${body}.`), 'not-compact'),
  of('a padded payload', 'structure', withJwt(`${head}.${body}=.${tail}`), 'not-base64url'),
  of('a padded signature', 'structure', withJwt(`${jwt}==`), 'not-base64url'),
  of('a space inside', 'structure', withJwt(`${head}. ${body}.${tail}`), 'not-base64url'),
  of('a newline at the end of the JWT', 'structure', withJwt(`${jwt}\n`), 'not-base64url'),
  of(
    'the other base64 alphabet',
    'structure',
    withJwt(`${head}.${body}.${tail.slice(0, -2)}+/`),
    'not-base64url',
  ),
  of('a space in front', 'structure', ` ${presented}`, 'not-base64url'),
  of('a byte order mark in front', 'structure', `\ufeff${presented}`, 'not-base64url'),
  of('a letter that looks like another', 'structure', presented.replace('e', '\u0435'), 'not-base64url'),
  of('NUL', 'structure', `\0${presented}`, 'not-base64url'),
  of('a header that is not JSON', 'structure', { header: '{alg:ES256}' }, 'header-not-json'),
  of('a header that is an array', 'structure', { header: '["ES256"]' }, 'header-not-json'),
  of(
    'alg twice in the header',
    'structure',
    { header: `{"alg":"none",${json(goodHeader).slice(1)}` },
    'header-not-json',
  ),
  of(
    'a byte order mark in the header',
    'structure',
    { header: `\ufeff${json(goodHeader)}` },
    'header-not-json',
  ),
  of('a payload that is not JSON', 'structure', { payload: 'iss' }, 'payload-syntax'),
  of('a payload that is an array', 'structure', { payload: json([goodPayload]) }, 'payload-not-an-object'),
  of('a payload that is null', 'structure', { payload: 'null' }, 'payload-not-an-object'),
  of(
    'iss twice in the payload',
    'structure',
    { payload: `{"iss":"https://evil.example",${json(goodPayload).slice(1)}` },
    'payload-duplicate-member',
  ),
  of(
    'exp twice, once escaped',
    'structure',
    { payload: `{"\\u0065xp":9999999999,${json(goodPayload).slice(1)}` },
    'payload-duplicate-member',
  ),
  of(
    'a byte order mark in the payload',
    'structure',
    { payload: `\ufeff${json(goodPayload)}` },
    'payload-syntax',
  ),
  of(
    '__proto__ in the payload',
    'structure',
    { payload: `{"__proto__":{"exp":9999999999},${json(goodPayload).slice(1)}` },
    'payload-forbidden-member',
  ),
  of('NUL in the payload', 'structure', { payload: payload({ sub: 'a\0' }) }, 'payload-forbidden-character'),
  of(
    'a lone surrogate in the payload',
    'structure',
    { payload: payload({ sub: '\ud800' }) },
    'payload-forbidden-character',
  ),
  of(
    'a payload nested 40 deep',
    'structure',
    { payload: `{"a":${deepText},${json(goodPayload).slice(1)}` },
    'payload-too-deep',
  ),
  of(
    'exp of 1e400',
    'structure',
    { payload: json(goodPayload).replace(`"exp":${claims.exp}`, '"exp":1e400') },
    'payload-number-out-of-range',
  ),
  of(
    'invalid UTF-8 in the payload',
    'structure',
    withJwt(`${head}.${encodeBase64url(Buffer.from([0x7b, 0xff, 0x7d]))}.${tail}`),
    'payload-not-utf8',
  ),
];

export const headers: readonly ForgeryCase[] = [
  of('alg none', 'algorithm', { header: header({ alg: 'none' }) }, 'unknown-algorithm'),
  of('alg none without a signature', 'structure', {
    header: header({ alg: 'none' }),
    edit: (text) => text.slice(0, text.lastIndexOf('.') + 1),
  }),
  of('alg NONE', 'algorithm', { header: header({ alg: 'NONE' }) }),
  of('no alg', 'algorithm', { header: { typ: 'dc+sd-jwt', kid: issuer.kid } }),
  of('HS256 with the public key as secret', 'algorithm', {
    header: header({ alg: 'HS256' }),
    sign: (bytes) => createHmac('sha256', spki).update(bytes).digest(),
  }),
  of('ES384', 'algorithm', {
    header: header({ alg: 'ES384' }),
    sign: (bytes) => sign('sha384', bytes, wrongCurve.privateKey),
  }),
  of('RS256', 'algorithm', { header: header({ alg: 'RS256' }) }),
  of('PS256', 'algorithm', { header: header({ alg: 'PS256' }) }),
  of('EdDSA', 'algorithm', { header: header({ alg: 'EdDSA' }), signer: edwards }),
  of('alg as a list', 'algorithm', { header: header({ alg: ['ES256'] }) }),
  of(
    'Ed25519 by another key',
    'algorithm',
    { header: header({ alg: 'Ed25519' }), signer: edwards },
    'not-of-this-key',
  ),
  of(
    'an embedded jwk',
    'header',
    { header: header({ jwk: stranger.jwk }), signer: stranger },
    'embedded-key',
  ),
  of('an embedded jwk that is null', 'header', { header: header({ jwk: null }) }, 'embedded-key'),
  of(
    'jku',
    'header',
    { header: header({ jku: 'https://evil.example/jwks.json' }), signer: stranger },
    'embedded-key',
  ),
  of(
    'x5u',
    'header',
    { header: header({ x5u: 'https://evil.example/x5u.pem' }), signer: stranger },
    'embedded-key',
  ),
  of('x5c of a stranger, signed by it', 'signature', { header: header({ x5c: ['MIIB'] }), signer: stranger }),
  of('crit', 'header', { header: header({ crit: ['exp'], exp: 1 }) }, 'critical-extension'),
  of('an empty crit', 'header', { header: header({ crit: [] }) }, 'critical-extension'),
  of('b64 false', 'header', { header: header({ b64: false, crit: ['b64'] }) }, 'critical-extension'),
  of('b64 false without crit', 'header', { header: header({ b64: false }) }, 'unencoded-payload'),
  of('a kid that is an object', 'header', { header: header({ kid: { a: 1 } }) }, 'malformed-member'),
  of(
    'a kid that is a path',
    'issuer-key',
    { header: header({ kid: '../../keys/root.pem' }) },
    'issuer-unknown',
  ),
  of('a kid with SQL', 'issuer-key', { header: header({ kid: "' or 1=1 --" }) }, 'issuer-unknown'),
  of('no kid', 'issuer-key', { header: { alg: 'ES256', typ: 'dc+sd-jwt' } }, 'issuer-unknown'),
  of('no typ', 'type', { header: { alg: 'ES256', kid: issuer.kid } }, 'wrong-type'),
  ...[
    'vc+sd-jwt',
    'JWT',
    'jwt',
    'kb+jwt',
    'DC+SD-JWT',
    'application/dc+sd-jwt',
    'dc+sd-jwt ',
    'statuslist+jwt',
    '',
  ].map((typ) => of(`typ ${json(typ)}`, 'type', { header: header({ typ }) }, 'wrong-type')),
  of('typ as a list', 'header', { header: header({ typ: ['dc+sd-jwt'] }) }, 'malformed-member'),
];
