import { createHash } from 'node:crypto';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { languages, type Localised, textIn } from '../kernel/localised.ts';
import { type CredentialType, vct } from '../kernel/vocabulary.ts';
import { type TypeClaim, typeClaims, typeNames } from './type-claims.ts';

/** Type metadata of SD-JWT VC, as it is served: the same octets wherever, and for as long as the type has this version. */
export interface TypeDocument {
  readonly octets: Uint8Array;
  /** Subresource Integrity, section 3.5: of these octets, in standard base64. */
  readonly integrity: string;
}

const rendering = { simple: { background_color: '#1f3a5f', text_color: '#ffffff' } };

function documentOf(type: CredentialType): TypeDocument {
  const { name, description } = typeNames[type];
  const octets = canonicalBytes({
    vct: type,
    name: name.en,
    description: description.en,
    display: languages.map((locale) => ({
      locale,
      name: textIn(name, locale),
      description: textIn(description, locale),
      rendering,
    })),
    claims: typeClaims[type].map(claimOf),
  });
  return { octets, integrity: integrityOf('sha256', octets) };
}

function claimOf({ path, label, sd, mandatory }: TypeClaim) {
  return { path: [...path], display: labels(label), mandatory, sd };
}

function labels(label: Localised) {
  return languages.map((locale) => ({ locale, label: textIn(label, locale) }));
}

/** Made once, when the program starts. */
export const typeDocuments: Readonly<Record<CredentialType, TypeDocument>> = {
  [vct.homeAttestation]: documentOf(vct.homeAttestation),
  [vct.bridgingResult]: documentOf(vct.bridgingResult),
  [vct.recognition]: documentOf(vct.recognition),
};

export function isCredentialType(type: unknown): type is CredentialType {
  return typeof type === 'string' && Object.hasOwn(typeDocuments, type);
}

/** Weakest first. */
const algorithms = ['sha256', 'sha384', 'sha512'] as const;

function integrityOf(algorithm: (typeof algorithms)[number], octets: Uint8Array): string {
  return `${algorithm}-${createHash(algorithm).update(octets).digest('base64')}`;
}

/**
 * Whether what a credential says of its type is true of our copy (Subresource Integrity, section 3.3.5): of the hashes by the strongest
 * algorithm one must match. Metadata in which no hash is understood is not taken for no metadata.
 */
export function isIntegrityOf(type: CredentialType, metadata: string): boolean {
  const { octets, integrity } = typeDocuments[type];
  // What this service issues says just this, so that nothing is hashed.
  if (metadata === integrity) return true;
  const hashes = metadata.split(/[\t\n\f\r ]+/).map((hash) => hash.split('?')[0]);
  const strongest = algorithms.findLast((algorithm) =>
    hashes.some((hash) => hash?.startsWith(`${algorithm}-`)),
  );
  return strongest !== undefined && hashes.includes(integrityOf(strongest, octets));
}
