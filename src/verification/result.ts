import { instantText, preciseText } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Assessment } from './assess.ts';
import type { StatusDetail, World } from './dependencies.ts';
import { facetsOf, shownRecognition } from './facets.ts';
import { messagesOf } from './messages.ts';
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

export interface DisclosedClaims {
  readonly name_en?: string | undefined;
  readonly name_zh_hant?: string | undefined;
  readonly name_zh_hans?: string | undefined;
  readonly birth_date?: string | undefined;
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
  readonly detail: StatusDetail | undefined;
  readonly place: PlaceAnswer;
  readonly match: IdentityMatch;
}

/** The answer: every check, every facet, the words in three languages, and personal data only where place and purpose allow it. */
export function resultOf(facts: ResultFacts): VerificationResult {
  const { request, node, world, id, now, assessments, verdict, speaking, detail, place, match } = facts;
  return {
    id,
    result: verdict.result,
    messages: messagesOf({ verdict, asOf: world.at, speaking, detail, reference: id, contact: node.contact }),
    asOf: preciseText(world.at),
    checkedAt: preciseText(now),
    caseReference: request.caseReference,
    purpose: request.purpose,
    stage: request.stage,
    checks: assessments.flatMap((assessment, position) => checksOf(assessment, position, instantText(now))),
    facets: facetsOf(assessments, world),
    statusDetails: detail && speaking ? [statusDetailOf(speaking, detail)] : [],
    identityMatch: {
      level: match.level,
      matchedOn: [...match.matchedOn],
      mismatchedOn: [...match.mismatchedOn],
    },
    personalData: { included: place.personalData, rule: place.rule, reason: place.reason },
    ...(place.personalData && { disclosed: presentOnly(disclosedOf(ofSamePerson(assessments, speaking))) }),
    nextReviewAt: detail?.reviewOn ?? shownRecognition(assessments)?.claims.review_by ?? null,
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

/**
 * Those that are surely about the person of the one that speaks: bound to the same key, or of the same record. Else somebody could show
 * another's qualification with its names hidden, beside a credential of their own, and pass for that other.
 */
export function ofSamePerson(
  assessments: readonly Assessment[],
  speaking: Assessment | undefined,
): readonly Assessment[] {
  const { holderThumbprint } = speaking?.inspection ?? {};
  const record = recordOf(speaking);
  return assessments.filter(
    (one) =>
      one === speaking ||
      (holderThumbprint !== undefined && one.inspection.holderThumbprint === holderThumbprint) ||
      (record !== undefined && recordOf(one) === record),
  );
}

/** Of the home side: its issuer, and which of its records. */
function recordOf(assessment: Assessment | undefined): string | undefined {
  const shown = assessment?.inspection.shown;
  if (shown?.kind === 'home') return `${shown.claims.iss} ${shown.claims.record.id}`;
  return shown?.kind === 'recognition'
    ? `${shown.claims.home.iss} ${shown.claims.home.record.id}`
    : undefined;
}

/** Only of what is authentic; the holder chose what to disclose. */
export function disclosedOf(assessments: readonly Assessment[]): DisclosedClaims {
  const found: { -readonly [Name in keyof DisclosedClaims]: DisclosedClaims[Name] } = {};
  for (const { inspection } of assessments) {
    const claims = inspection.shown?.claims;
    if (!claims) continue;
    found.name_en ??= claims.name_en;
    found.name_zh_hant ??= claims.name_zh_hant;
    found.name_zh_hans ??= claims.name_zh_hans;
    found.birth_date ??= claims.birth_date;
  }
  return found;
}

function presentOnly(claims: DisclosedClaims): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) if (typeof value === 'string') kept[name] = value;
  return kept;
}
