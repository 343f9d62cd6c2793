import type { NormativePoint } from './conformance.ts';

const lists = 'Token Status List draft-21';
const bitstring = 'Bitstring Status List 1.0';

const bits = 'test/status/status-bits.test.ts';
const routes = 'test/status/status.routes.test.ts';
const peers = 'test/status/peer-lists.test.ts';
const bitstrings = 'test/status/bitstring.test.ts';

/** Status lists of both kinds. */
export const statusPoints = [
  {
    specification: lists,
    clause: '4.1, Appendix C',
    point: 'entries of 1, 2, 4 and 8 bits from the least significant bit on: the published vectors',
    state: 'kept',
    test: { file: bits, name: 'a list of 2^20 entries of $bits bits reads as it was written' },
  },
  {
    specification: lists,
    clause: '4.1',
    point: 'DEFLATE in the ZLIB format, as the published example to the byte',
    state: 'kept',
    test: { file: bits, name: 'twelve entries are packed from the least significant bit on' },
  },
  {
    specification: lists,
    clause: '5.1, 8.3',
    point: '`sub` is the `uri` of the credential exactly, `typ`, signature, `iat` and `exp` are checked',
    state: 'kept',
    test: { file: 'test/status/status-token.test.ts', name: '%s: %s' },
  },
  {
    specification: lists,
    clause: '8.3',
    point: 'decompression is bounded, and comes after the signature',
    state: 'kept',
    test: {
      file: 'test/status/status-token.test.ts',
      name: 'without its signature being right, whatever the list would inflate to',
    },
  },
  {
    specification: lists,
    clause: '8.1, 8.2',
    point: 'what Accept rules out is not sent',
    state: 'kept',
    test: { file: routes, name: 'is given to who accepts %s: %i' },
  },
  {
    specification: lists,
    clause: '8.2',
    point: 'the answer is compressed by negotiation',
    state: 'kept',
    test: { file: routes, name: 'is compressed for who takes GZIP, under a tag of its own' },
  },
  {
    specification: lists,
    clause: '8.1',
    point: 'pages of any origin can read why they get no list, too',
    state: 'kept',
    test: { file: routes, name: '%s: %s' },
  },
  {
    specification: lists,
    clause: '8.1, 8.2',
    point: 'the body is the compact JWS itself, of its own content type, readable from pages of any origin',
    state: 'kept',
    test: { file: routes, name: 'is the signed token, byte for byte' },
  },
  {
    specification: lists,
    clause: '8.3',
    point: 'an index outside the list says nothing, and is not 0',
    state: 'kept',
    test: { file: bits, name: 'index %s is outside the list, which is not 0' },
  },
  {
    specification: lists,
    clause: '8.4',
    point: '`?time=` gives the token that was valid then',
    state: 'kept',
    test: { file: routes, name: 'of the past is the token that was the newest then, byte for byte' },
  },
  {
    specification: lists,
    clause: '8.4',
    point: '404 for a time that no held token covers',
    state: 'kept',
    test: { file: routes, name: 'is cached no longer than it lives, and not served after: 503' },
  },
  {
    specification: lists,
    clause: '8.4',
    point: 'a token whose `iat` to `exp` is not around the time asked for is refused',
    state: 'kept',
    test: { file: peers, name: 'is not told by a list that %s' },
  },
  {
    specification: lists,
    clause: '9',
    point: 'an aggregation names every list',
    state: 'kept',
    test: { file: routes, name: 'names every list, for any page and for a minute' },
  },
  {
    specification: lists,
    clause: '9.1',
    point: 'the metadata of the authorization server name the aggregation',
    state: 'kept',
    test: { file: 'test/access/token.test.ts', name: 'the metadata say where and how' },
  },
  {
    specification: lists,
    clause: '5.2, 6.3',
    point: 'the CWT form',
    state: 'left',
    why: 'Credentials here are JWTs, and SD-JWT VC has a status token be one too.',
  },
  {
    specification: lists,
    clause: '4.1',
    point: 'lists of 1, 4 or 8 bits of another issuer are believed',
    state: 'left',
    why: 'Both sides publish two bits, which suspension needs; another width in a list of theirs is a mistake.',
  },
  {
    specification: bitstring,
    clause: '2.2, 3.3',
    point: 'GZIP, Multibase `u`, from the most significant bit on, 131 072 entries at least',
    state: 'kept',
    test: {
      file: bitstrings,
      name: 'index 0 is the most significant bit of the first byte, and a list has 131 072 entries at least',
    },
  },
  {
    specification: bitstring,
    clause: '2.2, 3.4',
    point: 'the published list, and lists read by an implementation that is not ours',
    state: 'kept',
    test: {
      file: bitstrings,
      name: 'says the same as the Token Status List, also to a reader that is not ours',
    },
  },
  {
    specification: bitstring,
    clause: '2.1',
    point: '`statusListIndex` is a string, and `id` is not the address of the list',
    state: 'kept',
    test: {
      file: bitstrings,
      name: 'an entry has a string for its index, and an id that is not the address of the list',
    },
  },
  {
    specification: bitstring,
    clause: '2.2',
    point: 'a list for each purpose, itself a secured credential (`vc+jwt`) with a validity',
    state: 'kept',
    test: {
      file: routes,
      name: 'is a secured credential that says what the token says, to a reader that is not ours too',
    },
  },
  {
    specification: bitstring,
    clause: '2.2',
    point:
      'one node keeps the lists of its authorities: the issuer of a list is another than that of the credential',
    state: 'kept',
    test: {
      file: routes,
      name: 'is read for a credential of another issuer, which the node keeps the list for',
    },
  },
  {
    specification: bitstring,
    clause: '3.2',
    point: 'an index outside the list is an error, and not 0',
    state: 'kept',
    test: { file: bitstrings, name: 'index %s is outside the list, which is not 0' },
  },
  {
    specification: bitstring,
    clause: '3.2',
    point: '`?timestamp=` of a list',
    state: 'left',
    why: 'The history is that of the Token Status List (`?time=`), which says the same of every index.',
  },
  {
    specification: bitstring,
    clause: '3.4',
    point: 'decompression is bounded',
    state: 'kept',
    test: { file: bitstrings, name: 'is a large bomb' },
  },
  {
    specification: bitstring,
    clause: '2.1',
    point: '`message`, `refresh` and entries of several bits',
    state: 'left',
    why: 'Ended and suspended are what verifiers act on; the reasons are told by the verification of this service, to who may know.',
  },
] as const satisfies readonly NormativePoint[];
