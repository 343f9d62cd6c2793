import type { Proposed } from './proposal.schema.ts';

/** Which rules must hold at the moment of issuing, whatever was decided: the agreement in force, and fresh news from home. */
const atIssuance: readonly number[] = [1, 7];

/**
 * What has changed for the worse between the proposal that was decided upon and the moment of approval, as codes. The second
 * officer approves what the first one saw; if that is gone, the matter goes back to assessment.
 */
export function changesForTheWorse(decided: Proposed, now: Proposed): readonly string[] {
  const before = new Map(decided.trace.map((entry) => [entry.rule, entry]));
  const rules = now.trace.flatMap(({ rule, outcome, code }) => {
    if (outcome === 'pass' || outcome === 'not-applicable') return [];
    const known = before.get(rule);
    const seen = known?.outcome === outcome && known.code === code;
    return seen && !atIssuance.includes(rule) ? [] : [code];
  });
  const missing = decided.missing.map(({ code }) => code);
  const lost = now.missing.some(({ code }) => !missing.includes(code)) ? ['bridging-result-lost'] : [];
  return [...rules, ...lost];
}
