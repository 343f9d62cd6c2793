import { pointerToken } from '../kernel/json-text.ts';
import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import { type Disclosure, isReservedName, parseDisclosure } from './disclosure.ts';
import { type DisclosureRule, neverDisclosable, ruleBelow } from './never-disclosable.ts';

export type DisclosureFindingCode =
  | 'hash-algorithm-unknown'
  | 'disclosure-malformed'
  | 'disclosure-repeated'
  | 'disclosure-unreferenced'
  | 'disclosure-misplaced'
  | 'digest-malformed'
  | 'digest-repeated'
  | 'name-reserved'
  | 'name-taken'
  | 'never-disclosable'
  | 'too-deep';

export interface DisclosureFinding {
  readonly code: DisclosureFindingCode;
  /** Where in the payload, as a JSON pointer, when it is there. */
  readonly pointer?: string;
}

export type ProcessedDisclosures =
  | { readonly ok: true; readonly claims: JsonObject }
  | { readonly ok: false; readonly findings: readonly DisclosureFinding[] };

const depthMax = 32;
const usualRule = neverDisclosable();

interface Work {
  /** What is known of each digest. Those of decoys and hidden claims come in as they are met. */
  readonly digests: Map<string, Digest>;
  /** Of the disclosures, those whose digest was not met yet. */
  unreferenced: number;
  readonly findings: DisclosureFinding[];
}

interface Digest {
  readonly disclosure: Disclosure | undefined;
  /** Whether it stands in the payload, or in a disclosure that does. */
  met: boolean;
}

/** Where the walk stands. */
interface Place {
  /** The place above, none for the payload itself. Pointers are written only for findings. */
  readonly above: Place | undefined;
  readonly name: string;
  readonly depth: number;
  readonly rule: DisclosureRule | undefined;
}

/**
 * RFC 9901 section 7.1, steps 3 to 5, and the claims that SD-JWT VC and the caller keep out of
 * disclosures: the processed payload, or everything that is wrong with it. A digest without disclosure
 * is a claim that the holder hides, or a decoy, and is ignored.
 */
export function processDisclosures(
  payload: JsonObject,
  disclosures: readonly string[],
  rule: DisclosureRule = usualRule,
): ProcessedDisclosures {
  const { _sd_alg: algorithm, _sd: embedded, ...signed } = payload;
  // Section 4.1.1: absent means sha-256. Under any other no digest below can be told.
  if (algorithm !== undefined && algorithm !== 'sha-256') {
    return { ok: false, findings: [{ code: 'hash-algorithm-unknown', pointer: '/_sd_alg' }] };
  }
  const findings: DisclosureFinding[] = [];
  const digests = byDigest(disclosures, findings);
  const work: Work = { digests, unreferenced: digests.size, findings };
  const claims = revealCopy(signed, embedded, { above: undefined, name: '', depth: 1, rule }, work);
  for (let left = work.unreferenced; left > 0; left -= 1) findings.push({ code: 'disclosure-unreferenced' });
  return findings.length === 0 ? { ok: true, claims } : { ok: false, findings };
}

function byDigest(texts: readonly string[], findings: DisclosureFinding[]): Map<string, Digest> {
  const digests = new Map<string, Digest>();
  for (const text of texts) {
    const disclosure = parseDisclosure(text);
    if (disclosure === undefined) {
      findings.push({ code: 'disclosure-malformed' });
    } else if (digests.has(disclosure.digest)) {
      findings.push({ code: 'disclosure-repeated' });
    } else {
      digests.set(disclosure.digest, { disclosure, met: false });
    }
  }
  return digests;
}

function reveal(value: unknown, place: Place, work: Work): unknown {
  if (place.depth > depthMax) {
    find(work, 'too-deep', place);
    return undefined;
  }
  if (Array.isArray(value)) return revealElements(value, place, work);
  return isJsonObject(value) ? revealObject(value, place, work) : value;
}

/** Gives back the object itself where there is nothing to reveal, as in most. */
function revealObject(object: JsonObject, place: Place, work: Work): JsonObject {
  if (object['_sd'] === undefined) return revealMembers(object, undefined, place, work) ?? object;
  const { _sd: digests, ...claims } = object;
  return revealCopy(claims, digests, place, work);
}

/** Writes into the claims, which are a copy already, what their digests and those further down hide. */
function revealCopy(
  claims: Record<string, unknown>,
  digests: unknown,
  place: Place,
  work: Work,
): Record<string, unknown> {
  revealMembers(claims, claims, place, work);
  if (!Array.isArray(digests)) {
    if (digests !== undefined) find(work, 'digest-malformed', place);
    return claims;
  }
  for (const digest of digests) {
    const disclosure = meet(digest, place, work);
    if (disclosure !== undefined) insert(claims, disclosure, place, work);
  }
  return claims;
}

/** Writes into the copy, if there is one, and makes it once it is needed. */
function revealMembers(
  object: JsonObject,
  copy: Record<string, unknown> | undefined,
  place: Place,
  work: Work,
): JsonObject | undefined {
  let claims = copy;
  for (const name in object) {
    const value = object[name];
    if (isReservedName(name)) {
      find(work, 'name-reserved', place);
    } else if (typeof value === 'object' && value !== null) {
      const revealed = reveal(value, below(place, name), work);
      if (revealed === value) continue;
      claims ??= { ...object };
      claims[name] = revealed;
    }
  }
  return claims;
}

/** Section 7.1, step 3.3.2: the claim that takes the place of a digest in `_sd`. */
function insert(claims: Record<string, unknown>, disclosure: Disclosure, place: Place, work: Work): void {
  if (disclosure.kind !== 'member') {
    find(work, 'disclosure-misplaced', place);
  } else if (isReservedName(disclosure.name)) {
    find(work, 'name-reserved', place);
  } else if (Object.hasOwn(claims, disclosure.name)) {
    find(work, 'name-taken', place);
  } else {
    const inside = below(place, disclosure.name);
    // A claim that contains a protected one is as good as the protected one itself.
    if (inside.rule !== undefined) find(work, 'never-disclosable', inside);
    claims[disclosure.name] = reveal(disclosure.value, inside, work);
  }
}

function revealElements(elements: readonly unknown[], place: Place, work: Work): readonly unknown[] {
  const claims: unknown[] = [];
  let changed = false;
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index];
    if (typeof element !== 'object' || element === null) {
      claims.push(element);
      continue;
    }
    const inside = below(place, String(index), '*');
    const hides = isJsonObject(element) && Object.hasOwn(element, '...');
    if (hides) {
      changed = true;
      revealElement(element, inside, work, claims);
      continue;
    }
    const revealed = reveal(element, inside, work);
    changed ||= revealed !== element;
    claims.push(revealed);
  }
  return changed ? claims : elements;
}

/** Section 7.1, step 3.3.3: the claim that takes the place of `{"...": digest}`, if it was disclosed. */
function revealElement(element: JsonObject, place: Place, work: Work, claims: unknown[]): void {
  if (Object.keys(element).length !== 1) find(work, 'digest-malformed', place);
  // An element of a protected array may not even be hidden: one would not know that it is there.
  if (place.rule !== undefined) find(work, 'never-disclosable', place);
  const disclosure = meet(element['...'], place, work);
  if (disclosure?.kind === 'element') claims.push(reveal(disclosure.value, place, work));
  if (disclosure?.kind === 'member') find(work, 'disclosure-misplaced', place);
}

/** The disclosure for an embedded digest, if the holder sent it. Section 7.1, step 4: no digest twice. */
function meet(digest: unknown, place: Place, work: Work): Disclosure | undefined {
  if (typeof digest !== 'string') {
    find(work, 'digest-malformed', place);
    return undefined;
  }
  if (place.rule?.end === true) find(work, 'never-disclosable', place);
  const known = work.digests.get(digest);
  if (known === undefined) {
    work.digests.set(digest, { disclosure: undefined, met: true });
    return undefined;
  }
  if (known.met) {
    find(work, 'digest-repeated', place);
    return undefined;
  }
  known.met = true;
  work.unreferenced -= 1;
  return known.disclosure;
}

function below(place: Place, name: string, ruleName: string = name): Place {
  return {
    above: place,
    name,
    depth: place.depth + 1,
    rule: ruleBelow(place.rule, ruleName),
  };
}

function find(work: Work, code: DisclosureFindingCode, place: Place): void {
  work.findings.push({ code, pointer: pointerTo(place) });
}

function pointerTo({ above, name }: Place): string {
  return above === undefined ? '' : `${pointerTo(above)}${pointerToken(name)}`;
}
