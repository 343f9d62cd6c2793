import { issuerOf } from '../kernel/vocabulary.ts';
import type { OfferSecrets } from './offer-secrets.schema.ts';
import type { ConfigurationId } from './vocabulary.ts';

/** What an offer says: OpenID4VCI 1.0 section 4.1. */

const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
export const offerGrants = ['pre-authorized_code', 'authorization_code'] as const;
export type OfferGrant = (typeof offerGrants)[number];

export const txCodeLength = 8;

/** Each digit of its own byte, taken only from 250 equally likely ones. Undefined when the bytes ran out. */
export function txCodeOf(bytes: Uint8Array): string | undefined {
  const digits = [...bytes].filter((byte) => byte < 250).map((byte) => byte % 10);
  return digits.length < txCodeLength ? undefined : digits.slice(0, txCodeLength).join('');
}

/** One parameter of the specification to a member; the authorization server is the only one of the metadata. */
export function credentialOffer(
  { code, issuerState, txCode }: Pick<OfferSecrets, 'code' | 'issuerState' | 'txCode'>,
  of: { readonly origin: string; readonly authority: string; readonly configuration: ConfigurationId },
) {
  return {
    credential_issuer: issuerOf(of.origin, of.authority),
    credential_configuration_ids: [of.configuration],
    grants: {
      ...(issuerState !== null && { authorization_code: { issuer_state: issuerState } }),
      ...(code !== null && {
        [preAuthorizedGrant]: {
          'pre-authorized_code': code,
          ...(txCode !== null && {
            tx_code: { input_mode: 'numeric', length: txCodeLength, description: txCodeDescription },
          }),
        },
      }),
    },
  };
}

const txCodeDescription =
  'The number that the authority gave you, by another way than this offer. 簽發機構以其他途徑告知的號碼。 签发机构以其他途径告知的号码。';

export const offerScheme = 'openid-credential-offer://';

export function linkByReference(offerUri: string): string {
  return `${offerScheme}?credential_offer_uri=${encodeURIComponent(offerUri)}`;
}

export function linkByValue(offer: unknown): string {
  return `${offerScheme}?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`;
}

export const offerStates = ['open', 'redeemed', 'expired', 'revoked'] as const;
export type OfferState = (typeof offerStates)[number];

export function stateOfOffer(
  { redeemedAt, revokedAt, expiresAt }: { redeemedAt: Date | null; revokedAt: Date | null; expiresAt: Date },
  now: Date,
): OfferState {
  if (revokedAt) return 'revoked';
  if (redeemedAt) return 'redeemed';
  return now < expiresAt ? 'open' : 'expired';
}
