import { z } from 'zod';
import { instant } from '../platform/fields.schema.ts';

export const presentationNonce = z
  .object({
    nonce: z.string().meta({ description: 'Put it in the key binding JWT; good for one presentation.' }),
    audience: z.url().meta({ description: 'The `aud` that the key binding JWT must have.' }),
    expiresAt: instant,
  })
  .meta({ id: 'PresentationNonce' });
