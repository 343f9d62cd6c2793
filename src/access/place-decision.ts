import type { CallerOrganisation, Purpose } from '../kernel/caller.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { Localised } from '../kernel/localised.ts';
import { type PlaceRule, placeRules } from './place-rules.ts';

export interface PlaceQuestion {
  readonly organisation: Pick<CallerOrganisation, 'registeredPlace' | 'gbaEligible' | 'contractFilingNumber'>;
  readonly nodeJurisdiction: Jurisdiction;
  readonly purpose: Purpose;
  /** The side that the personal data come from. */
  readonly subjectSide: Jurisdiction;
}

export interface PlaceDecision {
  readonly personalData: boolean;
  /** Identifier of the rule that decided. */
  readonly rule: string;
  readonly reason: Localised;
}

const nothingFits: PlaceDecision = {
  personalData: false,
  rule: 'default-deny',
  reason: {
    en: 'No rule allows personal data in this answer.',
    zhHant: '沒有規則容許在此回應中提供個人資料。',
    zhHans: '没有规则允许在此回应中提供个人信息。',
  },
};

/** Place decides: whether the answer to this organisation, from this node, for this purpose, may hold personal data. */
export function placeDecision(
  question: PlaceQuestion,
  rules: readonly PlaceRule[] = placeRules,
): PlaceDecision {
  const rule = rules.find(({ when }) => fits(when, question));
  return rule ? { personalData: rule.personalData, rule: rule.id, reason: rule.reason } : nothingFits;
}

function fits(
  when: PlaceRule['when'],
  { organisation, nodeJurisdiction, purpose, subjectSide }: PlaceQuestion,
): boolean {
  const { registeredPlace, gbaEligible, contractFilingNumber } = organisation;
  return (
    (when.node?.includes(nodeJurisdiction) ?? true) &&
    (when.subject?.includes(subjectSide) ?? true) &&
    (when.places?.includes(registeredPlace) ?? true) &&
    (when.purposes?.includes(purpose) ?? true) &&
    (when.gbaEligible ?? gbaEligible) === gbaEligible &&
    (when.contractFiled ?? contractFilingNumber !== null) === (contractFilingNumber !== null)
  );
}
