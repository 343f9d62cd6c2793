import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import { type CredentialType, vct } from '../kernel/vocabulary.ts';
import { fromEpochSeconds, instantText } from '../kernel/instants.ts';
import { credentialsContext, ownContext, ownContextResource } from './vc-context.ts';

/** The same record as a W3C credential (VCDM 2.0), there and back: what the one says the other says, under names of its own. */

export interface VcSource {
  /** Of the record at this node. */
  readonly id: string;
  /** The processed claims of the SD-JWT VC; personal ones are those that the export is to have. */
  readonly claims: JsonObject;
  readonly personalClaims: readonly string[];
  /** `BitstringStatusListEntry`s for revocation and for suspension. */
  readonly credentialStatus: readonly object[];
  /** Name the holder's key (`cnf`): only who has it can then present the export. */
  readonly holderBinding: boolean;
}

const vcTypes: Readonly<Record<CredentialType, readonly string[]>> = {
  [vct.homeAttestation]: ['VerifiableCredential', 'HomeQualificationAttestation'],
  [vct.bridgingResult]: ['VerifiableCredential', 'BridgingResultCredential'],
  [vct.recognition]: ['VerifiableCredential', 'EndorsementCredential', 'QualificationRecognitionCredential'],
};

function isVcSourceType(type: unknown): type is CredentialType {
  return typeof type === 'string' && Object.hasOwn(vcTypes, type);
}

/** What the document says in other places than in its subject. */
const aboutTheCredential: ReadonlySet<string> = new Set([
  ...[
    'iss',
    'vct',
    'vct#integrity',
    'aka_vcts',
    'iat',
    'nbf',
    'exp',
    'cnf',
    'status',
    'number',
    'demonstration',
  ],
]);

/** Undefined for claims that are not a credential of ours. */
export function vcDocument(source: VcSource): JsonObject | undefined {
  const { id, claims, personalClaims, credentialStatus, holderBinding } = source;
  const { iss, vct: type, iat, exp, number, demonstration, cnf } = claims;
  if (!isVcSourceType(type) || typeof iat !== 'number') return undefined;
  const own = Object.entries(claims).filter(([name]) => !aboutTheCredential.has(name));
  const person = outwardObject(own.filter(([name]) => personalClaims.includes(name)));
  const rest = outwardObject(own.filter(([name]) => !personalClaims.includes(name)));
  return {
    '@context': [credentialsContext, ownContext],
    id: `urn:uuid:${id}`,
    type: [...vcTypes[type]],
    issuer: iss,
    validFrom: instantText(fromEpochSeconds(iat)),
    ...(typeof exp === 'number' && { validUntil: instantText(fromEpochSeconds(exp)) }),
    number,
    ...(demonstration === true && { demonstration }),
    ...(holderBinding && isJsonObject(cnf) && { cnf: { jwk: cnf['jwk'] } }),
    credentialSubject: {
      ...subjectOf(type, rest, claims),
      ...(Object.keys(person).length > 0 && { person }),
    },
    credentialStatus: [...credentialStatus],
    relatedResource: [{ ...ownContextResource }],
  };
}

function subjectOf(type: CredentialType, rest: JsonObject, { home }: JsonObject): JsonObject {
  switch (type) {
    case vct.homeAttestation: {
      const { standing, ...award } = rest;
      return { type: 'QualificationHolder', achievement: { type: 'QualificationAward', ...award }, standing };
    }
    case vct.bridgingResult:
      return { type: 'BridgingCandidate', ...rest };
    case vct.recognition: {
      // Open Badges 3.0: the subject of an endorsement is what is endorsed, here the award as its record stands.
      const record = isJsonObject(home) ? home['record'] : undefined;
      const recordId = isJsonObject(record) ? record['id'] : undefined;
      return {
        ...(typeof recordId === 'string' && { id: `urn:uuid:${recordId}` }),
        type: 'EndorsementSubject',
        ...rest,
      };
    }
  }
}

/** Undefined for a type that is none of ours. */
export function typeOfVc(document: JsonObject): CredentialType | undefined {
  const { type } = document;
  if (!Array.isArray(type)) return undefined;
  const named = JSON.stringify(type);
  return Object.values(vct).find((each) => JSON.stringify(vcTypes[each]) === named);
}

/** What stands in the subject, under the names of the SD-JWT VC. */
export function claimsOfSubject(subject: JsonObject): JsonObject {
  const { id: _id, type: _type, achievement, person, ...rest } = subject;
  const { type: _award, ...award } = isJsonObject(achievement) ? achievement : {};
  return inwardObject({ ...rest, ...award, ...(isJsonObject(person) ? person : {}) });
}

/** `id` is an IRI in JSON-LD and ours are not; all else is only spelt otherwise. */
function outwardName(name: string): string {
  return name === 'id'
    ? 'identifier'
    : name.replace(/_([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

function inwardName(name: string): string {
  return name === 'identifier' ? 'id' : name.replace(/[A-Z]/g, (first) => `_${first.toLowerCase()}`);
}

function outwardObject(entries: readonly (readonly [string, unknown])[]): JsonObject {
  return Object.fromEntries(entries.map(([name, value]) => [outwardName(name), renamed(value, outwardName)]));
}

function inwardObject(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [inwardName(name), renamed(each, inwardName)]),
  );
}

function renamed(value: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => renamed(each, nameOf));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [nameOf(name), renamed(each, nameOf)]),
  );
}
