import type { NormativePoint } from './conformance.ts';

const model = 'VC Data Model 2.0';
const jose = 'VC-JOSE-COSE';
const api = 'VC-API (W3C CCG)';

const format = 'test/formats/vc-jwt.test.ts';
const exporting = 'test/archive/exports.routes.test.ts';
const verifying = 'test/archive/vc-verification.routes.test.ts';
const calling = 'test/archive/vc-api.routes.test.ts';

/** Titles of tables of cases, as they stand in the source. */
const notBelieved = 'is not believed %s';
const refusedPresentation = 'is refused %s';

/** The export of records as W3C credentials, and what of them is verified. */
export const w3cPoints = [
  {
    specification: model,
    clause: '4.3',
    point:
      'the first context is the fixed one; further contexts are those that are known here, and none is fetched',
    state: 'kept',
    test: { file: format, name: notBelieved },
  },
  {
    specification: model,
    clause: '4.3',
    point: 'every term is defined: a JSON-LD processor in safe mode drops nothing of an export',
    state: 'kept',
    test: { file: exporting, name: 'expands in a JSON-LD processor in safe mode, which drops nothing' },
  },
  {
    specification: model,
    clause: '4.9',
    point: '`validFrom` is not after `validUntil`; both have an offset',
    state: 'kept',
    test: { file: format, name: notBelieved },
  },
  {
    specification: model,
    clause: '4.13',
    point: 'presentations carry `EnvelopedVerifiableCredential` with a `data:` URL',
    state: 'kept',
    test: { file: format, name: 'opens to the credentials that its signer holds' },
  },
  {
    specification: model,
    clause: '5.3',
    point: '`relatedResource` digests are verified, against our own copies',
    state: 'kept',
    test: { file: format, name: notBelieved },
  },
  {
    specification: model,
    clause: '5.3',
    point: 'our context is hosted, octet for octet as it is hashed',
    state: 'kept',
    test: { file: exporting, name: '200, 304 and 406: is served octet for octet and can be kept for ever' },
  },
  {
    specification: model,
    clause: '5.3',
    point: 'the octets of our context never change: an export names them by `digestSRI`',
    state: 'kept',
    test: {
      file: format,
      name: 'names our context by a digest of the octets that are served, which never change',
    },
  },
  {
    specification: jose,
    clause: '3.1',
    point: 'the payload is the credential: no `vc` and no `vp` claim',
    state: 'kept',
    test: { file: format, name: notBelieved },
  },
  {
    specification: jose,
    clause: '3.1.1',
    point: '`typ: vc+jwt`, `cty: vc`, media type `application/vc+jwt`',
    state: 'kept',
    test: {
      file: exporting,
      name: '200: is application/vc+jwt with a kid under its issuer, certificates, and nothing of the person unless asked',
    },
  },
  {
    specification: jose,
    clause: '3.1.1, 4',
    point: 'an implementation that is not ours verifies exports by the keys that their issuers publish',
    state: 'kept',
    test: {
      file: 'test/archive/outside-verifier.test.ts',
      name: 'verifies an export of each type by the keys that its issuer publishes, and finds its status in public lists',
    },
  },
  {
    specification: jose,
    clause: '3.2',
    point:
      '`vc+sd-jwt` is not taken for another format of the same name; selective disclosure is by SD-JWT VC alone',
    state: 'kept',
    test: { file: format, name: notBelieved },
  },
  {
    specification: jose,
    clause: '3.1.2',
    point:
      'a presentation is signed for one verifier and one request by the key that all its credentials name',
    state: 'kept',
    test: { file: format, name: refusedPresentation },
  },
  {
    specification: jose,
    clause: '3.1.2',
    point: 'enveloped presentations are verified at `/v1/vc-verifications`, with no VC-API switched on',
    state: 'kept',
    test: {
      file: verifying,
      name: '200: is judged when its holder signed it for this verifier and this request',
    },
  },
  {
    specification: jose,
    clause: '4',
    point:
      '`kid` is an absolute URL under the issuer, `iss` is the issuer; the key is the one that the trust list has',
    state: 'kept',
    test: { file: format, name: notBelieved },
  },
  {
    specification: jose,
    clause: '4',
    point: 'controlled identifier documents: the `kid` is dereferenced',
    state: 'left',
    why: 'Keys come from the trust list; nothing in a credential chooses what is fetched.',
  },
  {
    specification: jose,
    clause: '3.3',
    point: 'credentials secured by COSE',
    state: 'left',
    why: 'No party of the agreement reads COSE; the JWT says the same.',
  },
  {
    specification: 'Bitstring Status List 1.0',
    clause: '2.1',
    point:
      'an export names one entry for revocation and one for suspension, and they are judged by the rows behind both',
    state: 'kept',
    test: { file: format, name: 'is not good when the rows of its status say %s' },
  },
  {
    specification: 'Bitstring Status List 1.0',
    clause: '3.2',
    point: 'an implementation that is not ours sees an export suspended, by public lists alone',
    state: 'kept',
    test: {
      file: 'test/archive/outside-verifier.test.ts',
      name: 'sees there what the verification of this service says, once standing at home is suspended',
    },
  },
  {
    specification: 'Open Badges 3.0',
    clause: 'EndorsementCredential',
    point:
      'a recognition is an EndorsementCredential subtype about the award, with its conditions and what it does not confer',
    state: 'kept',
    test: {
      file: format,
      name: 'of a recognition is an endorsement subtype with its conditions, its terms and what is not conferred',
    },
  },
  {
    specification: 'Open Badges 3.0',
    clause: 'AchievementCredential',
    point: 'an attestation of the home award as AchievementCredential',
    state: 'left',
    why: 'Its Achievement needs criteria and a description that authorities do not register; the award stands under our own terms.',
  },
  {
    specification: api,
    clause: 'issuing',
    point: '`/credentials/issue` signs the export of an existing record and never what is sent',
    state: 'kept',
    test: {
      file: calling,
      name: '422: never signs what was sent, whether it says more or says it otherwise',
    },
  },
  {
    specification: api,
    clause: 'verifying',
    point: '`/credentials/verify` answers with ProblemDetails of the known types',
    state: 'kept',
    test: { file: calling, name: '200: names what fails by the types of problems that others know' },
  },
  {
    specification: api,
    clause: 'verifying',
    point: '`/presentations/verify` with `challenge` and `domain`',
    state: 'kept',
    test: {
      file: calling,
      name: '200: verifies what its holder signed for this verifier, and shows what was chosen',
    },
  },
  {
    specification: api,
    clause: 'endpoints',
    point: 'the endpoints exist only where the configuration switches them on',
    state: 'kept',
    test: { file: calling, name: '404: there are no such operations unless the configuration says so' },
  },
  {
    specification: api,
    clause: 'verifying',
    point: 'credentials with an embedded proof (Data Integrity)',
    state: 'left',
    why: 'Nothing here is secured by Data Integrity; enveloped forms alone are taken.',
  },
  {
    specification: api,
    clause: 'exchanges',
    point: 'exchanges and workflows',
    state: 'left',
    why: 'Wallets are served by OpenID4VCI and OpenID4VP.',
  },
] as const satisfies readonly NormativePoint[];
