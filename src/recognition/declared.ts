import type { Declared } from './application.ts';
import type { ApplicationRequest, EvidenceRequest } from './application.schema.ts';

type Given = Pick<
  ApplicationRequest | EvidenceRequest,
  'experienceMonths' | 'cpd' | 'languages' | 'targetSpecialism'
>;

const nothing: Declared = {
  experienceMonths: null,
  cpdHours: null,
  cpdWithinMonths: null,
  languages: null,
  targetSpecialism: null,
};

/** What is said now replaces what was said before; what is not mentioned stays. */
export function declaredOf(
  { experienceMonths, cpd, languages, targetSpecialism }: Given,
  before: Declared = nothing,
): Declared {
  return {
    experienceMonths: experienceMonths ?? before.experienceMonths,
    cpdHours: cpd?.hours ?? before.cpdHours,
    cpdWithinMonths: cpd?.withinMonths ?? before.cpdWithinMonths,
    languages: languages ?? before.languages,
    targetSpecialism: targetSpecialism ?? before.targetSpecialism,
  };
}
