import { z } from 'zod';

const parameter = (maxLength: number) => z.string().min(1).max(maxLength);

/** RFC 9126 section 2.1. Parameters that are not known are passed over (RFC 6749 section 3.1). */
export const pushedRequest = z
  .object({
    response_type: parameter(64).optional(),
    client_id: parameter(256).optional(),
    client_assertion_type: parameter(128).optional(),
    client_assertion: parameter(8192).optional(),
    response_mode: parameter(64).optional(),
    redirect_uri: parameter(2048).optional(),
    state: parameter(1024).optional(),
    code_challenge: parameter(128).optional(),
    code_challenge_method: parameter(16).optional(),
    scope: parameter(1024).optional().meta({ description: 'Identifiers of credential configurations.' }),
    authorization_details: parameter(8192).optional(),
    issuer_state: parameter(128)
      .optional()
      .meta({ description: 'From the credential offer, OpenID4VCI 1.0 section 5.1.3.' }),
    resource: parameter(512)
      .optional()
      .meta({ description: 'The credential issuer whose credentials are wanted (RFC 8707).' }),
    dpop_jkt: parameter(43).optional().meta({ description: 'RFC 9449 section 10.' }),
    request: parameter(8192).optional(),
    request_uri: parameter(512).optional(),
  })
  .meta({ id: 'PushedAuthorizationRequest', description: 'RFC 9126, RFC 7636, OpenID4VCI 1.0 section 5.1.' });
export type PushedRequest = z.output<typeof pushedRequest>;

export const pushedAnswer = z
  .object({ request_uri: z.string(), expires_in: z.int() })
  .meta({ id: 'PushedAuthorizationAnswer', description: 'RFC 9126 section 2.2.' });

export const authorizeQuery = z.object({
  client_id: parameter(256).optional(),
  request_uri: parameter(256).optional(),
});

export const pageQuery = z.object({ lang: z.enum(['en', 'zh-Hant', 'zh-Hans']).optional() });

/** RFC 6749 section 4.1.2 and RFC 9207, from the upstream provider. */
export const callbackQuery = z.object({
  code: parameter(2048).optional(),
  state: parameter(256).optional(),
  iss: parameter(512).optional(),
  error: parameter(128).optional(),
});

/** OpenID4VP 1.0 section 8.2, from a wallet on the same device. */
export const walletQuery = z.object({ response_code: parameter(128).optional(), ...pageQuery.shape });

export const upstreamForm = z.object({ csrf: parameter(64) });
export const presentationForm = z.object({ csrf: parameter(64), presentation: parameter(32_768) });
export const consentForm = z.object({ csrf: parameter(64), decision: z.enum(['allow', 'refuse']) });
