import { z } from 'zod';
import { identifier, text } from '../platform/fields.schema.ts';

export const newSignIn = z
  .strictObject({
    recordId: identifier.meta({ description: 'The record of an award of the person, of your authority.' }),
    signIn: z
      .strictObject({
        issuer: z
          .url()
          .max(512)
          .meta({ examples: ['https://login.example'] }),
        subject: text(255).meta({
          description: "The person's `sub` at that provider. Kept as a keyed hash.",
          examples: ['248289761001'],
        }),
      })
      .meta({ description: 'An account at the OpenID provider that people sign in with here.' }),
  })
  .meta({ id: 'NewSignIn' });

export const signInLink = z
  .object({ id: identifier, authority: z.string(), linkedAt: z.string() })
  .meta({ id: 'SignInLink', description: 'Neither the account nor the person can be read from it.' });

export const signInParams = z.strictObject({ id: identifier });
