export const tokenPath = '/oauth/token';

/** What a token can be asked for with. */
export const grantTypes = {
  clientCredentials: 'client_credentials',
  officer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  holder: 'urn:wenjin:params:oauth:grant-type:holder-proof',
} as const;

/** RFC 7523 section 2.2. */
export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
