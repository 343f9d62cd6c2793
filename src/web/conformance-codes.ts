import { kept } from './conformance.ts';
const dpop = 'test/access/dpop.test.ts';
const offers = 'test/signin/offers.test.ts';
const flow = 'test/signin/authorization.test.ts';
const provider = 'test/signin/provider.test.ts';
const wholeWay =
  'signs in with the account that their registrar has linked, and the wallet gets a code, its state and the issuer';
const onceBySecond = 'is good once; its second use ends what the first one got';
const onlyPushed = 'without a pushed request, whatever else the address says';

/** Codes, refresh tokens and the provider that people sign in with. */
export const codePoints = [
  kept(
    'OAuth 2.0 (RFC 6749)',
    '4.1.2',
    'a code is good once, and its second use ends the grant',
    flow,
    onceBySecond,
  ),
  kept('OAuth 2.0 (RFC 6749)', '4.1.2', 'state comes back as it was sent', flow, wholeWay),
  kept('OAuth 2.0 (RFC 6749)', '4.1.2.1', 'nobody is led to an address that is not known', flow, onlyPushed),
  kept(
    'OAuth 2.0 (RFC 6749)',
    '4.1.3',
    'client, redirect_uri and verifier are those of the request',
    flow,
    'is nothing for who has another verifier, address, client or key, and stays good for its wallet',
  ),
  kept(
    'OAuth 2.0 (RFC 6749)',
    '5.1',
    'answers with tokens are not stored',
    offers,
    'and gets a token that names the grant, and nothing of the person',
  ),
  kept(
    'OAuth 2.0 (RFC 6749)',
    '10.12',
    'forms are bound to the session of the browser',
    flow,
    'by a form that is not of its own page',
  ),
  kept(
    'OAuth 2.0 (RFC 6749)',
    '10.13',
    'pages cannot be framed and run nothing',
    flow,
    'shows pages that run nothing, and cannot be framed, in three languages',
  ),
  kept(
    'OAuth security (RFC 9700)',
    '2.1',
    'redirect_uri leads to https or to the scheme of a native application, never to http, script or data',
    flow,
    'a pushed request is refused',
  ),
  kept(
    'OAuth security (RFC 9700)',
    '2.1',
    'a native application is reached by its own scheme (RFC 8252)',
    flow,
    'and to a native application, whose scheme the page lets the form lead to',
  ),
  kept(
    'OAuth security (RFC 9700)',
    '4.14.2',
    'refresh tokens change with each use, and reuse ends the grant',
    flow,
    'is given to who has shown a key, gives way to another, and ends the grant when it comes again',
  ),
  kept(
    'OAuth security (RFC 9700)',
    '2.2.1',
    'refresh tokens are bound to the key of the wallet',
    flow,
    'is nothing without its key, and nobody without it can end the grant',
  ),
  kept(
    'OAuth security (RFC 9700)',
    '4.11',
    'tokens are never taken from the query',
    dpop,
    'is not given for a token in the query',
  ),
  kept('OpenID Connect Core 1.0', '3.1.3.7', 'issuer of the ID token', provider, 'of another issuer'),
  kept('OpenID Connect Core 1.0', '3.1.3.7', 'audience of the ID token', provider, 'for another client'),
  kept(
    'OpenID Connect Core 1.0',
    '3.1.3.7',
    'nonce of the ID token',
    provider,
    'with the nonce of another session',
  ),
  kept(
    'OpenID Connect Core 1.0',
    '3.1.3.7',
    'algorithm and signature of the ID token',
    provider,
    'with alg none',
  ),
  kept('OpenID Connect Core 1.0', '3.1.3.7', 'expiry of the ID token', provider, 'that has expired'),
] as const;
