import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { publicJwk } from './fields.schema.ts';

/** What the configuration says of wallets and of the people who sign in for them. Each is JSON, or the path of a file with it. */

const issuer = z.url({ protocol: /^https$/ }).refine((text) => {
  const url = URL.parse(text);
  return url !== null && url.search === '' && url.hash === '';
}, 'an issuer identifier has neither query nor fragment');

const privateKey = z.strictObject({
  kty: z.enum(['EC', 'OKP']),
  crv: z.enum(['P-256', 'Ed25519']),
  x: z.string(),
  y: z.string().optional(),
  d: z.string(),
  kid: z.string().max(128).optional(),
});

/** An OpenID provider that people sign in with; it authenticates this node by a key, or by a secret where it knows nothing better. */
const provider = z
  .strictObject({
    issuer,
    clientId: z.string().min(1).max(256),
    name: z.strictObject({ en: z.string(), zhHant: z.string(), zhHans: z.string() }),
    privateJwk: privateKey.optional(),
    clientSecret: z.string().min(16).max(512).optional(),
  })
  .refine(
    ({ privateJwk, clientSecret }) => (privateJwk === undefined) !== (clientSecret === undefined),
    'either privateJwk or clientSecret',
  );

/** Who vouches for wallets (draft-ietf-oauth-attestation-based-client-auth-08). */
const attesters = z
  .array(
    z
      .strictObject({
        issuer: z.string().min(1).max(512),
        keys: z.array(publicJwk).max(8).default([]),
        /** Base64 of the DER of those who certify its keys: HAIP 1.0 section 4.5.1 has them in `x5c`. */
        anchors: z.array(z.base64().max(8_192)).max(8).default([]),
      })
      .refine(({ keys, anchors }) => keys.length + anchors.length > 0, 'keys or anchors'),
  )
  .max(64);

const values = z.array(z.string().min(1).max(256)).min(1).max(16).optional();

/** What the keys of wallets have to be, by credential configuration (OpenID4VCI 1.0 appendix D.2). */
const keyRequirements = z
  .strictObject({
    'home-attestation': z.strictObject({ keyStorage: values, userAuthentication: values }).optional(),
    'qualification-recognition': z
      .strictObject({ keyStorage: values, userAuthentication: values })
      .optional(),
  })
  .readonly();

export type KeyRequirements = z.output<typeof keyRequirements>;
export type SignInProvider = z.output<typeof provider>;
export type WalletAttester = z.output<typeof attesters>[number];

/** What is wrong is named, never the text: there may be a secret in it. */
function read<T extends z.ZodType>(schema: T, text: string, context: z.RefinementCtx): z.output<T> {
  const result = schema.safeParse(jsonOrFile(text));
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path }) => path.join('.')).join(', ');
  context.addIssue(`not as the README has it: ${places === '' ? 'no JSON object' : places}`);
  return z.NEVER;
}

function jsonOrFile(text: string): unknown {
  try {
    return JSON.parse(/^\s*[[{]/.test(text) ? text : readFileSync(text, 'utf8'));
  } catch {
    return undefined;
  }
}

export const signInVariable = z
  .string()
  .optional()
  .transform((text, context) => (text === undefined ? undefined : read(provider, text, context)));

export const keyAttestationVariable = z
  .string()
  .default('{}')
  .transform((text, context) => read(keyRequirements, text, context));

export const attestersVariable = z
  .string()
  .default('[]')
  .transform((text, context) => read(attesters, text, context));
