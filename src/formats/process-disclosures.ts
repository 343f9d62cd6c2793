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
  readonly disclosed: ReadonlyMap<string, Disclosure>;
  /** Every digest met so far, decoys and hidden claims included. */
  readonly met: Set<string>;
  readonly findings: DisclosureFinding[];
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
  const { _sd_alg: algorithm, ...signed } = payload;
  // Section 4.1.1: absent means sha-256. Under any other no digest below can be told.
  if (algorithm !== undefined && algorithm !== 'sha-256') {
    return { ok: false, findings: [{ code: 'hash-algorithm-unknown', pointer: '/_sd_alg' }] };
  }
  const findings: DisclosureFinding[] = [];
  const work: Work = { disclosed: byDigest(disclosures, findings), met: new Set(), findings };
  const claims = revealMembers(signed, { above: undefined, name: '', depth: 1, rule }, work);
  for (const digest of work.disclosed.keys()) {
    if (!work.met.has(digest)) findings.push({ code: 'disclosure-unreferenced' });
  }
  return findings.length === 0 ? { ok: true, claims } : { ok: false, findings };
}

function byDigest(texts: readonly string[], findings: DisclosureFinding[]): Map<string, Disclosure> {
  const disclosed = new Map<string, Disclosure>();
  for (const text of texts) {
    const disclosure = parseDisclosure(text);
    if (disclosure === undefined) {
      findings.push({ code: 'disclosure-malformed' });
    } else if (disclosed.has(disclosure.digest)) {
      findings.push({ code: 'disclosure-repeated' });
    } else {
      disclosed.set(disclosure.digest, disclosure);
    }
  }
  return disclosed;
}

function reveal(value: unknown, place: Place, work: Work): unknown {
  if (place.depth > depthMax) {
    find(work, 'too-deep', place);
    return undefined;
  }
  if (Array.isArray(value)) return revealElements(value, place, work);
  return isJsonObject(value) ? revealMembers(value, place, work) : value;
}

/** Gives back the object itself where there is nothing to reveal, as in most. */
function revealMembers(object: JsonObject, place: Place, work: Work): JsonObject {
  const { _sd: digests } = object;
  let claims = digests === undefined ? undefined : withoutDigests(object);
  for (const name in object) {
    const value = object[name];
    if (isReservedName(name)) {
      if (name !== '_sd') find(work, 'name-reserved', place);
    } else if (typeof value === 'object' && value !== null) {
      const revealed = reveal(value, below(place, name), work);
      if (revealed !== value) (claims ??= { ...object })[name] = revealed;
    }
  }
  if (claims === undefined) return object;
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

function withoutDigests({ _sd: _digests, ...claims }: JsonObject): Record<string, unknown> {
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
  if (work.met.has(digest)) {
    find(work, 'digest-repeated', place);
    return undefined;
  }
  work.met.add(digest);
  return work.disclosed.get(digest);
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
