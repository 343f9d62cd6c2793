import { codePoints } from './conformance-codes.ts';
import { dpopPoints, pushedPoints } from './conformance-dpop.ts';
import { kept, left, type NormativePoint } from './conformance.ts';

const token = 'test/access/token.test.ts';
const offers = 'test/signin/offers.test.ts';
const flow = 'test/signin/authorization.test.ts';
const clients = 'test/signin/clients.test.ts';
const attestation = 'test/signin/attestation.test.ts';

const offerPoints = [
  kept(
    'OpenID4VCI 1.0',
    '6.1',
    'an anonymous wallet may redeem a pre-authorized code',
    offers,
    'and gets a token that names the grant, and nothing of the person',
  ),
  kept(
    'OpenID4VCI 1.0',
    '6.3',
    'invalid_request for a tx_code that is missing or unexpected',
    offers,
    'that is missing or unexpected is a malformed request, and costs no attempt',
  ),
  kept(
    'OpenID4VCI 1.0',
    '6.3',
    'invalid_grant for a wrong tx_code; attempts are limited',
    offers,
    'that is wrong is counted, and after five the right one comes too late',
  ),
  kept(
    'OpenID4VCI 1.0',
    '6.2',
    'credential_identifiers when authorization_details were asked',
    offers,
    'with identifiers, when it asks by authorization_details',
  ),
  kept(
    'OpenID4VCI 1.0',
    '5.1.3',
    'issuer_state of an offer is taken up',
    flow,
    'takes up an offer that was made to them, by its issuer_state alone',
  ),
  kept(
    'OpenID4VCI 1.0',
    '12.3',
    'the metadata of the authorization server',
    clients,
    'the metadata name everything that a wallet needs',
  ),
] as const;

const clientPoints = [
  kept(
    'Attestation-based client authentication, draft 08',
    '5.1',
    'the statement is by an attester whom the configuration names',
    attestation,
    'by an attester whom nobody named',
  ),
  kept(
    'Attestation-based client authentication, draft 08',
    '5.2',
    'the proof is by the key of the statement',
    attestation,
    'by another key',
  ),
  kept(
    'Attestation-based client authentication, draft 08',
    '5.2',
    'the audience of the proof is this server alone',
    attestation,
    'for several',
  ),
  kept(
    'Attestation-based client authentication, draft 08',
    '9',
    'a proof is good once',
    attestation,
    'with a proof that comes twice',
  ),
  kept(
    'Attestation-based client authentication, draft 08',
    '6',
    'client_id is the subject of the statement',
    attestation,
    'for another wallet',
  ),
  left(
    'Attestation-based client authentication, draft 08',
    '8',
    'challenges from the server',
    'Proofs are good once and for two minutes; a challenge would add a request to each.',
  ),
  left(
    'Attestation-based client authentication, draft 08',
    '5.1',
    'status of the statement',
    'Statements are short-lived; nothing that arrives chooses what is fetched.',
  ),
] as const;

const profilePoints = [
  kept(
    'FAPI 2.0 Security Profile',
    '5.3.2.1',
    'assertions of clients are for the issuer as sole audience',
    token,
    'for the token endpoint',
  ),
  kept(
    'FAPI 2.0 Security Profile',
    '5.3.2.1',
    'assertions of clients are good once',
    token,
    'replayed ten times at once, exactly one gets a token',
  ),
  kept(
    'FAPI 2.0 Security Profile',
    '5.3.2.2',
    'codes live for a minute',
    flow,
    'expires after a minute, and nothing of it stands in the database but a digest',
  ),
  kept(
    'FAPI 2.0 Security Profile',
    '5.3.2.2',
    'a client that is not ours goes the whole way',
    clients,
    'goes the whole way: PAR, PKCE, issuer in the response, DPoP with nonces, details, refresh',
  ),
  left(
    'FAPI 2.0 Security Profile',
    '5.3.2.1',
    'every client authenticates by a key',
    'Organisations do. Wallets do where the configuration asks for an attestation, and are public clients otherwise.',
  ),
  left(
    'FAPI 2.0 Security Profile',
    '5.3.2.1',
    'refresh tokens are not rotated',
    'They are: RFC 9700 asks it of public clients, and wallets are.',
  ),
  left(
    'FAPI 2.0 Security Profile',
    '5.3.2.1',
    'sender-constrained tokens only',
    'Bearer tokens stay for systems that cannot do DPoP; with WENJIN_HAIP every token of a wallet is bound.',
  ),
  left(
    'mTLS (RFC 8705)',
    '3',
    'tokens bound to a certificate',
    'DPoP does it, and works behind a proxy that ends TLS.',
  ),
  kept(
    'HAIP 1.0',
    '4',
    'a wallet that asks for a token without a DPoP proof is refused',
    clients,
    'is held to a proof at the token endpoint where HAIP is in force',
  ),
  kept(
    'HAIP 1.0',
    '4.3',
    'wallets authenticate by attestation where it is required',
    attestation,
    'for which nobody vouches',
  ),
] as const;

/** OAuth 2.0 as FAPI 2.0 and HAIP 1.0 profile it: for organisations, and for wallets. */
export const oauthPoints = [
  ...dpopPoints,
  ...pushedPoints,
  ...codePoints,
  ...offerPoints,
  ...clientPoints,
  ...profilePoints,
] as const satisfies readonly NormativePoint[];
