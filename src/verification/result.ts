import { instantText, preciseText } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Assessment } from './assess.ts';
import type { StatusDetail, World } from './dependencies.ts';
import { facetsOf, shownRecognition } from './facets.ts';
import { messagesOf } from './messages.ts';
import { type DisclosedClaims, disclosedOf, ofSamePerson, type OnePerson } from './persons.ts';
import type { Verdict } from './verdict.ts';
import type { Check, VerificationRequest, VerificationResult } from './verification.schema.ts';

export interface PlaceAnswer {
  readonly personalData: boolean;
  readonly rule: string;
  readonly reason: Localised;
}

export interface IdentityMatch {
  readonly level: 'none' | 'partial' | 'strong';
  readonly matchedOn: readonly string[];
  readonly mismatchedOn: readonly string[];
}

export interface ResultFacts {
  readonly request: VerificationRequest;
  readonly node: NodeIdentity;
  /** As of the instant that was asked about. */
  readonly world: World;
  readonly id: string;
  readonly now: Date;
  readonly assessments: readonly Assessment[];
  readonly verdict: Verdict;
  readonly speaking: Assessment | undefined;
  /** Undefined where there is nothing to compare. */
  readonly onePerson: OnePerson | undefined;
  readonly detail: StatusDetail | undefined;
  readonly place: PlaceAnswer;
  readonly match: IdentityMatch;
}

/** The answer: every check, every facet, the words in three languages, and personal data only where place and purpose allow it. */
export function resultOf(facts: ResultFacts): VerificationResult {
  const { request, node, world, id, now, assessments, verdict, speaking, detail, place, match } = facts;
  const { onePerson } = facts;
  const observedAt = instantText(now);
  // Facets tell of one person: an answer over two would lend one what is the other's.
  const ofOne = onePerson === undefined || onePerson === 'pass' ? assessments : [];
  return {
    id,
    result: verdict.result,
    messages: messagesOf({ verdict, asOf: world.at, speaking, detail, reference: id, contact: node.contact }),
    asOf: preciseText(world.at),
    checkedAt: preciseText(now),
    caseReference: request.caseReference,
    purpose: request.purpose,
    stage: request.stage,
    checks: [
      ...assessments.flatMap((assessment, position) => checksOf(assessment, position, observedAt)),
      ...(onePerson === undefined ? [] : [togetherCheck(onePerson, observedAt)]),
    ],
    facets: facetsOf(ofOne, world),
    statusDetails: detail && speaking ? [statusDetailOf(speaking, detail)] : [],
    identityMatch: {
      level: match.level,
      matchedOn: [...match.matchedOn],
      mismatchedOn: [...match.mismatchedOn],
    },
    personalData: { included: place.personalData, rule: place.rule, reason: place.reason },
    ...(place.personalData && { disclosed: presentOnly(disclosedOf(ofSamePerson(assessments, speaking))) }),
    nextReviewAt: detail?.reviewOn ?? shownRecognition(ofOne)?.claims.review_by ?? null,
    demonstration: node.demonstration,
  };
}

function statusDetailOf(
  { kind: subject }: Assessment,
  { kind, effectiveAt, reasonCode, successor }: StatusDetail,
) {
  return {
    subject,
    kind,
    effectiveAt,
    ...(reasonCode !== undefined && { reasonCode }),
    ...(successor !== undefined && { successor }),
  };
}

function checksOf({ kind, findings }: Assessment, position: number, observedAt: string): Check[] {
  return findings.map((finding) => ({ ...finding, credential: position, subject: kind, observedAt }));
}

function togetherCheck(outcome: OnePerson, observedAt: string): Check {
  return {
    code: 'one-person',
    outcome,
    credential: null,
    subject: 'request',
    source: 'credentials',
    observedAt,
  };
}

function presentOnly(claims: DisclosedClaims): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) if (typeof value === 'string') kept[name] = value;
  return kept;
}
