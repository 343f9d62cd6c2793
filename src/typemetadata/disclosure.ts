import { type CredentialType, vct } from '../kernel/vocabulary.ts';
import { typeClaims } from './type-claims.ts';

const all = Object.values(typeClaims).flat();

/** What the holder shows or not. All else stands in the signed payload itself, so that nobody can be shown less of it. */
export const personalClaims: readonly string[] = [
  ...new Set(all.filter(({ sd }) => sd === 'always').map(({ path }) => path[0])),
];

/** Beside what is never disclosable in any SD-JWT VC: pointers for the rule of `formats`, by type. */
export const neverDisclosableOf: Readonly<Record<CredentialType, readonly string[]>> = {
  [vct.homeAttestation]: pointersOf(vct.homeAttestation),
  [vct.bridgingResult]: pointersOf(vct.bridgingResult),
  [vct.recognition]: pointersOf(vct.recognition),
};

/** Whole claims: what lies below one belongs to it. */
function pointersOf(type: CredentialType): readonly string[] {
  const never = typeClaims[type].filter(({ sd }) => sd === 'never');
  return [...new Set(never.map(({ path }) => `/${path[0]}`))];
}
