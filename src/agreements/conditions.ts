import type { AccreditationAt, AcquisitionRoute, Condition } from '../catalogue/index.ts';
import { monthsBetween } from '../kernel/instants.ts';
import type { Language } from '../kernel/localised.ts';
import type { Standing } from './vocabulary.ts';

/** What is known of an award and its holder. A fact that is absent is not known; it is never taken for a no. */
export interface Facts {
  /** The civil date on which the question is put. */
  readonly asOf: string;
  readonly route?: AcquisitionRoute | undefined;
  readonly awardDate?: string | undefined;
  readonly experienceMonths?: number | undefined;
  readonly cpd?: { readonly hours: number; readonly withinMonths: number } | undefined;
  readonly languages?: readonly Language[] | undefined;
  /** Whole days since the home side last confirmed the standing. */
  readonly standingAgeDays?: number | undefined;
  readonly accreditation?: AccreditationAt | undefined;
  /** Is the source a single examination, not a standing professional title? */
  readonly examination?: boolean | undefined;
  readonly specialisms?: readonly string[] | undefined;
  readonly targetSpecialism?: string | undefined;
}

export function standingOf(condition: Condition, facts: Facts): Standing {
  switch (condition.code) {
    case 'route':
      return decide(facts.route, (route) => condition.anyOf.includes(route));
    case 'award-date':
      return decide(facts.awardDate, (date) => isWithin(date, condition));
    case 'experience':
      return decide(facts.experienceMonths, (months) => months >= condition.minimumMonths);
    case 'standing-age':
      return decide(facts.standingAgeDays, (days) => days <= condition.maximumDays);
    case 'recency':
      return recencyOf(condition.maximumMonths, facts);
    case 'cpd':
      return cpdOf(condition, facts.cpd);
    case 'language':
      return decide(facts.languages, (languages) =>
        condition.anyOf.some((language) => languages.includes(language)),
      );
    case 'accreditation-at-award':
      return accreditationOf(facts.accreditation);
    case 'stream-matches-specialism':
      return streamOf(facts);
    case 'note':
      return 'unknown';
  }
}

/** From the first day to the day before `until`; a bound that is absent does not bind. */
export function isWithin(
  date: string,
  window: { readonly from?: string | undefined; readonly until?: string | undefined },
): boolean {
  return (
    (window.from === undefined || window.from <= date) && (window.until === undefined || date < window.until)
  );
}

function decide<T>(fact: T | undefined, holds: (fact: T) => boolean): Standing {
  if (fact === undefined) return 'unknown';
  return holds(fact) ? 'met' : 'not-met';
}

/** Recency applies to examinations, not to standing professional titles (domain 5.4, rule 6). */
function recencyOf(maximumMonths: number, { examination, awardDate, asOf }: Facts): Standing {
  if (examination === undefined) return 'unknown';
  if (!examination) return 'met';
  return decide(awardDate, (date) => {
    const months = monthsBetween(date, asOf);
    return months < maximumMonths || (months === maximumMonths && date.slice(8) === asOf.slice(8));
  });
}

/** Enough hours within a shorter time are enough; too few within a longer time are too few; else it is open. */
function cpdOf(
  { minimumHours, withinMonths }: { readonly minimumHours: number; readonly withinMonths: number },
  cpd: Facts['cpd'],
): Standing {
  if (cpd === undefined) return 'unknown';
  if (cpd.hours >= minimumHours) return cpd.withinMonths <= withinMonths ? 'met' : 'unknown';
  return cpd.withinMonths >= withinMonths ? 'not-met' : 'unknown';
}

function accreditationOf(accreditation: AccreditationAt | undefined): Standing {
  switch (accreditation) {
    case 'inside':
      return 'met';
    case 'outside':
      return 'not-met';
    case 'unknown':
    case undefined:
      return 'unknown';
  }
}

function streamOf({ specialisms, targetSpecialism }: Facts): Standing {
  if (specialisms === undefined || targetSpecialism === undefined) return 'unknown';
  return specialisms.includes(targetSpecialism) ? 'met' : 'not-met';
}
