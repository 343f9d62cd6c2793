import type { NormativePoint } from './conformance.ts';

const haip = 'HAIP 1.0';
const credentials = 'SD-JWT VC draft-26';
const jws = 'RFC 7515';
const paths = 'RFC 5280';

const whole = 'test/border/certificates.test.ts';
const making = 'test/keys/certification.test.ts';
const path = 'test/keys/certificate-path.test.ts';
const verifying = 'test/verification/certificates.test.ts';
const wellKnown = 'test/keys/keys.routes.test.ts';
const wrongPath = '%s: %s';
const wrongChain = 'is refused, and the check named, for %s: %s';

/** How an issuer's key is found, and the certificates that tie it to the issuer. */
export const certificatePoints = [
  {
    specification: haip,
    clause: '6.1.1',
    point: 'the signing certificate and its chain are in `x5c` of every credential',
    state: 'kept',
    test: {
      file: whole,
      name: 'a credential is verified by its chain to the root of the other side’s trust list, and names its issuer',
    },
  },
  {
    specification: haip,
    clause: '6.1.1',
    point: 'the certificate of the trust anchor is not in `x5c`',
    state: 'kept',
    test: { file: making, name: 'is base64 of the DER, and never brings the anchor' },
  },
  {
    specification: haip,
    clause: '6.1.1',
    point: 'a credential that brings the anchor, or a leaf that signed itself, is refused',
    state: 'kept',
    test: { file: verifying, name: wrongChain },
  },
  {
    specification: haip,
    clause: '6.1',
    point: 'a Status List Token has `x5c`, without the anchor, of a certificate that did not sign itself',
    state: 'kept',
    test: { file: whole, name: 'the status list that it names is signed by a key with such a chain too' },
  },
  {
    specification: haip,
    clause: '7',
    point: 'ES256 for whatever is signed; every certified key is on P-256',
    state: 'kept',
    test: { file: making, name: '%s: has a chain of its own that the root certifies' },
  },
  {
    specification: credentials,
    clause: 'Issuer Signature Mechanisms',
    point: 'the key comes from a permitted mechanism and belongs to the issuer, or the credential is refused',
    state: 'kept',
    test: { file: verifying, name: wrongChain },
  },
  {
    specification: credentials,
    clause: 'Issuer Signature Mechanisms',
    point:
      'X.509: the issuer is the subject of the leaf; here a URI among its alternative names is `iss`, exactly',
    state: 'kept',
    test: { file: path, name: 'to %j, which is not the URI in it' },
  },
  {
    specification: credentials,
    clause: 'Issuer Signature Mechanisms',
    point: 'both mechanisms name the same key',
    state: 'kept',
    test: {
      file: whole,
      name: 'the key in the chain is the one that /.well-known/jwt-vc-issuer lists for the issuer, under the same kid',
    },
  },
  {
    specification: credentials,
    clause: 'JWT VC Issuer Metadata',
    point: 'the well-known part stands before the path of `iss`, and `issuer` is identical to it',
    state: 'kept',
    test: { file: wellKnown, name: 'issuer metadata stands before the path of an issuer identical to iss' },
  },
  {
    specification: credentials,
    clause: 'JWT VC Issuer Metadata',
    point: '200, `application/json`, and exactly one of `jwks` and `jwks_uri`',
    state: 'kept',
    test: {
      file: wellKnown,
      name: 'issuer metadata is JSON and has the keys themselves, never also where they are',
    },
  },
  {
    specification: credentials,
    clause: 'JWT VC Issuer Metadata',
    point: 'a verifier fetches the metadata of an issuer',
    state: 'left',
    why: 'A credential must not choose what is fetched. Keys come from the signed trust lists of both sides, which name the same ones.',
  },
  {
    specification: credentials,
    clause: 'Issuer Signature Mechanisms',
    point: 'a credential whose issuer is known by `x5c` alone, without `iss` or `kid`',
    state: 'left',
    why: 'The profile requires both: mandates are given to an `iss`, and windows and compromises are told of a `kid`.',
  },
  {
    specification: jws,
    clause: '4.1.6',
    point: '`x5c` is base64, not base64url, the leaf first, each certified by the next',
    state: 'kept',
    test: { file: path, name: wrongPath },
  },
  {
    specification: jws,
    clause: '4.1.2, 4.1.3, 4.1.5',
    point: 'keys that a header brings or points to (`jku`, `jwk`, `x5u`) are never used',
    state: 'kept',
    test: { file: verifying, name: 'is refused for %s in its header, and nothing is fetched' },
  },
  {
    specification: paths,
    clause: '6.1',
    point:
      'signatures, names, basicConstraints, pathLen and keyUsage of the whole path; unknown critical extensions refused',
    state: 'kept',
    test: { file: path, name: wrongPath },
  },
  {
    specification: paths,
    clause: '6.1.3',
    point: 'all of the path, the anchor too, is valid at the instant of issue',
    state: 'kept',
    test: { file: path, name: 'is good only while all of it is, to the last second' },
  },
  {
    specification: paths,
    clause: '4.1.2.2',
    point: 'serial numbers are positive, of 20 octets at most, and a matter of chance',
    state: 'kept',
    test: { file: making, name: 'has a serial number of its own with 64 bits of chance at least' },
  },
  {
    specification: paths,
    clause: '4.2.1.10, 4.2.1.4',
    point: 'name constraints and policies',
    state: 'left',
    why: 'Where they are critical the path is refused, since they are not understood here; the trust list says who may issue what.',
  },
  {
    specification: paths,
    clause: '6.3',
    point: 'revocation of certificates by CRL',
    state: 'left',
    why: 'A compromised key is told in the trust list, with the instant from which it is not believed, and a root leaves the list.',
  },
] as const satisfies readonly NormativePoint[];
