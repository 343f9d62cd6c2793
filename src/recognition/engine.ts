import {
  accreditationWithin,
  type AgreementComponent,
  type AgreementRow,
  type CodedText,
  type Facts,
  type GoverningAgreement,
  outstandingCondition,
  standingOf,
} from '../agreements/index.ts';
import type { BridgingEvidence, DecisionDates, RecognitionEvidence } from './evidence.ts';
import { freshnessOf } from './freshness.ts';
import * as rules from './rules.ts';
import { type RuleTrace, traced } from './trace.ts';

/** Best for the holder first. */
export const proposalOutcomes = [
  'recognised',
  'recognised-with-conditions',
  'bridging-required',
  'inconclusive',
  'refuse',
] as const;
export type ProposalOutcome = (typeof proposalOutcomes)[number];

export interface ProposalInput {
  readonly agreement: GoverningAgreement;
  readonly row: AgreementRow;
  readonly evidence: RecognitionEvidence;
  readonly dates: DecisionDates;
}

/** What the engine proposes; people decide. All values, so that it can be stored, hashed and shown as it is. */
export interface Proposal {
  readonly outcome: ProposalOutcome;
  readonly agreement: {
    readonly id: string;
    readonly version: number;
    readonly row: string;
    readonly newerVersion: number | null;
  };
  readonly target: string;
  readonly recognitionEffect: AgreementRow['recognitionEffect'];
  /** One entry for each of the rules 1 to 10 and 15 of domain 5.4, in this order. */
  readonly trace: readonly RuleTrace[];
  readonly exempted: readonly AgreementComponent[];
  /** Passed by a bridging result that counts. */
  readonly bridged: readonly AgreementComponent[];
  readonly missing: readonly AgreementComponent[];
  /** What a recognition would be subject to. */
  readonly conditions: readonly CodedText[];
  readonly notConferred: readonly CodedText[];
  /** Bridging results that do not count, and why. */
  readonly ignoredBridging: readonly IgnoredBridging[];
}

export interface IgnoredBridging {
  readonly reason: 'provider-not-mandated' | 'another-row';
  readonly components: readonly string[];
}

/** Rules over evidence, and nothing else: the same input gives the same proposal, on either node, at any time. */
export function propose({ agreement, row, evidence, dates }: ProposalInput): Proposal {
  const counted = evidence.bridging.filter((result) => ignoredBecause(result, row) === undefined);
  const passed = new Set(counted.flatMap(({ components }) => components));
  const facts = factsOf({ agreement, row, evidence, dates });
  const conditions = row.conditions.map((condition) => ({
    condition,
    standing: standingOf(condition, facts),
  }));
  const input: rules.RuleInput = { agreement, row, evidence, dates, conditions, passed };
  const exempted = row.components.filter(({ transfer }) => transfer === 'exempt');
  const needed = row.components.filter(({ transfer }) => transfer !== 'exempt');
  const missing = needed.filter(({ code }) => !passed.has(code));
  const trace = traceOf(input);
  const later = missing.filter(({ requiredBefore }) => !requiredBefore).map(outstandingCondition);
  const imposed = [...row.imposedConditions, ...later];
  const { id, version } = agreement.version.document;
  return {
    outcome: outcomeOf(trace, { missing, imposed }),
    agreement: { id, version, row: row.id, newerVersion: agreement.newerVersion },
    target: row.target,
    recognitionEffect: row.recognitionEffect,
    trace,
    exempted,
    bridged: needed.filter(({ code }) => passed.has(code)),
    missing,
    conditions: imposed,
    notConferred: row.notConferred,
    ignoredBridging: evidence.bridging.flatMap((result) => {
      const reason = ignoredBecause(result, row);
      return reason === undefined ? [] : [{ reason, components: result.components }];
    }),
  };
}

function traceOf(input: rules.RuleInput): readonly RuleTrace[] {
  const before = [
    traced(1, rules.governingVersion(input)),
    traced(2, rules.direction(input)),
    traced(3, rules.noChaining(input)),
    traced(4, rules.localLaw(input)),
    traced(5, rules.awardWindow(input)),
    traced(6, rules.recency(input)),
    traced(7, rules.freshStanding(input)),
    traced(8, rules.awardOrCertification(input)),
    traced(9, { outcome: 'pass', code: 'only-row' }),
  ];
  return [...before, traced(10, rules.evidence(input, before)), traced(15, rules.notConferred(input))];
}

/**
 * A rule that fails on evidence refuses; evidence that is missing leaves the matter open; only then is it asked what is
 * still to be passed. So whatever is added to the evidence, short of failing evidence, can only improve the outcome.
 */
function outcomeOf(
  trace: readonly RuleTrace[],
  {
    missing,
    imposed,
  }: { readonly missing: readonly AgreementComponent[]; readonly imposed: readonly CodedText[] },
): ProposalOutcome {
  if (trace.some(({ outcome }) => outcome === 'fail')) return 'refuse';
  if (trace.some(({ outcome }) => outcome === 'unknown')) return 'inconclusive';
  if (missing.some(({ requiredBefore }) => requiredBefore)) return 'bridging-required';
  return imposed.length > 0 ? 'recognised-with-conditions' : 'recognised';
}

function ignoredBecause(
  { agreement, row: resultRow, providerMandated }: BridgingEvidence,
  row: AgreementRow,
): IgnoredBridging['reason'] | undefined {
  if (!row.id.startsWith(`${agreement}/`) || resultRow !== row.id) return 'another-row';
  return providerMandated ? undefined : 'provider-not-mandated';
}

function factsOf({ agreement, row, evidence, dates }: ProposalInput): Facts {
  const { source } = evidence;
  const { last } = freshnessOf({ agreement, row, evidence, dates });
  return {
    asOf: dates.application,
    route: source?.route,
    awardDate: source?.awardDate,
    experienceMonths: evidence.experienceMonths,
    cpd: evidence.cpd,
    languages: evidence.languages,
    standingAgeDays: last?.ageDays,
    accreditation:
      source?.awardDate === undefined
        ? undefined
        : accreditationWithin(row, { qualification: source.qualification, date: source.awardDate }),
    examination: source?.examination,
    specialisms: source?.specialisms?.map(({ code }) => code),
    targetSpecialism: evidence.targetSpecialism,
  };
}

/** Several rows match: the best for the holder is proposed, the others are shown (domain 5.4, rule 9). */
export function proposeBest(
  inputs: readonly ProposalInput[],
): { readonly best: Proposal; readonly others: readonly Proposal[] } | undefined {
  const [best, ...others] = inputs.map(propose).toSorted(bestFirst);
  if (best === undefined) return undefined;
  if (others.length === 0) return { best, others };
  const ids = others.map(({ agreement }) => agreement.row).join(', ');
  return {
    best: withRuleNine(best, traced(9, { outcome: 'pass', code: 'best-row', values: { others: ids } })),
    others: others.map((other) =>
      withRuleNine(
        other,
        traced(9, { outcome: 'pass', code: 'better-row', values: { best: best.agreement.row } }),
      ),
    ),
  };
}

function withRuleNine(proposal: Proposal, entry: RuleTrace): Proposal {
  return { ...proposal, trace: proposal.trace.map((each) => (each.rule === 9 ? entry : each)) };
}

function bestFirst(a: Proposal, b: Proposal): number {
  return (
    proposalOutcomes.indexOf(a.outcome) - proposalOutcomes.indexOf(b.outcome) ||
    a.missing.length - b.missing.length ||
    b.exempted.length - a.exempted.length ||
    a.conditions.length - b.conditions.length ||
    (a.agreement.row < b.agreement.row ? -1 : 1)
  );
}
