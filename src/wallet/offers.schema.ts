import { z } from 'zod';
import { attestationRequest } from '../credentials/index.ts';
import { identifier } from '../platform/fields.schema.ts';
import { offerGrants, offerStates } from './offer.ts';

const terms = {
  grants: z
    .array(z.enum(offerGrants))
    .min(1)
    .max(2)
    .refine((grants) => new Set(grants).size === grants.length, { params: { code: 'duplicate' } })
    .default(['pre-authorized_code'])
    .meta({
      description:
        '`pre-authorized_code`: whoever has offer and transaction code; `authorization_code`: the person signs in.',
    }),
  validHours: z
    .int()
    .min(1)
    .max(336)
    .default(72)
    .meta({ description: 'Until the offer has to be taken up.' }),
};

const { person, identityNumbers, award, standing } = attestationRequest.shape;

export const awardOfferRequest = z
  .strictObject({ person, identityNumbers, award, standing, ...terms })
  .meta({ id: 'AwardOfferRequest', description: 'As an attestation, without a key: the wallet makes that.' });

export const recognitionOfferRequest = z.strictObject(terms).meta({ id: 'RecognitionOfferRequest' });

export const offerParams = z.strictObject({ id: identifier });
export const applicationParams = z.strictObject({ id: identifier });
export const applicationOfferParams = z.strictObject({ id: identifier, offerId: identifier });
export const handleParams = z.strictObject({ handle: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

export const credentialOfferBody = z
  .object({
    credential_issuer: z.url(),
    credential_configuration_ids: z.array(z.string()).min(1),
    grants: z.object({
      authorization_code: z.object({ issuer_state: z.string() }).optional(),
      'urn:ietf:params:oauth:grant-type:pre-authorized_code': z
        .object({
          'pre-authorized_code': z.string(),
          tx_code: z
            .object({ input_mode: z.string(), length: z.int(), description: z.string().max(300) })
            .optional(),
        })
        .optional(),
    }),
  })
  .meta({ id: 'CredentialOfferObject', description: 'OpenID4VCI 1.0 section 4.1.1.' });

const facts = {
  id: z.uuid(),
  issuer: z.url(),
  configuration: z.string(),
  state: z.enum(offerStates),
  applicationId: z.uuid().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
};

export const offerFacts = z.object(facts).meta({ id: 'CredentialOffer' });

export const offerMade = z
  .object({
    ...facts,
    offer: credentialOfferBody,
    offerUri: z.url().meta({ description: 'Where a wallet fetches the offer while it is open.' }),
    link: z.string().meta({ description: 'For the wallet, by reference; what the QR code says.' }),
    linkByValue: z.string(),
    qr: z.object({
      svg: z.string(),
      png: z.string().meta({ description: 'Base64.' }),
    }),
    txCode: z
      .string()
      .nullable()
      .meta({ description: 'For the person, by another way than the offer. It is not told again.' }),
  })
  .meta({ id: 'CredentialOfferMade' });
