import type { NormativePoint } from './conformance.ts';

const lists = 'ETSI TS 119 602 V1.1.1';
const jades = 'ETSI TS 119 182-1 V1.2.1';

/** Lists of trusted entities, and the signature under them. */
export const trustListPoints = [
  {
    specification: lists,
    clause: 'Annex A',
    point: 'the JSON binding, by its schema',
    state: 'kept',
    test: {
      file: 'test/trust/lote-standard.test.ts',
      name: 'is valid by the JSON Schema of ETSI TS 119 602',
    },
  },
  {
    specification: lists,
    clause: 'Annex A',
    point: 'read by an implementation that is not ours',
    state: 'kept',
    test: {
      file: 'test/trust/lote-standard.test.ts',
      name: 'is valid for another implementation of lists of trusted entities',
    },
  },
  {
    specification: lists,
    clause: '6.3.2',
    point: 'the sequence number begins at 1, rises with each list and is never used again',
    state: 'kept',
    test: { file: 'test/trust/publication.test.ts', name: 'give each number to one list' },
  },
  {
    specification: lists,
    clause: '6.3.13',
    point:
      'a pointer to the list of the other side, with the keys that it may be signed by; it chooses nothing that is fetched',
    state: 'kept',
    test: {
      file: 'test/trust/peer-address.test.ts',
      name: 'is not left for where a list points to, says that it is, or has its keys',
    },
  },
  {
    specification: lists,
    clause: '6.3.14, 6.3.15',
    point: 'times of issue and of the next update; a list past the latter says nothing any more',
    state: 'kept',
    test: {
      file: 'test/trust/peer-sync.test.ts',
      name: 'is fresh until its list says so no more, then not, and again when it is back',
    },
  },
  {
    specification: lists,
    clause: '6.3.17, 6.6.9',
    point: 'a critical extension that is not known refuses the list',
    state: 'kept',
    test: { file: 'test/trust/lote.test.ts', name: 'and not known refuses the list, wherever it stands' },
  },
  {
    specification: lists,
    clause: '6.3.17, 6.6.9',
    point: 'an extension that is not critical is passed over',
    state: 'kept',
    test: {
      file: 'test/trust/lote.test.ts',
      name: 'may call its services otherwise, and have extensions that a reader may pass over',
    },
  },
  {
    specification: lists,
    clause: '6.6.3',
    point: 'each service names the certificates of who certifies it, the same in the whole list',
    state: 'kept',
    test: { file: 'test/trust/lote.test.ts', name: 'that one service has and another has not' },
  },
  {
    specification: lists,
    clause: '6.6.1, 6.6.4, 6.6.5',
    point: 'types of services, their status, and since when',
    state: 'kept',
    test: {
      file: 'test/trust/lote.test.ts',
      name: 'tells of each key and each right as a service with its status and its history, the latest first',
    },
  },
  {
    specification: lists,
    clause: '6.7',
    point: 'history of each service, the latest first, nothing that overlaps',
    state: 'kept',
    test: {
      file: 'test/trust/service-timeline.test.ts',
      name: 'has the latest first, no two of one instant, and no status twice in a row',
    },
  },
  {
    specification: lists,
    clause: '6.7',
    point: 'who was authorised for a credential type on a given day',
    state: 'kept',
    test: {
      file: 'test/trust/lote-round-trip.test.ts',
      name: 'answers who was authorised for what on a day as its mandates do',
    },
  },
  {
    specification: lists,
    clause: '6.8',
    point: 'the subject of the signing certificate names the operator and the territory',
    state: 'kept',
    test: {
      file: 'test/trust/lote-standard.test.ts',
      name: 'names its operator as the subject of its certificate does',
    },
  },
  {
    specification: jades,
    clause: '5.1, 6.3',
    point: 'compact signature of level B: alg, iat, x5t#S256 and x5c, all protected',
    state: 'kept',
    test: {
      file: 'test/trust/lote-standard.test.ts',
      name: 'verifies by its certificate alone, for who trusts the root',
    },
  },
  {
    specification: jades,
    clause: '6.3',
    point: 'a certificate in every signature',
    state: 'left',
    why: 'A trust-list key that nobody has certified yet, or whose certificate has ended, signs without one: in production an outside authority certifies, and after a compromise the new key must sign at once. Such a list is believed by the thumbprint of its key alone, as every list is.',
  },
  {
    specification: lists,
    clause: '6.6.3',
    point: 'Ed25519 keys as PublicKeyValues',
    state: 'left',
    why: 'The schema of the binding knows EC, RSA and oct keys only. They are named by their thumbprint (RFC 9278) and stand in an extension.',
  },
  {
    specification: lists,
    clause: '6.3.5, 6.5.3',
    point: 'postal and telephone addresses',
    state: 'left',
    why: 'A node knows the office of an authority by its electronic address; the street says so.',
  },
  {
    specification: lists,
    clause: '6.3.15',
    point: 'a list that is closed, without a next update',
    state: 'left',
    why: 'The published schema does not allow it, and a node that ends is stale within a day.',
  },
  {
    specification: lists,
    clause: 'Annex A.2',
    point: 'the XML bindings',
    state: 'left',
    why: 'JSON is what the profile of this service names.',
  },
  {
    specification: lists,
    clause: 'Annexes D to I',
    point: 'the profiles of the European Union, a pointer of a list to itself among them',
    state: 'left',
    why: 'They are for schemes of its regulation. The two sides have a scheme, types and statuses of their own.',
  },
] as const satisfies readonly NormativePoint[];
