import { deepText, type ForgeryCase, of, payload } from './forgery-case.ts';
import {
  built,
  claims,
  disclose,
  disclosures,
  encodeJson,
  type Forgery,
  goodPayload,
  holder,
  now,
} from './sample.ts';

/** One more disclosure, of this content, with its digest in the payload's `_sd`. */
function disclosing(...contents: unknown[]): Forgery {
  const hidden = contents.map(disclose);
  const { _sd: _digests, ...rest } = goodPayload;
  return {
    payload: { ...rest, _sd: hidden.map((each) => each.digest) },
    disclosures: hidden.map((each) => each.text),
  };
}

const digest = built.disclosures[0]?.digest;

export const hidden: readonly ForgeryCase[] = [
  of(
    'a disclosure twice',
    'disclosures',
    { disclosures: [...disclosures.slice(0, 1), ...disclosures.slice(0, 1)] },
    'disclosure-repeated',
  ),
  of(
    'a disclosure that nothing refers to',
    'disclosures',
    { disclosures: [disclose(['s', 'level', 9]).text] },
    'disclosure-unreferenced',
  ),
  of(
    'a disclosure of another credential',
    'disclosures',
    { disclosures: [disclose(['c2FsdA', 'given_name', 'Other']).text] },
    'disclosure-unreferenced',
  ),
  of(
    'a disclosure changed by the holder',
    'disclosures',
    { disclosures: [encodeJson(['AAAA', 'given_name', 'Someone'])] },
    'disclosure-unreferenced',
  ),
  of(
    'a nested disclosure without its parent',
    'disclosures',
    { disclosures: disclosures.slice(4, 5) },
    'disclosure-unreferenced',
  ),
  of('a padded disclosure', 'disclosures', { disclosures: [`${disclosures[0]}=`] }, 'disclosure-malformed'),
  of(
    'a disclosure with a newline',
    'disclosures',
    { disclosures: [`${disclosures[0]}\n`] },
    'disclosure-malformed',
  ),
  of('a disclosure that is not JSON', 'disclosures', { disclosures: ['AAAA'] }, 'disclosure-malformed'),
  of(
    'a disclosure with a member twice',
    'disclosures',
    { disclosures: [encodeJson('["s","n",{"a":1,"a":2}]')] },
    'disclosure-malformed',
  ),
  of(
    'a disclosure with a byte order mark',
    'disclosures',
    { disclosures: [encodeJson('\ufeff["s","n",1]')] },
    'disclosure-malformed',
  ),
  of(
    'a disclosure with invalid UTF-8',
    'disclosures',
    { disclosures: [Buffer.from([0x5b, 0xff, 0x5d]).toString('base64url')] },
    'disclosure-malformed',
  ),
  of(
    'a disclosure nested 40 deep',
    'disclosures',
    { disclosures: [encodeJson(`["s","n",${deepText}]`)] },
    'disclosure-malformed',
  ),
  of('a disclosure of one element', 'disclosures', disclosing(['s']), 'disclosure-malformed'),
  of(
    'a disclosure of two elements in an object',
    'disclosures',
    disclosing(['s', 'v']),
    'disclosure-misplaced',
  ),
  of(
    'a disclosure of four elements',
    'disclosures',
    disclosing(['s', 'n', 'v', 'w']),
    'disclosure-malformed',
  ),
  of('a salt that is a number', 'disclosures', disclosing([1, 'n', 'v']), 'disclosure-malformed'),
  of('a name that is a number', 'disclosures', disclosing(['s', 1, 'v']), 'disclosure-malformed'),
  ...['_sd', '...', '_sd_alg', '__proto__'].map((name) =>
    of(`a claim named ${name}`, 'disclosures', disclosing(['s', name, {}]), 'name-reserved'),
  ),
  ...['iss', 'iat', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'aka_vcts', 'status'].map((name) => {
    const { [name]: _open, ...rest } = goodPayload;
    const value = disclose(['s', name, goodPayload[name] ?? 1]);
    return of(
      `${name} from a disclosure`,
      'disclosures',
      { payload: { ...rest, _sd: [value.digest] }, disclosures: [value.text] },
      'never-disclosable',
    );
  }),
  of(
    'a digest inside status',
    'disclosures',
    { payload: payload({ status: { _sd: ['d'] } }) },
    'never-disclosable',
  ),
  of(
    'a digest inside cnf',
    'disclosures',
    { payload: payload({ cnf: { jwk: holder.jwk, _sd: ['d'] } }) },
    'never-disclosable',
  ),
  of('the name of an open claim', 'disclosures', disclosing(['s', 'record', 'other']), 'name-taken'),
  of(
    'two disclosures of one name',
    'disclosures',
    disclosing(['s1', 'level', 1], ['s2', 'level', 9]),
    'name-taken',
  ),
  of('a digest twice', 'disclosures', { payload: payload({ extra: { _sd: [digest] } }) }, 'digest-repeated'),
  of(
    'a digest twice in one list',
    'disclosures',
    { payload: payload({ extra: { _sd: ['d', 'd'] } }) },
    'digest-repeated',
  ),
  of(
    'a member disclosure in an array',
    'disclosures',
    (() => {
      const value = disclose(['s', 'n', 'v']);
      return { payload: payload({ list: [{ '...': value.digest }] }), disclosures: [value.text] };
    })(),
    'disclosure-misplaced',
  ),
  of(
    'an unknown digest algorithm',
    'disclosures',
    { payload: payload({ _sd_alg: 'md5' }) },
    'hash-algorithm-unknown',
  ),
  of('digests that are no list', 'disclosures', { payload: payload({ _sd: 'all' }) }, undefined),
  of(
    'an element digest with company',
    'disclosures',
    { payload: payload({ list: [{ '...': 'd', a: 1 }] }) },
    'digest-malformed',
  ),
  of('... as a claim', 'disclosures', { payload: payload({ '...': 'd' }) }, 'name-reserved'),
];

export const content: readonly ForgeryCase[] = [
  of('no iss', 'claims', { payload: payload({ iss: undefined }) }, 'iss'),
  of('iss as a list', 'claims', { payload: payload({ iss: [claims.iss] }) }, 'iss'),
  of('no vct', 'claims', { payload: payload({ vct: undefined }) }, 'vct'),
  of('an empty vct', 'claims', { payload: payload({ vct: '' }) }, 'vct'),
  of('vct as a list', 'claims', { payload: payload({ vct: [claims.vct] }) }, 'vct'),
  of('sub as a number', 'claims', { payload: payload({ sub: 1 }) }, 'sub'),
  of('status as a string', 'claims', { payload: payload({ status: 'valid' }) }, 'status'),
  of('aka_vcts that repeats vct', 'claims', { payload: payload({ aka_vcts: [claims.vct] }) }, 'aka_vcts'),
  of('an empty aka_vcts', 'claims', { payload: payload({ aka_vcts: [] }) }, 'aka_vcts'),
  of('cnf without a key', 'claims', { payload: payload({ cnf: {} }) }, 'cnf'),
  of('cnf as a string', 'claims', { payload: payload({ cnf: 'key' }) }, 'cnf'),
  of('cnf by reference', 'claims', { payload: payload({ cnf: { kid: holder.kid } }) }, 'cnf'),
  of(
    'cnf with a private key',
    'claims',
    { payload: payload({ cnf: { jwk: { ...holder.jwk, d: 'AAAA' } } }) },
    'cnf',
  ),
  of(
    'cnf with an RSA key',
    'claims',
    { payload: payload({ cnf: { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } } }) },
    'cnf',
  ),
  of('expired', 'times.expires', { payload: payload({ exp: now - 1 }) }, 'expired'),
  of('expired just now', 'times.expires', { payload: payload({ exp: now }) }, 'expired'),
  of(
    'exp as a string',
    'times.expires',
    { payload: payload({ exp: String(now + 9999) }) },
    'not-a-numeric-date',
  ),
  of('exp as null', 'times.expires', { payload: payload({ exp: null }) }, 'not-a-numeric-date'),
  of(
    'exp far beyond the year 9999',
    'times.expires',
    { payload: payload({ exp: 1e300 }) },
    'not-a-numeric-date',
  ),
  of(
    'exp in milliseconds',
    'times.expires',
    { payload: payload({ exp: (now + 9999) * 1000 }) },
    'not-a-numeric-date',
  ),
  of('exp below zero', 'times.expires', { payload: payload({ exp: -1 }) }, 'not-a-numeric-date'),
  of('not yet valid', 'times.not-before', { payload: payload({ nbf: now + 3600 }) }, 'not-yet-valid'),
  of('nbf as a string', 'times.not-before', { payload: payload({ nbf: '0' }) }, 'not-a-numeric-date'),
  of('iat in the future', 'times.issued-at', { payload: payload({ iat: now + 3600 }) }, 'in-the-future'),
  of('no iat', 'times.issued-at', { payload: payload({ iat: undefined }) }, 'absent'),
  of('iat as a string', 'times.issued-at', { payload: payload({ iat: '2026-01-01' }) }, 'not-a-numeric-date'),
  of(
    'exp as a string, without key binding',
    'times.expires',
    { payload: payload({ exp: '1' }), keyBinding: 'none' },
    'not-a-numeric-date',
  ),
];
