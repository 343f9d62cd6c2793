import { type TypeClaim, typeClaims, typeNames } from '../typemetadata/index.ts';
import { type ConfigurationId, typeOfConfiguration } from './vocabulary.ts';

/** What wallets show of a credential, in this order (OpenID4VCI 1.0 appendix B.2); the type says it of itself in the same words. */
export function shownClaims(id: ConfigurationId): readonly TypeClaim[] {
  return typeClaims[typeOfConfiguration[id]].filter(({ shown }) => shown);
}

export function configurationNames(id: ConfigurationId) {
  return typeNames[typeOfConfiguration[id]];
}
