import type { Router } from '../platform/router.ts';
import type { Credentials } from './credentials.service.ts';
import { issuingRoutes } from './issuing.routes.ts';
import { readingRoutes } from './reading.routes.ts';
import { statusEventRoutes } from './status-events.routes.ts';

export { isHolderEnded, subjectOfHolder } from './holders.store.ts';
export { findRecord } from './records.store.ts';
export { attestationRequest } from './credentials.schema.ts';
export { type Credentials, createCredentials } from './credentials.service.ts';
export type { CredentialsDependencies } from './dependencies.ts';
export { directionTo, specialismOf } from './event-facts.ts';
export { keyProofType } from './holder-key.ts';
export type { HomeChange } from './home-changes.service.ts';
export type { AwardOffer, KeyedIssuance, KeyIssuance, OfferedAward } from './key-issuance.service.ts';
export type { SignedCredential } from './issuing.service.ts';
export type { RecognitionGrant, RecognitionIssuance } from './recognition-issuance.service.ts';
export { decisionDigest } from './status-change.ts';
export type { StatusDetail } from './status-detail.service.ts';
export type { SupervisedCredential, Supervision } from './supervision.service.ts';
export { validities } from './supervision.store.ts';
export { readNumbers, readSubjectsSharingKeys } from './shared-keys.store.ts';

export function credentialsRoutes(router: Router, credentials: Credentials): void {
  issuingRoutes(router, credentials);
  readingRoutes(router, credentials);
  statusEventRoutes(router, credentials);
}
