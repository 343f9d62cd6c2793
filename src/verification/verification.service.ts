import type { KeyObject } from 'node:crypto';
import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { epochSeconds } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import { createLru, type Lru } from '../kernel/lru.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy, Signer } from '../kernel/ports.ts';
import type { IdentityNumber, IdentityNumberComparison } from '../vault/index.ts';
import { type AccessFacts, accessOf } from './access-facts.ts';
import { type Assessment, assess } from './assess.ts';
import type {
  AgreementFacts,
  StatusAnswer,
  StatusDetail,
  StatusLookup,
  StatusReference,
  TrustFacts,
  World,
} from './dependencies.ts';
import { shownRecognition } from './facets.ts';
import { type Inspection, inspectCredential } from './inspect-credential.ts';
import {
  type DisclosedClaims,
  disclosedOf,
  ofSamePerson,
  type OnePerson,
  onePersonOf,
  type PersonComparison,
} from './persons.ts';
import { readReceipt, type ReceiptReading, signReceipt } from './receipt.ts';
import { type IdentityMatch, type PlaceAnswer, resultOf } from './result.ts';
import { combine, type Verdict } from './verdict.ts';
import type { VerificationRequest, VerificationResult } from './verification.schema.ts';

export interface VerificationDependencies {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly node: NodeIdentity;
  readonly trust: () => TrustFacts;
  readonly agreements: () => AgreementFacts;
  /** From memory, as of now. */
  readonly lookup: StatusLookup;
  /** From the kept signed bytes, as of a past instant. */
  readonly lookupAt: (reference: StatusReference, at: Date) => Promise<StatusAnswer>;
  readonly qualificationName: (id: string) => Localised | undefined;
  /** Off the hot path: what is behind a status that is not zero, as far as this caller may know. */
  readonly statusDetail: (
    assessment: Assessment,
    caller: Caller,
    at: Date,
  ) => Promise<StatusDetail | undefined>;
  readonly place: (caller: Caller, purpose: string) => PlaceAnswer;
  readonly matchIdentity: (
    supplied: VerificationRequest['identity'],
    disclosed: DisclosedClaims,
    identityNumber: IdentityNumberComparison,
  ) => IdentityMatch;
  /** Off the hot path, for credentials of different keys and records. */
  readonly comparePersons: (one: DisclosedClaims, other: DisclosedClaims) => PersonComparison;
  /** Off the hot path, after an offer: is the number the one that this node holds of the person whom its own credentials are about? */
  readonly compareIdentityNumber: (
    number: IdentityNumber,
    assessments: readonly Assessment[],
  ) => Promise<IdentityNumberComparison>;
  /** Resolves when the record is durable; refuses with `unavailable` when it cannot be. */
  readonly recordAccess: (facts: AccessFacts) => Promise<void>;
  readonly receiptSigner: () => Signer;
}

export interface Verification {
  verify(
    request: VerificationRequest,
    from: { caller: Caller; requestId: string },
  ): Promise<VerificationResult>;
  /**
   * What one presentation is and what is wrong with it, by its own text and the trust lists: no status, no verdict, and no record, for
   * nothing is told of a person. For protocols that have to refuse a presentation before they look at the person.
   */
  inspect(text: string, keyBinding: NonNullable<VerificationRequest['keyBinding']>): Inspection;
  /** May this caller be shown personal data here? */
  place(caller: Caller, purpose: string): PlaceAnswer;
  readReceipt(text: string): ReceiptReading;
}

const holderKeysKept = 10_000;
const keyBindingAgeSeconds = 300;

export function createVerification(deps: VerificationDependencies): Verification {
  const holderKeys = createLru<KeyObject>(holderKeysKept);
  return {
    async verify(request, { caller, requestId }) {
      const now = deps.clock.now();
      const at = instantAsked(request, now);
      const assessments = await assessAll(request, at, deps, holderKeys);
      const visible = isOwn(caller, assessments) ? assessments : [];
      const onePerson = onePersonOf(visible, deps.comparePersons);
      const { verdict, speaking } = verdictOf(visible, onePerson);
      const hasMore = speaking !== undefined && speaking.ownStatus !== 'valid';
      const detail = hasMore ? await deps.statusDetail(speaking, caller, at) : undefined;
      const number = request.identity?.identityNumber;
      const person = ofSamePerson(visible, speaking);
      const comparison = number === undefined ? 'not-held' : await deps.compareIdentityNumber(number, person);
      const id = uuidV4(deps.entropy);
      const result = resultOf({
        request,
        node: deps.node,
        world: worldAt(at, deps.lookup, deps),
        id,
        now,
        assessments: visible,
        verdict,
        speaking,
        onePerson,
        detail,
        place: deps.place(caller, request.purpose),
        match: deps.matchIdentity(request.identity, disclosedOf(person), comparison),
      });
      const [receipt] = await Promise.all([
        request.receipt === true ? receiptOf(deps, result, visible, now) : undefined,
        deps.recordAccess(
          accessOf(request, { caller, requestId, id, now, assessments, result: verdict.result }),
        ),
      ]);
      return receipt === undefined ? result : { ...result, receipt };
    },
    inspect(text, keyBinding) {
      const now = deps.clock.now();
      return inspectCredential(text, worldAt(now, deps.lookup, deps), {
        holderKeys,
        keyBinding: keyBindingPolicy(keyBinding, now),
      });
    },
    place: deps.place,
    readReceipt: (text) => readReceipt(text, (origin, kid) => deps.trust().nodeKey(origin, 'receipt', kid)),
  };
}

function worldAt(at: Date, lookup: StatusLookup, deps: VerificationDependencies): World {
  return {
    trust: deps.trust(),
    agreements: deps.agreements(),
    lookup,
    qualificationName: deps.qualificationName,
    demonstration: deps.node.demonstration,
    at,
  };
}

/** Present: memory alone. Past: the lists that were current then are read before anything is judged. */
async function assessAll(
  request: VerificationRequest,
  at: Date,
  deps: VerificationDependencies,
  holderKeys: Lru<KeyObject>,
): Promise<Assessment[]> {
  const world = worldAt(at, deps.lookup, deps);
  const keyBinding = request.keyBinding && keyBindingPolicy(request.keyBinding, deps.clock.now());
  const policy = { holderKeys, ...(keyBinding && { keyBinding }) };
  const inspections = request.credentials.map((text) => inspectCredential(text, world, policy));
  const together = { keysProven: request.keyBinding !== undefined };
  if (request.asOf === undefined) return assess(inspections, world, together);
  const past = await readPast(inspections, at, deps.lookupAt);
  return assess(inspections, worldAt(at, past, deps), together);
}

function keyBindingPolicy(asked: NonNullable<VerificationRequest['keyBinding']>, now: Date) {
  return { ...asked, now: epochSeconds(now), maxAgeSeconds: keyBindingAgeSeconds };
}

/** A holder is told of credentials bound to the key that was proven, and of no others. */
function isOwn(caller: Caller, assessments: readonly Assessment[]): boolean {
  if (caller.kind !== 'holder') return true;
  return assessments.every(({ inspection }) => inspection.holderThumbprint === caller.keyThumbprint);
}

function instantAsked({ asOf, authorisation }: VerificationRequest, now: Date): Date {
  if (new Date(authorisation.expiresAt).getTime() <= now.getTime()) throw new Fault('authorisation-expired');
  if (asOf === undefined) return now;
  const at = new Date(asOf);
  if (at.getTime() > now.getTime())
    throw new Fault('invalid-request', { errors: [{ pointer: '/body/asOf', code: 'too-long' }] });
  return at;
}

async function readPast(
  inspections: readonly Inspection[],
  at: Date,
  lookupAt: VerificationDependencies['lookupAt'],
): Promise<StatusLookup> {
  const known = new Map<string, StatusAnswer>();
  for (const { shown } of inspections) {
    if (!shown) continue;
    const references = [shown.claims.status.status_list];
    if (shown.kind === 'home') references.push(shown.claims.record.status_list);
    if (shown.kind === 'recognition') references.push(shown.claims.home.record.status_list);
    for (const reference of references) known.set(keyOf(reference), await lookupAt(reference, at));
  }
  return (reference) => known.get(keyOf(reference)) ?? { kind: 'unknown', reason: 'no-history' };
}

function keyOf({ uri, idx }: StatusReference): string {
  return `${uri}#${String(idx)}`;
}

function verdictOf(
  assessments: readonly Assessment[],
  onePerson: OnePerson | undefined,
): {
  verdict: Verdict;
  speaking: Assessment | undefined;
} {
  const verdict = combine(
    assessments.map(({ kind, verdict: own }) => ({ kind, verdict: own })),
    { onePerson: onePerson === undefined || onePerson === 'pass' },
  );
  const recognition = shownRecognition(assessments);
  const speaking = [recognition, ...assessments].find((one) => one?.verdict.result === verdict.result);
  return { verdict, speaking };
}

function receiptOf(
  deps: VerificationDependencies,
  result: VerificationResult,
  assessments: readonly Assessment[],
  at: Date,
): Promise<string> {
  return signReceipt(
    {
      origin: deps.node.origin,
      result,
      at,
      credentialDigests: assessments.map(({ inspection }) => inspection.issuerJwtDigest),
      trustVersions: [...new Set(assessments.map(({ inspection }) => inspection.trustVersion))],
    },
    deps.receiptSigner(),
  );
}
