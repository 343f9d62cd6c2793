/** What a verifier can ask for. */
export const wanted = ['home', 'recognition', 'both', 'either'] as const;
export type Wanted = (typeof wanted)[number];

/** Identifiers of the credential queries, and of what answers them. */
export const queryIds = ['home', 'recognition'] as const;
export type QueryId = (typeof queryIds)[number];

/** The hidden claims that can be asked for. What is not asked for must not come. */
export const askableClaims = [
  'name_en',
  'name_zh_hant',
  'name_zh_hans',
  'birth_date',
  'certificate_number',
] as const;
export type AskableClaim = (typeof askableClaims)[number];

/** Of requests, of what is asked for, and of its key binding. */
export const signingAlgorithm = 'ES256';

/** RFC 9101 section 10.8 and OpenID4VP 1.0 section 5. */
export const requestObjectType = 'oauth-authz-req+jwt';
export const requestObjectMediaType = `application/${requestObjectType}`;

export const requestPath = '/presentation/requests';
export const responsePath = '/presentation/responses';

export const presentationStates = ['open', 'answered', 'declined', 'cancelled', 'expired'] as const;
export type PresentationState = (typeof presentationStates)[number];
