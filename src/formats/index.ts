export type { IssuerKey } from './check-issuer-jws.ts';
export { type BuiltSdJwt, buildSdJwt, type SdJwtContent } from './build-sd-jwt.ts';
export type { Check, CheckCode, CheckOutcome, KeyBindingCheckCode, TimeCheckCode } from './check.ts';
export { checkTimes } from './check-times.ts';
export {
  type Disclosure,
  digestOfDisclosure,
  type ElementDisclosure,
  type MemberDisclosure,
  makeDisclosure,
  parseDisclosure,
} from './disclosure.ts';
export {
  decryptJwe,
  encodings,
  encryptionAlgorithm,
  encryptResponse,
  type ResponseEncryption,
} from './jwe.ts';
export { type HolderKey, type KeyBindingPolicy, signKeyBinding } from './key-binding.ts';
export { type DisclosureRule, neverDisclosable } from './never-disclosable.ts';
export { type KeyBindingRequest, presentation } from './presentation.ts';
export {
  type DisclosureFinding,
  type DisclosureFindingCode,
  type ProcessedDisclosures,
  processDisclosures,
} from './process-disclosures.ts';
export {
  combineSdJwt,
  parseSdJwt,
  type SdJwtParts,
  sdJwtVcType,
} from './sd-jwt.ts';
export {
  issuerJwtDigest,
  type RefusedSdJwtVc,
  type SdJwtVcPolicy,
  type SdJwtVcResult,
  type ValidSdJwtVc,
  verifySdJwtVc,
} from './verify-sd-jwt-vc.ts';
export { ownContext, ownContextOctets, ownContextResource } from './vc-context.ts';
export { vcDocument } from './vc-document.ts';
export { envelopedVc, isVcJwt, openEnvelope, vcJwtType, vcKeyId, verifyVcJwt } from './verify-vc-jwt.ts';
export { type OpenedPresentation, openVpJwt, vpJwtType } from './verify-vp-jwt.ts';
