export type {
  AgreementComponent,
  AgreementDocument,
  AgreementRow,
  AgreementSignature,
  AgreementStatement,
  AgreementVersion,
  CodedText,
} from './agreement.ts';
export { documentBytes } from './agreement.ts';
export type { AgreementKey, AgreementKeys } from './agreement-keys.ts';
export { agreementRow } from './agreement.schema.ts';
export { agreementsRoutes } from './agreements.routes.ts';
export { type Agreements, type Change, createAgreements } from './agreements.service.ts';
export { conditionText, fillLocalised, listed, routeTexts } from './condition-texts.ts';
export { type Facts, standingOf } from './conditions.ts';
export { demonstrationAgreement } from './demonstration.ts';
export type { AgreementsDependencies } from './drafting.service.ts';
export type { EquivalenceAnswer } from './equivalence.ts';
export type { EquivalenceQuestion } from './equivalence-index.ts';
export { accreditationWithin } from './equivalence-rows.ts';
export type { PublishedAgreement, Reception } from './receiving.service.ts';
export { type GoverningAgreement, type GoverningDates, governs } from './state.ts';
export { outstandingCondition, type RecognitionTerms } from './terms.ts';
export { isExemptionSigned, isLocal } from './validation.ts';
export { type AgreementsView, buildView, type Candidate, type CandidateQuestion } from './view.ts';
export * from './vocabulary.ts';
