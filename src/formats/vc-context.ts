import { createHash } from 'node:crypto';
import { canonicalBytes } from '../kernel/canonical-json.ts';

/** VCDM 2.0 section 4.3: always the first. Its octets are known to every processor. */
export const credentialsContext = 'https://www.w3.org/ns/credentials/v2';

/** Named like the credential types: both nodes serve the same octets under this path, and a change would be another version. */
export const ownContext = 'https://wenjin.example/contexts/credentials/v1';

const vocabulary = 'https://wenjin.example/vocabulary/v1#';
/** Of Open Badges 3.0, which our recognition is a subtype of; its terms are named here so that its context is not needed. */
const openBadges = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';

const ownTypes = [
  'HomeQualificationAttestation',
  'BridgingResultCredential',
  'QualificationRecognitionCredential',
  'QualificationHolder',
  'QualificationAward',
  'BridgingCandidate',
];

const ownTerms = [
  ...['achievement', 'agreement', 'asOf', 'awardDate', 'birthDate', 'certificateNumber', 'code', 'component'],
  ...['components', 'conditions', 'credentialSha256', 'date', 'decision', 'demonstration', 'effect'],
  ...['firstAttestedOn', 'home', 'identifier', 'idx', 'nameEn', 'nameZhHans', 'nameZhHant', 'nextDue'],
  ...['notConferred', 'number', 'outcome', 'person', 'qualification', 'recognition', 'record', 'results'],
  ...[
    'reviewBy',
    'route',
    'row',
    'specialisms',
    'standing',
    'state',
    'statusList',
    'target',
    'uri',
    'version',
  ],
];

function iris(names: readonly string[], base: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `${base}${name}`]));
}

/** As it is served, octet for octet. */
export const ownContextOctets: Uint8Array = canonicalBytes({
  '@context': {
    '@protected': true,
    ...iris(ownTypes, vocabulary),
    ...iris(['EndorsementCredential', 'EndorsementSubject'], openBadges),
    ...iris(ownTerms, vocabulary),
  },
});

const hashes = ['sha256', 'sha384', 'sha512'] as const;

function digestSri(octets: Uint8Array, hash: (typeof hashes)[number]): string {
  return `${hash}-${createHash(hash).update(octets).digest('base64')}`;
}

/** VCDM 2.0 section 5.3: what a credential says of the context that it needs. */
export const ownContextResource = {
  id: ownContext,
  mediaType: 'application/ld+json',
  digestSRI: digestSri(ownContextOctets, 'sha384'),
} as const;

const ownDigests: ReadonlySet<string> = new Set(hashes.map((hash) => digestSri(ownContextOctets, hash)));

/** Is this the digest of our own copy? Nothing is fetched to find out. */
export function isDigestOfOwnContext(digest: unknown): boolean {
  return typeof digest === 'string' && ownDigests.has(digest);
}
