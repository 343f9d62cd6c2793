import type { NormativePoint } from './conformance.ts';
import { openid4vciProofPoints } from './conformance-openid4vci-proofs.ts';
import { openid4vciRequestPoints } from './conformance-openid4vci-requests.ts';
import { haip, kept, left } from './conformance-wallets.ts';

/** What HAIP 1.0 asks of an issuer of dc+sd-jwt, beyond the authorization server. */
const profilePoints = [
  kept(
    haip,
    '4',
    'authorization code flow with PAR, PKCE S256, iss and DPoP with nonces',
    'authorization',
    'a wallet that is not ours takes up an offer by authorization code: PAR, PKCE, iss, DPoP, and the newer attestation supersedes',
  ),
  kept(
    haip,
    '4',
    'batch_credential_issuance is stated',
    'metadata',
    'is found by putting the well-known part before the path, and names the very issuer of the credentials',
  ),
  kept(
    haip,
    '4.1',
    'a scope for every configuration',
    'metadata',
    '%s offers %s alone, as its mandates allow',
  ),
  kept(
    haip,
    '4.1',
    'signed metadata with x5c, the anchor left out, the leaf not self-signed',
    'metadata',
    'is signed for who asks so: typed, with the certificates but not the anchor, and the same content',
  ),
  kept(
    haip,
    '4.2',
    'grant authorization_code in offers',
    'offers',
    'with authorization_code has an issuer state and no code that is good for whoever holds it',
  ),
  kept(
    haip,
    '4.2',
    'offers for the same and for another device',
    'offers',
    '201: by value, by reference, and as a QR code that leads to the same',
  ),
  kept(
    haip,
    '4.5.1',
    'key attestations beside a proof and as a proof',
    'key-attestation',
    'to an attestation alone, with no proof by any',
  ),
  kept(
    haip,
    '4.5.1',
    'x5c of a key attestation, the anchor left out',
    'key-attestation',
    'is believed by the chain that it brings, which leads to the anchor of the configuration',
  ),
  kept(
    haip,
    '6.1',
    'cnf.jwk',
    'issuing',
    'gets one credential for each key of a batch, each with its own number and status index, of one record',
  ),
  left(
    haip,
    '4.2',
    'custom scheme haip-vci',
    'Optional; offers use openid-credential-offer, which every wallet knows.',
  ),
] satisfies readonly NormativePoint[];

/** Issuing to wallets. */
export const openid4vciPoints: readonly NormativePoint[] = [
  ...openid4vciProofPoints,
  ...openid4vciRequestPoints,
  ...profilePoints,
];
