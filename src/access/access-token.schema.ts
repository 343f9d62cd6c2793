import { z } from 'zod';
import { roles } from '../kernel/caller.ts';

const common = {
  iss: z.string().min(1),
  /** One audience: an array would be good somewhere else too. */
  aud: z.string().min(1),
  sub: z.string().min(1),
  client_id: z.string().min(1),
  iat: z.int().min(0),
  exp: z.int().min(0),
  jti: z.string().min(1),
  scope: z.string(),
  roles: z.array(z.enum(roles)).min(1),
  /** RFC 9449 section 6.1. */
  cnf: z.object({ jkt: z.string().length(43) }).optional(),
};

/** What is in an access token: RFC 9068 section 2.2, `roles` of its section 2.2.3.1, and who of ours it is. */
export const accessTokenClaims = z.discriminatedUnion('bearer', [
  z.object({ ...common, bearer: z.literal('client'), organisation_id: z.uuid() }),
  z.object({
    ...common,
    bearer: z.literal('officer'),
    organisation_id: z.uuid(),
    officer_id: z.uuid(),
    person_id: z.uuid(),
  }),
  z.object({ ...common, bearer: z.literal('holder'), roles: z.tuple([z.literal('holder')]) }),
  // The subject is the grant: who the person is stays in the database.
  z.object({ ...common, sub: z.uuid(), bearer: z.literal('wallet'), roles: z.tuple([z.literal('wallet')]) }),
]);

export type AccessTokenClaims = z.output<typeof accessTokenClaims>;
