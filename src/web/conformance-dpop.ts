import { kept, left } from './conformance.ts';

const dpop = 'test/access/dpop.test.ts';
const flow = 'test/signin/authorization.test.ts';
const provider = 'test/signin/provider.test.ts';
const onlyPushed = 'without a pushed request, whatever else the address says';

/** Tokens bound to a key, and requests that are pushed. */
export const dpopPoints = [
  kept('DPoP (RFC 9449)', '4.2', 'the proof is of type dpop+jwt', dpop, 'of another type'),
  kept(
    'DPoP (RFC 9449)',
    '4.3',
    'the algorithm is asymmetric and fits the key',
    dpop,
    'whose algorithm is none, or is that of another key',
  ),
  kept('DPoP (RFC 9449)', '4.3', 'the key in the header is public', dpop, 'with a private key'),
  kept('DPoP (RFC 9449)', '4.3', 'htm is the method', dpop, 'for another method'),
  kept(
    'DPoP (RFC 9449)',
    '4.3',
    'htu is the public address, its query passed over',
    dpop,
    'is given for a token with a proof by its key, whatever the query',
  ),
  kept('DPoP (RFC 9449)', '4.3', 'iat lies within a window', dpop, 'that is old'),
  kept('DPoP (RFC 9449)', '4.3', 'ath is the hash of the access token', dpop, 'without hash of the token'),
  kept('DPoP (RFC 9449)', '4.3', 'there is exactly one proof', dpop, 'that comes with a second one'),
  kept(
    'DPoP (RFC 9449)',
    '5',
    'token_type is DPoP, and cnf.jkt names the key',
    dpop,
    'is bound to its key: of a %s',
  ),
  kept(
    'DPoP (RFC 9449)',
    '7.1',
    'the proof at a resource is by the key of the token',
    dpop,
    'is not given for a proof by another key, nor without one, nor for two',
  ),
  kept(
    'DPoP (RFC 9449)',
    '7.2',
    'a bound token is refused as a bearer',
    dpop,
    'is not given for the same token as a bearer',
  ),
  kept(
    'DPoP (RFC 9449)',
    '8',
    'the authorization server asks for its nonce with use_dpop_nonce',
    dpop,
    'is sent the nonce that it lacks, and nothing was used up by asking',
  ),
  kept(
    'DPoP (RFC 9449)',
    '9',
    'the resource server asks for its nonce with 401',
    dpop,
    'tells the nonce that the proof lacks',
  ),
  kept(
    'DPoP (RFC 9449)',
    '10',
    'the code is bound to the key of the request',
    flow,
    'is nothing for who has another verifier, address, client or key, and stays good for its wallet',
  ),
  kept(
    'DPoP (RFC 9449)',
    '11.1',
    'a proof is good once',
    dpop,
    'that comes twice, and also of ten at once nine are',
  ),
] as const;

export const pushedPoints = [
  kept('PAR (RFC 9126)', '2.1', 'request_uri is refused among the parameters', flow, 'by another name'),
  kept(
    'PAR (RFC 9126)',
    '4',
    'request_uri is bound to the client that pushed it',
    flow,
    'by the request of another client, which is void afterwards',
  ),
  kept('PAR (RFC 9126)', '4', 'request_uri is good once', flow, 'by a request that was taken up before'),
  kept('PAR (RFC 9126)', '5', 'only pushed requests are taken up', flow, onlyPushed),
  kept('PKCE (RFC 7636)', '4.3', 'S256 is required, plain refused', flow, 'with a plain challenge'),
  kept(
    'PKCE (RFC 7636)',
    '4.3',
    'no method would mean plain, and is refused',
    flow,
    'without method, which would mean plain',
  ),
  kept(
    'Issuer in the response (RFC 9207)',
    '2',
    'iss comes with codes and with errors',
    flow,
    'sends the wallet a refusal, before or after signing in',
  ),
  kept(
    'Issuer in the response (RFC 9207)',
    '2.4',
    'the issuer of the upstream provider is compared',
    provider,
    'from another issuer (mix-up, RFC 9207)',
  ),
  kept(
    'Resource indicators (RFC 8707)',
    '2',
    'invalid_target for an issuer that is not of this node',
    flow,
    'of another node',
  ),
  kept(
    'RAR (RFC 9396)',
    '5',
    'invalid_authorization_details for what is not known',
    flow,
    'with details that are none',
  ),
  left(
    'JAR (RFC 9101)',
    '5',
    'signed request objects',
    'Requests are pushed over an authenticated channel; request_not_supported is answered.',
  ),
] as const;
