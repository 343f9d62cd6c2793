import { fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import type { Assessment } from './assess.ts';
import type { World } from './dependencies.ts';
import type { HomeClaims, RecognitionClaims } from './shown-claims.schema.ts';
import type { Facets } from './verification.schema.ts';

type Recognised = Assessment & { claims: RecognitionClaims };

/** Award, standing and recognition side by side: what one of them lost, the others may still have. */
export function facetsOf(assessments: readonly Assessment[], world: World): Facets {
  const home = shownHome(assessments);
  const recognition = shownRecognition(assessments);
  const record = recognition ?? home;
  return {
    award: { state: awardState(record), ...awardDetails(home, recognition, world) },
    homeStanding: {
      state: standingState(record, home),
      ...(record?.recordConfirmedAt !== undefined && { lastConfirmedAt: record.recordConfirmedAt }),
    },
    recognition: recognition ? recognitionFacet(recognition, world) : { state: 'not-shown' },
    conditions: recognition ? conditionsOf(recognition) : [],
    notConferred: recognition ? [...(recognition.terms?.notConferred ?? [])] : [],
  };
}

function shownHome(assessments: readonly Assessment[]): (Assessment & { claims: HomeClaims }) | undefined {
  for (const assessment of assessments) {
    const { shown } = assessment.inspection;
    if (shown?.kind === 'home') return { ...assessment, claims: shown.claims };
  }
  return undefined;
}

export function shownRecognition(assessments: readonly Assessment[]): Recognised | undefined {
  for (const assessment of assessments) {
    const { shown } = assessment.inspection;
    if (shown?.kind === 'recognition') return { ...assessment, claims: shown.claims };
  }
  return undefined;
}

function awardState(record: Assessment | undefined): Facets['award']['state'] {
  switch (record?.record) {
    case 'good':
    case 'standing-suspended':
    case 'standing-ended':
      return 'intact';
    case 'award-ended':
      return 'ended';
    case 'unknown':
      return 'unknown';
    case 'not-referenced':
    case undefined:
      return 'not-shown';
  }
}

function awardDetails(
  home: { claims: HomeClaims } | undefined,
  recognition: Recognised | undefined,
  world: World,
) {
  const qualification = home?.claims.qualification ?? recognition?.claims.home.qualification;
  if (qualification === undefined) return {};
  const name = world.qualificationName(qualification);
  return {
    issuer: home?.claims.iss ?? recognition?.claims.home.iss ?? '',
    qualification,
    ...(name && { name }),
    ...(home && { route: home.claims.route, awardDate: home.claims.award_date }),
  };
}

function standingState(
  record: Assessment | undefined,
  home: { claims: HomeClaims } | undefined,
): Facets['homeStanding']['state'] {
  switch (record?.record) {
    case 'good':
      return home?.claims.standing.state ?? 'current';
    case 'standing-suspended':
      return 'suspended';
    case 'standing-ended':
      return home?.claims.standing.state === 'inactive' ? 'inactive' : 'ended';
    case 'award-ended':
      return 'ended';
    case 'unknown':
      return 'unknown';
    case 'not-referenced':
    case undefined:
      return 'not-shown';
  }
}

function recognitionFacet({ verdict, claims }: Recognised, world: World): Facets['recognition'] {
  const targetName = world.qualificationName(claims.target);
  return {
    state: recognitionState(verdict.result),
    issuer: claims.iss,
    number: claims.number,
    target: claims.target,
    ...(targetName && { targetName }),
    effect: claims.effect,
    agreement: claims.agreement,
    expiresAt: instantText(fromEpochSeconds(claims.exp)),
  };
}

function recognitionState(result: Assessment['verdict']['result']): Facets['recognition']['state'] {
  switch (result) {
    case 'VALID':
    case 'VALID_WITH_CONDITIONS':
    case 'STALE':
      return 'in-force';
    case 'SUSPENDED':
      return 'suspended';
    case 'TERMINATED':
      return 'ended';
    case 'SUPERSEDED':
      return 'superseded';
    case 'EXPIRED':
      return 'expired';
    case 'NOT_YET_EFFECTIVE':
      return 'not-yet-effective';
    case 'NOT_FOUND_OR_NOT_SHARED':
    case 'SIGNATURE_INVALID':
    case 'ISSUER_NOT_MANDATED':
    case 'INCONCLUSIVE':
      return 'unknown';
  }
}

/** A recognition is never shown without its conditions; one whose text is not held here is shown by its code. */
function conditionsOf({ claims, terms }: Recognised): Facets['conditions'] {
  return claims.conditions.map(({ code }) => ({ code, text: terms?.conditionText(code) ?? sameInAll(code) }));
}

function sameInAll(text: string): Localised {
  return { en: text, zhHant: text, zhHans: text };
}
