import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import { epochSeconds } from '../kernel/instants.ts';
import type { CredentialType } from '../kernel/vocabulary.ts';
import { credentialsContext, isDigestOfOwnContext, ownContext } from './vc-context.ts';
import { claimsOfSubject, typeOfVc } from './vc-document.ts';

/** VCDM 2.0, of a document whose octets were read; what it says is believed by who verified its signature. */

export interface VcReading {
  readonly type: CredentialType;
  readonly issuer: string;
  /** Seconds since 1970. */
  readonly validFrom: number;
  readonly validUntil: number | undefined;
  /** The record as the SD-JWT VC of it says it; `iat` and `exp` are those of the record, not of the signature. */
  readonly claims: JsonObject;
}

/** The reading, or what is wrong as a code. */
export function readVc(document: JsonObject): VcReading | string {
  const { issuer, iss, credentialSubject, number, demonstration } = document;
  if (['vc', 'vp', 'vct', '_sd', '_sd_alg'].some((name) => document[name] !== undefined))
    return 'other-format';
  const named = isJsonObject(issuer) ? issuer['id'] : issuer;
  if (typeof named !== 'string' || (iss !== undefined && iss !== named)) return 'issuer';
  const problem = problemOfContext(document) ?? problemOfResources(document['relatedResource']);
  if (problem !== undefined) return problem;
  const type = typeOfVc(document);
  if (type === undefined) return 'unknown-type';
  const validFrom = secondsOf(document['validFrom']);
  const validUntil = document['validUntil'] === undefined ? undefined : secondsOf(document['validUntil']);
  const isOpen = document['validUntil'] === undefined;
  if (validFrom === undefined || (validUntil === undefined && !isOpen)) return 'validity';
  if (validUntil !== undefined && validUntil < validFrom) return 'validity';
  if (!isJsonObject(credentialSubject)) return 'subject';
  const status = readStatus(document['credentialStatus']);
  if (status === undefined) return 'credential-status';
  const claims = {
    ...claimsOfSubject(credentialSubject),
    iss: named,
    vct: type,
    iat: validFrom,
    ...(validUntil !== undefined && { exp: validUntil }),
    number,
    ...(demonstration !== undefined && { demonstration }),
    ...(document['cnf'] !== undefined && { cnf: document['cnf'] }),
    status: { status_list: status },
  };
  return { type, issuer: named, validFrom, validUntil, claims };
}

/** Contexts are known by name and never fetched: what another one would make of our terms nobody can say. */
function problemOfContext(document: JsonObject): string | undefined {
  const context = document['@context'];
  const isKnown =
    Array.isArray(context) &&
    context.length === 2 &&
    context[0] === credentialsContext &&
    context[1] === ownContext;
  return isKnown ? undefined : 'context';
}

/** VCDM 2.0 section 5.3: each digest is of the octets that its `id` names, by the copy that is here. */
function problemOfResources(resources: unknown): string | undefined {
  const all: readonly unknown[] = Array.isArray(resources) ? resources : [];
  const [resource] = all;
  const holds =
    all.length === 1 &&
    isJsonObject(resource) &&
    resource['id'] === ownContext &&
    isDigestOfOwnContext(resource['digestSRI']);
  return holds ? undefined : 'related-resource';
}

const purposes = ['revocation', 'suspension'] as const;

/**
 * Bitstring Status List 1.0 section 2.1. Both entries say where one status of one Token Status List stands: it is looked up there, among
 * the lists of the two nodes, and what the document names is never fetched.
 */
function readStatus(entries: unknown): { uri: string; idx: number } | undefined {
  if (!Array.isArray(entries) || entries.length !== purposes.length) return undefined;
  const read = purposes.map((purpose, position) => readEntry(entries[position], purpose));
  const [revocation, suspension] = read;
  if (!revocation || !suspension) return undefined;
  return revocation.uri === suspension.uri && revocation.idx === suspension.idx ? revocation : undefined;
}

function readEntry(entry: unknown, purpose: string): { uri: string; idx: number } | undefined {
  if (!isJsonObject(entry) || entry['type'] !== 'BitstringStatusListEntry') return undefined;
  const { id, statusPurpose, statusListIndex: index, statusListCredential: list } = entry;
  if (statusPurpose !== purpose || typeof list !== 'string' || !list.endsWith(`/${purpose}`))
    return undefined;
  // A string, and not a number (section 2.1); the `id` is not the address of the list.
  if (typeof index !== 'string' || !/^(0|[1-9]\d{0,8})$/.test(index) || id === list) return undefined;
  return { uri: list.slice(0, -purpose.length - 1), idx: Number(index) };
}

/** XML Schema `dateTimeStamp`: never without its offset. */
function secondsOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : epochSeconds(at);
}
