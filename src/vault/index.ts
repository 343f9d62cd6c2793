export type { Consent, NewConsent } from './consent.ts';
export { decrypt, encrypt, freshIv } from './envelope.ts';
export {
  type IdentityMatch,
  type IdentityNumberComparison,
  isContradicted,
  type MatchedCode,
  matchIdentity,
  type MismatchedCode,
} from './identity-match.ts';
export {
  type IdentityNumber,
  type IdentityNumberRefusal,
  type IdentityNumberType,
} from './identity-number.ts';
export type { Person } from './person.ts';
export { identityNumber, person } from './person.schema.ts';
export { syntheticHkid, syntheticResidentId } from './synthetic-identity.ts';
export {
  createVault,
  type CredentialDisclosures,
  type Vault,
  type VaultDependencies,
} from './vault.service.ts';
export { readSubjectsSharingNumbers } from './shared-numbers.store.ts';
