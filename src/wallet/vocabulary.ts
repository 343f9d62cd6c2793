import { type CredentialType, vct } from '../kernel/vocabulary.ts';

/** The credentials that wallets can have, by the identifier of their configuration; scopes have the same names. */
export const configurationIds = ['home-attestation', 'qualification-recognition'] as const;
export type ConfigurationId = (typeof configurationIds)[number];

export const typeOfConfiguration: Readonly<Record<ConfigurationId, CredentialType>> = {
  'home-attestation': vct.homeAttestation,
  'qualification-recognition': vct.recognition,
};

/** OpenID4VCI 1.0 section 11.1. */
export const notificationEvents = [
  'credential_accepted',
  'credential_failure',
  'credential_deleted',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];
