export type { AccessFacts } from './access-facts.ts';
export type { Assessment } from './assess.ts';
export type * from './dependencies.ts';
export type { Inspection } from './inspect-credential.ts';
export { readReceipt } from './receipt.ts';
export { pagePolicy, resultPage } from './result-page.ts';
export type { DisclosedClaims } from './persons.ts';
export type { IdentityMatch, PlaceAnswer } from './result.ts';
export { verificationRoutes } from './verification.routes.ts';
export {
  type VerificationRequest,
  authorisation,
  suppliedIdentity,
  type VerificationResult,
  verificationPurposes,
  verificationResult,
} from './verification.schema.ts';
export {
  createVerification,
  type Verification,
  type VerificationDependencies,
} from './verification.service.ts';
