export { neverDisclosableOf, personalClaims } from './disclosure.ts';
export { problemOfType } from './type-check.ts';
export { type TypeClaim, typeClaims, typeNames } from './type-claims.ts';
export { isCredentialType, typeDocuments } from './type-document.ts';
export { typeMetadataRoutes } from './types.routes.ts';
