import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { jurisdictions, otherSide } from '../kernel/jurisdiction.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import {
  attestersVariable,
  keyAttestationVariable,
  type KeyRequirements,
  signInVariable,
  type SignInProvider,
  type WalletAttester,
} from './wallet-configuration.ts';

const origin = z
  .url({ protocol: /^https$/ })
  .refine((text) => URL.parse(text)?.origin === text, 'an origin: scheme and host alone');
const key = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes as base64url')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64url')));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Every variable that a process of Wenjin reads, in the order of the table in the README. */
const environment = z.object({
  WENJIN_JURISDICTION: z.enum(jurisdictions),
  WENJIN_ORIGIN: origin,
  WENJIN_PEER_ORIGIN: origin,
  WENJIN_PEER_ANCHORS: list.default([]),
  WENJIN_CONTACT: z.string().min(3).max(200),
  WENJIN_DATABASE_URL: z.string().min(1),
  WENJIN_LOG_DATABASE_URL: z.string().min(1),
  WENJIN_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(10),
  WENJIN_MASTER_KEY: key,
  WENJIN_HOST: z.string().default('127.0.0.1'),
  WENJIN_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  WENJIN_DEMONSTRATION: z.enum(['true', 'false']).default('false'),
  WENJIN_OUTBOUND_MAP: z
    .string()
    .default('{}')
    .transform((text) => z.record(z.string(), z.url()).parse(JSON.parse(text))),
  WENJIN_TRUSTED_PROXIES: list.default([]),
  WENJIN_RATE_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(6000),
  WENJIN_LOG_POLICY: z
    .string()
    .max(262_144)
    .optional()
    .transform((text) => (text === undefined || text.includes('\n') ? text : readFileSync(text, 'utf8'))),
  WENJIN_HAIP: z.enum(['true', 'false']).default('false'),
  WENJIN_REDIRECT_ORIGINS: list.default([]),
  WENJIN_SIGN_IN: signInVariable,
  WENJIN_WALLET_ATTESTERS: attestersVariable,
  WENJIN_KEY_ATTESTATION: keyAttestationVariable,
  WENJIN_WALLET_ATTESTATION: z.enum(['optional', 'required']).default('optional'),
  WENJIN_VC_API: z.enum(['true', 'false']).default('false'),
  WENJIN_PARALLEL_SUITES: list.pipe(z.array(z.enum(['ML-DSA-44', 'SM2-SM3']))).default([]),
  WENJIN_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

export interface Configuration {
  readonly node: NodeIdentity;
  readonly databaseUrl: string;
  /** As the role that alone writes the log. */
  readonly logDatabaseUrl: string;
  readonly databaseConnections: number;
  readonly masterKey: Uint8Array;
  readonly host: string;
  readonly port: number;
  readonly outboundMap: Readonly<Record<string, string>>;
  readonly trustedProxies: readonly string[];
  readonly ratePerMinute: number;
  readonly logLevel: string;
  /** Wallets are held to HAIP 1.0: every token of theirs is bound to a key. */
  readonly haip: boolean;
  /** Origins of verifiers to which wallets may send browsers back. */
  readonly redirectOrigins: readonly string[];
  /** The OpenID provider that people sign in with; undefined: they sign in by a credential alone. */
  readonly signIn: SignInProvider | undefined;
  readonly walletAttesters: readonly WalletAttester[];
  /** What keys of wallets one of them has to vouch for, by credential configuration. */
  readonly keyRequirements: KeyRequirements;
  /** Only wallets that one of them vouches for may ask. */
  readonly walletAttestationRequired: boolean;
  /** The endpoints of the W3C VC-API are mounted. */
  readonly vcApi: boolean;
  /** By which algorithms exports may be signed beside ES256. */
  readonly parallelSuites: readonly ('ML-DSA-44' | 'SM2-SM3')[];
  /** Lines of C2SP tlog-policy on further witnesses of the log and the quorum; undefined: the other side's witness alone. */
  readonly logPolicy: string | undefined;
}

/** @throws an Error that names every variable that is missing or wrong, never its value. */
export function configurationFrom(variables: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(
      `The configuration is not complete:\n${lines.join('\n')}\nThe README has a table of all variables.`,
    );
  }
  const env = parsed.data;
  const demonstration = env.WENJIN_DEMONSTRATION === 'true';
  if (!demonstration && Object.keys(env.WENJIN_OUTBOUND_MAP).length > 0)
    throw new Error('WENJIN_OUTBOUND_MAP is for demonstrations only.');
  return {
    node: {
      origin: env.WENJIN_ORIGIN,
      jurisdiction: env.WENJIN_JURISDICTION,
      peer: {
        origin: env.WENJIN_PEER_ORIGIN,
        jurisdiction: otherSide(env.WENJIN_JURISDICTION),
        anchors: env.WENJIN_PEER_ANCHORS,
      },
      demonstration,
      contact: env.WENJIN_CONTACT,
    },
    databaseUrl: env.WENJIN_DATABASE_URL,
    logDatabaseUrl: env.WENJIN_LOG_DATABASE_URL,
    databaseConnections: env.WENJIN_DATABASE_CONNECTIONS,
    masterKey: env.WENJIN_MASTER_KEY,
    host: env.WENJIN_HOST,
    port: env.WENJIN_PORT,
    outboundMap: env.WENJIN_OUTBOUND_MAP,
    trustedProxies: env.WENJIN_TRUSTED_PROXIES,
    ratePerMinute: env.WENJIN_RATE_PER_MINUTE,
    logLevel: env.WENJIN_LOG_LEVEL,
    haip: env.WENJIN_HAIP === 'true',
    redirectOrigins: env.WENJIN_REDIRECT_ORIGINS,
    signIn: env.WENJIN_SIGN_IN,
    walletAttesters: env.WENJIN_WALLET_ATTESTERS,
    keyRequirements: env.WENJIN_KEY_ATTESTATION,
    walletAttestationRequired: env.WENJIN_WALLET_ATTESTATION === 'required',
    vcApi: env.WENJIN_VC_API === 'true',
    parallelSuites: env.WENJIN_PARALLEL_SUITES,
    logPolicy: env.WENJIN_LOG_POLICY,
  };
}
