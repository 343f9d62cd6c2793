import { isLocal } from '../agreements/index.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import type { Language } from '../kernel/localised.ts';
import type { Decision } from './decision.schema.ts';
import type { DecisionOutcome } from './decision-words.ts';
import type { ProposalOutcome } from './engine.ts';
import type { Proposed } from './proposal.schema.ts';

/** What a person may decide upon a proposal (domain 5.4, rules 1 to 4 and 11). */

export function decisionBytes(decision: Decision): { readonly content: Uint8Array; readonly digest: string } {
  const content = canonicalBytes(decision);
  return { content, digest: sha256Base64url(content) };
}

const sameOutcome: Readonly<Record<Exclude<DecisionOutcome, 'remitted'>, ProposalOutcome>> = {
  recognised: 'recognised',
  'recognised-with-conditions': 'recognised-with-conditions',
  'bridging-required': 'bridging-required',
  refused: 'refuse',
};

export type PositiveOutcome = Extract<DecisionOutcome, 'recognised' | 'recognised-with-conditions'>;

export function isPositive(outcome: DecisionOutcome): outcome is PositiveOutcome {
  return outcome === 'recognised' || outcome === 'recognised-with-conditions';
}

export type DecisionRefusal =
  | { readonly code: 'override-required' | 'override-not-meant' | 'reasons-required' | 'reasons-language' }
  | { readonly code: 'override-not-allowed'; readonly rule: string }
  | { readonly code: 'conditions-not-accepted' };

export type JudgedDecision =
  | { readonly ok: true; readonly conditions: readonly string[] }
  | { readonly ok: false; readonly refusal: DecisionRefusal };

export function judgeDecision(
  decision: Decision,
  {
    proposal,
    language,
    isKnownCondition,
  }: {
    readonly proposal: Proposed;
    readonly language: Language;
    /** Does the row know the code? What it does not know, no verifier could explain. */
    readonly isKnownCondition: (code: string) => boolean;
  },
): JudgedDecision {
  const conditions = conditionsOf(decision, proposal);
  if (!fits(decision.outcome, conditions) || !conditions.every(isKnownCondition))
    return refuse({ code: 'conditions-not-accepted' });
  const departs = departsFrom(decision.outcome, conditions, proposal);
  if (departs && !decision.override) return refuse({ code: 'override-required' });
  if (!departs && decision.override) return refuse({ code: 'override-not-meant' });
  if (departs || decision.outcome === 'refused' || decision.outcome === 'remitted') {
    if (decision.reasons === undefined) return refuse({ code: 'reasons-required' });
    if (!isWrittenIn(language, decision.reasons)) return refuse({ code: 'reasons-language' });
  }
  const rule = isPositive(decision.outcome) ? bindingRule(proposal) : undefined;
  if (rule !== undefined) return refuse({ code: 'override-not-allowed', rule });
  return { ok: true, conditions };
}

function conditionsOf({ outcome, conditions }: Decision, proposal: Proposed): readonly string[] {
  if (conditions !== undefined) return [...new Set(conditions)].toSorted();
  if (outcome !== 'recognised-with-conditions') return [];
  return proposal.conditions.map(({ code }) => code).toSorted();
}

function fits(outcome: DecisionOutcome, conditions: readonly string[]): boolean {
  return outcome === 'recognised-with-conditions' ? conditions.length > 0 : conditions.length === 0;
}

function departsFrom(outcome: DecisionOutcome, conditions: readonly string[], proposal: Proposed): boolean {
  // To have it assessed anew says nothing of the proposal.
  if (outcome === 'remitted') return false;
  if (sameOutcome[outcome] !== proposal.outcome) return true;
  if (!isPositive(outcome)) return false;
  const proposed = proposal.conditions.map(({ code }) => code).toSorted();
  return proposed.join(' ') !== conditions.join(' ');
}

/** Both sides signed these; the officers of one side cannot set them aside: version, direction, no chaining, local law. */
const bindingRules: readonly number[] = [1, 2, 3, 4];

function bindingRule({ trace, missing }: Proposed): string | undefined {
  const failed = trace.find(({ rule, outcome }) => bindingRules.includes(rule) && outcome === 'fail');
  if (failed !== undefined) return String(failed.rule);
  // To recognise although local law or ethics is still to be passed first would be to exempt it.
  return missing.some((component) => component.requiredBefore && isLocal(component)) ? '4' : undefined;
}

/** Coarse on purpose: it catches reasons in the wrong script, not a wrong register. */
export function isWrittenIn(language: Language, text: string): boolean {
  return language === 'en' ? /\p{Script=Latin}/u.test(text) : /\p{Script=Han}/u.test(text);
}

function refuse(refusal: DecisionRefusal): JudgedDecision {
  return { ok: false, refusal };
}
