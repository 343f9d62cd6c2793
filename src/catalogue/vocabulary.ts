import { jurisdictions } from '../kernel/jurisdiction.ts';

/** The closed lists of words that the catalogue, and every agreement made from it, is coded in. */

/** A joint award belongs to both sides; it is never one side's to recognise alone. */
export const awardSides = [...jurisdictions, 'JOINT'] as const;
export type AwardSide = (typeof awardSides)[number];

export const factStatuses = ['verified', 'partly-verified', 'illustrative'] as const;

/** Whose word a row is. Answers list them in this order. */
export const bases = ['agreement', 'published-unilateral', 'historical', 'illustrative'] as const;
export type Basis = (typeof bases)[number];

/** Best for the holder first: `conditional` gives the whole once conditions are met, `partial` never does. */
export const outcomes = ['full', 'conditional', 'partial', 'none'] as const;
export type Outcome = (typeof outcomes)[number];

export const componentKinds = ['technical', 'local-law', 'ethics', 'practice'] as const;
export type ComponentKind = (typeof componentKinds)[number];

/** `bridge` can be made up by a module or assessment; `never` is the host's own paper or module, to be passed as it stands. */
export const transfers = ['exempt', 'bridge', 'never'] as const;
export type Transfer = (typeof transfers)[number];

export const recognitionEffects = ['credits', 'component', 'role-eligibility', 'title'] as const;
export type RecognitionEffect = (typeof recognitionEffects)[number];

/** `award` was earned once and stays; `certification` is the standing of today, which an employer or a fee may decide. */
export const standingRequirements = ['award', 'certification'] as const;
export type StandingRequirement = (typeof standingRequirements)[number];

/** How somebody came by an award. Host authorities may refuse holders by grandfathering. */
export const acquisitionRoutes = ['examination', 'assessment', 'grandfathering', 'exemption'] as const;
export type AcquisitionRoute = (typeof acquisitionRoutes)[number];

export const validityModels = ['perpetual', 'periodic', 'standing-dependent'] as const;
export type ValidityModel = (typeof validityModels)[number];

/** What good standing hangs on, beside the award itself. */
export const standingBases = ['none', 'membership', 'registration', 'certification'] as const;

export const qualificationKinds = [
  'award-and-title',
  'professional-certification',
  'regulatory-exam',
  'registration',
  'joint-award',
] as const;
export type QualificationKind = (typeof qualificationKinds)[number];

export const authorityRoles = [
  'policy-owner',
  'awarding-body',
  'administrator',
  'examiner',
  'quality-assurer',
  'register-keeper',
  'verification-service',
  'recogniser',
  'regulator',
  'government',
  'data-protection',
  'digital-policy',
] as const;
export type AuthorityRole = (typeof authorityRoles)[number];
