import { z } from 'zod';

/** RFC 9396 section 2, of the one type that is known here (OpenID4VCI 1.0 section 5.1.1). What to show of a credential is the wallet's to say, not ours to judge. */
export const authorizationDetails = z
  .array(
    z.object({
      type: z.literal('openid_credential'),
      credential_configuration_id: z.string().min(1).max(128),
      locations: z.array(z.string().max(512)).min(1).max(4).optional(),
    }),
  )
  .min(1)
  .max(8);
