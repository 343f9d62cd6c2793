import { kept, left, type NormativePoint } from './conformance.ts';

const vp = 'OpenID4VP 1.0';
const haip = 'HAIP 1.0';
const presenting = 'test/presentation/presenting.test.ts';
const hostile = 'test/presentation/hostile.test.ts';
const forged = '$what is refused, with the reason';

const together = 'answers for home credential and recognition together, encrypted with %s';
const signed = 'is signed with its certificates, known by the hash of the first, and valid at a second fetch';
const once = 'a good content is taken once, however many come at once';

/** A node as verifier. */
export const openid4vpPoints: readonly NormativePoint[] = [
  kept(
    vp,
    '5',
    'response type `vp_token`, mode `direct_post.jwt`, `response_uri` and no `redirect_uri`',
    presenting,
    signed,
  ),
  kept(
    vp,
    '5.2',
    'a fresh `nonce` of at least 128 bits for every request',
    presenting,
    'has a key, a nonce and handles of its own, and none of them is stored',
  ),
  kept(
    vp,
    '5.9.3',
    '`x509_hash`: the SHA-256 of the leaf; the prefix is part of the identifier everywhere',
    presenting,
    signed,
  ),
  kept(
    vp,
    '5.9.3',
    'the identifier in a link stays good while another certificate takes the place of its own',
    presenting,
    'keeps the certificate that its link names while the key is certified anew',
  ),
  kept(
    vp,
    '5.8',
    'request objects have `typ` `oauth-authz-req+jwt` and their media type',
    presenting,
    signed,
  ),
  kept(
    vp,
    '5.7',
    '`aud` of a request to an unknown wallet is `https://self-issued.me/v2`',
    presenting,
    signed,
  ),
  kept(
    vp,
    '5.10',
    '`request_uri_method=post`: `wallet_nonce` comes back in the request object',
    presenting,
    'gives back the nonce of a wallet that fetches it by POST',
  ),
  kept(vp, '5.10', '`request_uri` may be fetched a second time', presenting, signed),
  kept(
    vp,
    '5.10',
    '`wallet_metadata` is read: who could not answer is told so, and how to encrypt is what it names',
    'test/presentation/wallet-metadata.test.ts',
    '%s: it could not answer',
  ),
  left(
    vp,
    '5.10',
    'encryption of the request object to a key of `wallet_metadata`',
    'Requests hold no personal data; keys in the metadata are passed over.',
  ),
  kept(vp, '6', 'DCQL asks, and nothing else', presenting, together),
  kept(
    vp,
    '6.2',
    '`credential_sets` ask for home credential and recognition together, or for what there is',
    presenting,
    'understands a query for what there is of both, and one that asks for nothing hidden',
  ),
  kept(
    vp,
    '6.4.1',
    'without `claims` nothing hidden is asked for',
    presenting,
    'understands a query for what there is of both, and one that asks for nothing hidden',
  ),
  left(
    vp,
    '6.1.1',
    '`trusted_authorities`',
    'Wallets would hide credentials of authorities that joined a moment ago; who may issue is decided here, by the trust list.',
  ),
  left(vp, '8.4', 'transaction data', 'A verification asks for no consent to a transaction.'),
  kept(
    vp,
    '8.1',
    '`vp_token` is an object of arrays, one presentation for each query, no entry for what is not there',
    hostile,
    forged,
  ),
  kept(
    vp,
    '8.2',
    '`redirect_uri` in the answer, with a fresh `response_code` that only that browser has',
    presenting,
    'brings a code, and the result is given for it alone',
  ),
  kept(
    vp,
    '8.3',
    'answers are JWE to a key of this request, `kid` echoed, `enc` one of those offered',
    hostile,
    forged,
  ),
  kept(vp, '8.3.1', 'the one form field `response`', hostile, '%s is refused'),
  kept(
    vp,
    '8.5',
    'a wallet may decline, in the clear or encrypted',
    presenting,
    'may be declined by the wallet, in the clear with its state or encrypted',
  ),
  kept(
    vp,
    '8.6',
    'everything that was asked is checked again: type, claims, sets, key binding',
    hostile,
    forged,
  ),
  kept(vp, '14.1', 'an answer is taken once and for its own request alone', hostile, once),
  kept(
    vp,
    '14.1',
    'what is good for another request is refused',
    hostile,
    'another request’s contents is refused, although it is good there',
  ),
  kept(
    vp,
    '14.2',
    'session fixation: who signs in here by a wallet does so on the same device, with a code that only that browser brings back',
    'test/signin/by-wallet.test.ts',
    'that somebody was lured into opening signs nobody in: the code is worth nothing in another browser',
  ),
  kept(
    vp,
    'B.3.6',
    '`vp_formats_supported` names `sd-jwt_alg_values` and `kb-jwt_alg_values`',
    presenting,
    signed,
  ),
  kept(
    vp,
    'B.3.6',
    'the audience of a key binding is the whole client identifier; `origin:` is for another interface',
    hostile,
    forged,
  ),
  left(
    vp,
    'A',
    'Digital Credentials API',
    'Browsers offer it to pages, and the pages of verifiers are their own.',
  ),
  kept(haip, '5', '`x509_hash`, signed requests with `x5c` and without the anchor', presenting, signed),
  kept(
    haip,
    '5',
    'a fresh P-256 key for each request; A128GCM and A256GCM are both offered',
    presenting,
    'has a key, a nonce and handles of its own, and none of them is stored',
  ),
  kept(
    haip,
    '5.1',
    'whoever is sent back brings a code that binds the result to the session',
    presenting,
    'brings a code, and the result is given for it alone',
  ),
  kept(
    haip,
    '5.1',
    'the scheme `haip-vp` where the configuration follows HAIP',
    presenting,
    'calls wallets by the scheme of HAIP where the configuration follows it',
  ),
  left(haip, '5', '`aki` in `trusted_authorities`', 'Optional; see OpenID4VP 1.0, clause 6.1.1.'),
];
