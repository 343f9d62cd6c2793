import { z } from 'zod';
import { matchedCodes, matchLevels, mismatchedCodes } from './identity-match.ts';

export const identityMatch = z
  .object({
    level: z.enum(matchLevels),
    matchedOn: z.array(z.enum(matchedCodes)),
    mismatchedOn: z.array(z.enum(mismatchedCodes)),
  })
  .meta({
    id: 'IdentityMatch',
    description:
      'How what the caller supplied compares with what is attested: codes, never values. A difference in romanisation alone is no contradiction.',
  });
