import { civilDate, fromEpochSeconds, instantText } from '../kernel/instants.ts';
import { fill, type Localised } from '../kernel/localised.ts';
import type { Assessment } from './assess.ts';
import type { StatusDetail } from './dependencies.ts';
import { inconclusiveReasons, queryFooter, scopeFooter, verdictTexts } from './verdict-texts.ts';
import type { Verdict } from './verdict.ts';

export interface MessageFacts {
  readonly verdict: Verdict;
  readonly asOf: Date;
  /** The credential whose state the verdict tells. */
  readonly speaking: Assessment | undefined;
  readonly detail: StatusDetail | undefined;
  readonly reference: string;
  readonly contact: string;
}

export interface Messages {
  readonly verdict: Localised;
  readonly scope: Localised;
  readonly query?: Localised;
}

export function messagesOf(facts: MessageFacts): Messages {
  const good = facts.verdict.result === 'VALID' || facts.verdict.result === 'VALID_WITH_CONDITIONS';
  return {
    verdict: verdictMessage(facts),
    scope: scopeFooter,
    ...(!good && { query: fill(queryFooter, { ref: facts.reference, contact: facts.contact }) }),
  };
}

function verdictMessage({ verdict, asOf, speaking, detail }: MessageFacts): Localised {
  const text = verdictTexts[verdict.result];
  if (verdict.reason) return inEach(text, 'reason', inconclusiveReasons[verdict.reason]);
  const date = dateOf(verdict, speaking, detail) ?? civilDate(asOf);
  return fill(text, {
    asOf: instantText(asOf),
    date,
    effectiveFrom: date,
    version: speaking?.inspection.trustVersion ?? 'none',
  });
}

function inEach(text: Localised, name: string, value: Localised): Localised {
  return {
    en: fill(text, { [name]: value.en }).en,
    zhHant: fill(text, { [name]: value.zhHant }).zhHant,
    zhHans: fill(text, { [name]: value.zhHans }).zhHans,
  };
}

function dateOf(
  { result }: Verdict,
  speaking: Assessment | undefined,
  detail: StatusDetail | undefined,
): string | undefined {
  switch (result) {
    case 'SUSPENDED':
    case 'TERMINATED':
    case 'SUPERSEDED':
      return detail && civilDate(new Date(detail.effectiveAt));
    case 'EXPIRED': {
      const exp = speaking?.inspection.shown?.claims.exp;
      return exp === undefined ? undefined : civilDate(fromEpochSeconds(exp));
    }
    case 'STALE': {
      const iat = speaking?.inspection.shown?.claims.iat;
      return iat === undefined ? undefined : civilDate(fromEpochSeconds(iat));
    }
    default:
      return undefined;
  }
}
