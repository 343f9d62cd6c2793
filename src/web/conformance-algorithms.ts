import type { NormativePoint } from './conformance.ts';

const suites = 'test/keys/parallel-suites.test.ts';
const exporting = 'test/archive/exports.routes.test.ts';
const verifying = 'test/archive/vc-verification.routes.test.ts';
const akp = 'RFC 9964';
const gm = 'GB/T 32918';

/** By what algorithms things are signed, and how they are named. */
export const algorithmPoints = [
  {
    specification: 'RFC 9864',
    clause: '2.2',
    point: '`Ed25519`, not the polymorphic `EdDSA`: trust lists signed under that name are refused',
    state: 'kept',
    test: { file: 'test/trust/trust-list-judgement.test.ts', name: 'the polymorphic EdDSA' },
  },
  {
    specification: 'RFC 9864',
    clause: '2.2',
    point: 'credentials signed under the name `EdDSA` are refused',
    state: 'kept',
    test: { file: 'test/formats/forgeries-token.ts', name: 'EdDSA' },
  },
  {
    specification: 'RFC 9864',
    clause: '2.2',
    point: 'public keys that name `EdDSA` as their algorithm are refused',
    state: 'kept',
    test: { file: 'test/kernel/jwk.test.ts', name: 'the polymorphic EdDSA' },
  },
  {
    specification: 'RFC 9864',
    clause: '2.2',
    point: 'DPoP proofs under the name `EdDSA` are refused',
    state: 'kept',
    test: {
      file: 'test/access/dpop.test.ts',
      name: 'that an Ed25519 key signed under the polymorphic name EdDSA (RFC 9864)',
    },
  },
  {
    specification: 'RFC 9864',
    clause: '2.2',
    point: 'assertions of clients whose Ed25519 key signed under the name `EdDSA` are refused',
    state: 'kept',
    test: {
      file: 'test/access/token.test.ts',
      name: 'that its Ed25519 key signed under the polymorphic name EdDSA (RFC 9864)',
    },
  },
  {
    specification: 'RFC 9864',
    clause: '2.2',
    point: 'access tokens of an Ed25519 key and ID tokens of outside OpenID providers',
    state: 'left',
    why: 'The token library knows the curve only as EdDSA; its key is ES256 unless an operator rotates to Ed25519, and only this node reads the token. Providers choose the name in their own ID tokens.',
  },
  {
    specification: akp,
    clause: 'keys',
    point: 'keys of type AKP with a required `alg`, refused when private, short or of another algorithm',
    state: 'kept',
    test: { file: suites, name: 'refuses %s' },
  },
  {
    specification: akp,
    clause: 'thumbprints',
    point: 'the key and the thumbprint of the published example',
    state: 'kept',
    test: { file: suites, name: 'makes the key and thumbprint of RFC 9964 appendix A of its seed' },
  },
  {
    specification: akp,
    clause: 'signatures',
    point: 'the published example of a signature verifies',
    state: 'kept',
    test: {
      file: suites,
      name: 'verifies the signature that RFC 9964 publishes, and not over anything else',
    },
  },
  {
    specification: akp,
    clause: 'signatures',
    point: 'signatures that another implementation of JOSE verifies, and the other way round',
    state: 'kept',
    test: { file: suites, name: 'is what jose makes and verifies' },
  },
  {
    specification: 'RFC 7515',
    clause: '7.2.1',
    point:
      'a dual-signed export is the general JSON serialisation: ES256 and ML-DSA-44 over one payload, and both are verified',
    state: 'kept',
    test: {
      file: exporting,
      name: '200: are over the same payload by ML-DSA-44 and over the same octets by SM2, and verify by the published keys',
    },
  },
  {
    specification: 'RFC 7515',
    clause: '7.2.1',
    point: 'of a dual-signed export neither signature is enough without the other',
    state: 'kept',
    test: {
      file: verifying,
      name: '200: is not judged when either does not hold, however good the other one is',
    },
  },
  {
    specification: 'RFC 7515',
    clause: '7.2.1',
    point: 'dual-signed exports of the other side',
    state: 'left',
    why: 'The trust list names no ML-DSA keys, so nothing is concluded of that signature; the ES256 form of the same export is verified.',
  },
  {
    specification: akp,
    clause: 'signatures',
    point: 'ML-DSA-65, ML-DSA-87, and ML-DSA as the only signature of a credential',
    state: 'left',
    why: 'HAIP 1.0 has wallets and verifiers know ES256; a second signature is enough for archives.',
  },
  {
    specification: gm,
    clause: 'part 5, annex A',
    point: 'the published example of SM2 with SM3 and the usual identifier',
    state: 'kept',
    test: {
      file: suites,
      name: 'verifies the example of GB/T 32918.5 annex A, and makes its key of its secret',
    },
  },
  {
    specification: gm,
    clause: 'part 2',
    point: 'OpenSSL verifies ours and we verify those of OpenSSL',
    state: 'kept',
    test: { file: suites, name: 'verify what the other signed, with the usual identifier and with no other' },
  },
  {
    specification: gm,
    clause: 'part 2',
    point: 'of an export with an SM2 signature beside it neither signature is enough without the other',
    state: 'kept',
    test: {
      file: 'test/archive/vc-verification.routes.test.ts',
      name: '200: is not judged when the one beside it or its own does not hold',
    },
  },
  {
    specification: gm,
    clause: 'part 2',
    point: 'what Node signs by sm3 on that curve is not taken for SM2',
    state: 'kept',
    test: { file: suites, name: 'is not what Node’s own sign(sm3) makes on that curve, which is the trap' },
  },
  {
    specification: 'JOSE registries of IANA',
    clause: 'Algorithms',
    point: 'SM2 within JOSE',
    state: 'left',
    why: 'No registration exists. The signature stands beside the credential, over its octets.',
  },
] as const satisfies readonly NormativePoint[];
