/** Identifiers of the credential configurations; the scopes of OpenID4VCI 1.0 section 5.1.2 have the same names. */
export const credentialConfigurations = ['home-attestation', 'qualification-recognition'] as const;
export type CredentialConfigurationId = (typeof credentialConfigurations)[number];

export function isCredentialConfiguration(id: string): id is CredentialConfigurationId {
  return credentialConfigurations.some((one) => one === id);
}

/**
 * A recognition can wait for its checker this long, and its wallet with it; so a grant outlives the offer that it came of. It is a right to
 * ask, and ends of itself, by revocation, or with the person; what is given for it is judged at each request by what stands then: nothing
 * of a record or credential that is not in force any more, of an offer that was revoked, or of an award that was not fetched in time.
 */
export const grantDays = 90;

/** On what a wallet may fetch: an offer that was made to a person, or the person who signed in. */
export type GrantBasis =
  | { readonly kind: 'offer'; readonly offerId: string }
  | { readonly kind: 'subject'; readonly subjectId: string };

/** What a wallet was granted. Its access tokens name it, and nothing of what is in it. */
export interface WalletGrant {
  readonly id: string;
  /** Slug of the authority whose credentials may be fetched. */
  readonly authority: string;
  readonly configurations: readonly CredentialConfigurationId[];
  /** The `credential_identifiers` of each configuration; null when the wallet asked by scope, and the person has one of each. */
  readonly identifiers: Readonly<Record<string, readonly string[]>> | null;
  readonly basis: GrantBasis;
  /** Null for an anonymous wallet with a pre-authorized code. */
  readonly clientId: string | null;
  /** RFC 7638 thumbprint of the DPoP key that every token of it is bound to; null where none was shown. */
  readonly dpopThumbprint: string | null;
  /** Of the key by which the person had signed in; null where it was an account, or nobody had to. */
  readonly holderThumbprint: string | null;
  readonly createdAt: Date;
}

/**
 * The `credential_identifiers` (OpenID4VCI 1.0 section 6.2), one for each dataset, and one that stands for whatever there will be where there
 * is none: opaque to the wallet, and of no other grant.
 */
export function identifiersOf(
  grantId: string,
  datasets: Partial<Record<CredentialConfigurationId, readonly string[]>>,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(datasets).map(([id, each]) => [
      id,
      each.length === 0 ? [`${grantId}.${id}`] : each.map((dataset) => `${grantId}.${id}.${dataset}`),
    ]),
  );
}

/** What an identifier of the grant stands for; undefined where it is none of it. */
export function datasetNamed(
  { id, identifiers, configurations }: Pick<WalletGrant, 'id' | 'identifiers' | 'configurations'>,
  identifier: string,
): { readonly configuration: CredentialConfigurationId; readonly dataset: string | undefined } | undefined {
  const configuration = configurations.find((each) => identifiers?.[each]?.includes(identifier) === true);
  if (configuration === undefined) return undefined;
  const dataset = identifier.slice(`${id}.${configuration}.`.length);
  return { configuration, dataset: dataset === '' ? undefined : dataset };
}
