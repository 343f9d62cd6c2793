import { fillLocalised } from '../agreements/index.ts';
import { fill, type Localised } from '../kernel/localised.ts';
import { type TraceCode, traceTexts } from './trace-texts.ts';

/** The rules of domain 5.4 that the engine decides; 11 to 14 bind the people and the process. */
export const ruleNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15] as const;
export type RuleNumber = (typeof ruleNumbers)[number];

export const ruleOutcomes = ['pass', 'fail', 'unknown', 'not-applicable'] as const;
export type RuleOutcome = (typeof ruleOutcomes)[number];

export interface RuleTrace {
  readonly rule: RuleNumber;
  readonly outcome: RuleOutcome;
  /** Stable; programs read it. */
  readonly code: TraceCode;
  readonly values: Readonly<Record<string, string>>;
  readonly text: Localised;
}

export interface Finding {
  readonly outcome: RuleOutcome;
  readonly code: TraceCode;
  readonly values?: Readonly<Record<string, string>>;
  /** Values that read differently in each language; what stands under the same name in `values` is their code. */
  readonly words?: Readonly<Record<string, Localised>>;
}

export function traced(rule: RuleNumber, { outcome, code, values = {}, words = {} }: Finding): RuleTrace {
  const worded = Object.entries(words).reduce<Localised>(
    (text, [name, value]) => fillLocalised(text, name, value),
    traceTexts[code],
  );
  return { rule, outcome, code, values, text: fill(worded, values) };
}
