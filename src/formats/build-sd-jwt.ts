import assert from 'node:assert/strict';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { isJsonObject, type JsonObject } from '../kernel/strict-json.ts';
import { type Disclosure, isReservedName, makeDisclosure } from './disclosure.ts';
import { type DisclosureRule, neverDisclosable } from './never-disclosable.ts';
import { processDisclosures } from './process-disclosures.ts';

export interface SdJwtContent {
  readonly claims: JsonObject;
  /** JSON pointers of the claims and array elements to hide. Those below others are hidden first. */
  readonly disclosable: readonly string[];
  /** One for each of `disclosable`, in that order. */
  readonly salts: readonly Uint8Array[];
  readonly neverDisclosable?: DisclosureRule;
}

export interface BuiltSdJwt {
  /** To be signed. */
  readonly payload: JsonObject;
  /** In the order of `disclosable`. */
  readonly disclosures: readonly Disclosure[];
}

interface Branch {
  /** Which of `disclosable` this is. */
  position: number | undefined;
  readonly below: Map<string, Branch>;
}

interface Hiding {
  readonly salts: readonly Uint8Array[];
  readonly made: Map<number, Disclosure>;
}

/**
 * Hides claims behind digests, RFC 9901 section 4.2.4. The digests are sorted, so that their order says
 * nothing of the claims. What could not be verified afterwards is a bug of the caller and throws.
 */
export function buildSdJwt(content: SdJwtContent): BuiltSdJwt {
  const { claims, disclosable, salts } = content;
  assert.equal(salts.length, disclosable.length, 'each disclosable claim needs a salt of its own');
  const distinct = new Set(salts.map((salt) => Buffer.from(salt).toString('hex')));
  assert.equal(distinct.size, salts.length, 'a salt is used twice');
  const hiding: Hiding = { salts, made: new Map() };
  const payload: JsonObject = { ...hideMembers(claims, treeOf(disclosable), hiding), _sd_alg: 'sha-256' };
  const disclosures = disclosable.map((pointer, position) => {
    const disclosure = hiding.made.get(position);
    assert(disclosure !== undefined, `there is no claim at ${pointer}`);
    return disclosure;
  });
  const rule = content.neverDisclosable ?? neverDisclosable();
  const texts = disclosures.map((disclosure) => disclosure.text);
  const revealed = processDisclosures(payload, texts, rule);
  // As JSON, which knows no minus zero; and with no values in what is thrown, some are personal data.
  assert(
    revealed.ok && Buffer.compare(canonicalBytes(revealed.claims), canonicalBytes(claims)) === 0,
    `a verifier would read something else: ${revealed.ok ? 'claims differ' : revealed.findings.map(({ code }) => code).join(' ')}`,
  );
  return { payload, disclosures };
}

function treeOf(pointers: readonly string[]): Branch {
  const root: Branch = { position: undefined, below: new Map() };
  for (const [position, pointer] of pointers.entries()) {
    let branch = root;
    for (const token of pointer.split('/').slice(1)) {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const next = branch.below.get(name) ?? { position: undefined, below: new Map() };
      branch.below.set(name, next);
      branch = next;
    }
    assert(branch !== root && branch.position === undefined, `not the pointer of one claim: ${pointer}`);
    branch.position = position;
  }
  return root;
}

function hide(value: unknown, branch: Branch | undefined, hiding: Hiding): unknown {
  if (branch === undefined) return value;
  if (Array.isArray(value)) return hideElements(value, branch, hiding);
  return isJsonObject(value) ? hideMembers(value, branch, hiding) : value;
}

function hideMembers(object: JsonObject, branch: Branch, hiding: Hiding): JsonObject {
  const open: Record<string, unknown> = {};
  const digests: string[] = [];
  for (const [name, member] of Object.entries(object)) {
    assert(!isReservedName(name), `the name ${name} is reserved`);
    const next = branch.below.get(name);
    const value = hide(member, next, hiding);
    const disclosure = disclosureOf(next, { name, value }, hiding);
    if (disclosure === undefined) open[name] = value;
    else digests.push(disclosure.digest);
  }
  return digests.length === 0 ? open : { ...open, _sd: digests.sort() };
}

function hideElements(elements: readonly unknown[], branch: Branch, hiding: Hiding): unknown[] {
  return elements.map((element, index) => {
    const next = branch.below.get(String(index));
    const value = hide(element, next, hiding);
    const disclosure = disclosureOf(next, { value }, hiding);
    return disclosure === undefined ? value : { '...': disclosure.digest };
  });
}

function disclosureOf(
  branch: Branch | undefined,
  claim: { readonly name?: string; readonly value: unknown },
  hiding: Hiding,
): Disclosure | undefined {
  if (branch?.position === undefined) return undefined;
  const salt = hiding.salts[branch.position];
  assert(salt !== undefined);
  const disclosure = makeDisclosure({ salt, ...claim });
  hiding.made.set(branch.position, disclosure);
  return disclosure;
}
