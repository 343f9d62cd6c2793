import type { NormativePoint } from './conformance.ts';

const specification = 'SD-JWT VC draft-26';
const metadata = 'test/typemetadata/type-metadata.test.ts';
const routes = 'test/typemetadata/types.routes.test.ts';
const verifying = 'test/verification/type-metadata.test.ts';

/** Type metadata. */
export const typePoints = [
  {
    specification,
    clause: 'Type Metadata',
    point: 'type metadata is found under the `vct`, as JSON that names it',
    state: 'kept',
    test: { file: routes, name: '%s is served under its own path, octet for octet' },
  },
  {
    specification,
    clause: 'Document Integrity',
    point: '`vct#integrity` is of the exact octets, in standard base64, and they never change',
    state: 'kept',
    test: { file: metadata, name: 'the octets of %s never change' },
  },
  {
    specification,
    clause: 'Document Integrity',
    point: 'integrity is judged by the strongest algorithm in it, and nothing that is not understood passes',
    state: 'kept',
    test: { file: metadata, name: '%s: %j is %s' },
  },
  {
    specification,
    clause: 'Document Integrity',
    point: 'a credential whose `vct#integrity` is not true of its type is refused',
    state: 'kept',
    test: { file: verifying, name: 'that %s is refused, and the check named' },
  },
  {
    specification,
    clause: 'Display Metadata, Claim Display Metadata',
    point: 'type and claims have an entry for each locale: en, zh-Hant, zh-Hans',
    state: 'kept',
    test: { file: metadata, name: 'names the type, and has every text in the three languages' },
  },
  {
    specification,
    clause: 'Claim Selective Disclosure Metadata',
    point: '`sd` is `always` or `never`, and every claim is issued as it says',
    state: 'kept',
    test: {
      file: metadata,
      name: 'says of every claim that is issued whether a holder may withhold it, as it is issued',
    },
  },
  {
    specification,
    clause: 'Claim Selective Disclosure Metadata',
    point: 'a claim from a disclosure that the type says is never disclosable is refused',
    state: 'kept',
    test: {
      file: metadata,
      name: 'refuses every claim from a disclosure that it says is never disclosable, and no other',
    },
  },
  {
    specification,
    clause: 'Claim Mandatory Metadata',
    point: 'a mandatory claim that is missing is refused; one that a holder withholds is not missing',
    state: 'kept',
    test: {
      file: metadata,
      name: 'holds for what is issued, and misses each mandatory claim that is left out',
    },
  },
  {
    specification,
    clause: 'Claims',
    point: '`aka_vcts` is a list that is not empty and does not repeat `vct`',
    state: 'kept',
    test: { file: verifying, name: 'that %s is refused' },
  },
  {
    specification,
    clause: 'Registered JWT Claims',
    point: '`iss`, `nbf`, `exp`, `cnf`, `vct`, `vct#integrity`, `aka_vcts` and `status` are never disclosed',
    state: 'kept',
    test: {
      file: 'test/formats/process-disclosures.test.ts',
      name: 'never takes %s from a disclosure',
    },
  },
  {
    specification,
    clause: 'Retrieving Type Metadata',
    point: 'metadata is retrieved from the address in `vct`, or from a registry',
    state: 'left',
    why: 'A credential must not choose what is fetched. Three types are known here, and each node has its own copy of what they are.',
  },
  {
    specification,
    clause: 'Extending Type Metadata',
    point: '`extends`',
    state: 'left',
    why: 'No type here extends another. A credential of a type that is not known here is not judged at all.',
  },
  {
    specification,
    clause: 'Rendering Metadata',
    point: 'logos, background images and SVG templates',
    state: 'left',
    why: 'Colours only: an image would be one more thing for a wallet to fetch, and to tell its owner by.',
  },
] as const satisfies readonly NormativePoint[];
