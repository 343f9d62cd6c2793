import { createCipheriv, createDecipheriv, createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { eq } from '../../src/platform/drizzle.ts';
import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import {
  type Access,
  accessRoutes,
  clientAssertionType,
  createAccess,
  grantTypes,
  holderProofType,
  type OrganisationKind,
  registerAccess,
  type TokenKey,
  tokenKeysOf,
} from '../../src/access/index.ts';
import type { Purpose, RegisteredPlace, Role } from '../../src/kernel/caller.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { uuidV4 } from '../../src/kernel/identifiers.ts';
import { addSeconds, epochSeconds } from '../../src/kernel/instants.ts';
import type { NodeIdentity } from '../../src/kernel/node.ts';
import { type Clock, OutboundFailure, type Signer } from '../../src/kernel/ports.ts';
import type { Sealer } from '../../src/kernel/sealer.ts';
import { openDatabase, type Reader, type Transaction } from '../../src/platform/database.ts';
import { createEventLog, openingContext } from '../../src/platform/events.store.ts';
import { eventOpenings } from '../../src/platform/events.table.ts';
import type { GroupCommitLimits } from '../../src/platform/group-commit.ts';
import { createIdempotency } from '../../src/platform/idempotency.service.ts';
import { createCursors } from '../../src/platform/paging.ts';
import { limitPublicPosts } from '../../src/platform/rate-limit.ts';
import { createRouter, type Router } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { createSnapshots } from '../../src/platform/snapshots.worker.ts';
import {
  createSignin,
  type OfferedCode,
  type Signin,
  type SigninDependencies,
} from '../../src/signin/index.ts';
import { treeRoot } from '../../src/transparency/merkle.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { collectingLog, seededEntropy, testClock } from '../support/world.ts';

export const hongKong: NodeIdentity = {
  origin: 'https://hk.wenjin.example',
  jurisdiction: 'HK',
  peer: { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ', anchors: [] },
  demonstration: true,
  contact: 'query@hk.wenjin.example',
};

/** Real encryption under one key; how the vault manages keys is tested with the vault. */
export const sealer: Sealer<Transaction, Reader> = {
  async seal(_tx, _subject, plain, context) {
    const nonce = createHash('sha256').update(context).digest().subarray(0, 12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32, 7), nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  async open(_reader, _subject, sealed, context) {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.alloc(32, 7), sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  },
};

/** Somebody who can ask for tokens. */
export interface Bearer {
  readonly id: string;
  readonly key: SoftwareSigner;
}

/** What it takes to call a node: any application that was built with this context will do. */
export interface Callable {
  readonly app: FastifyInstance;
  readonly clock: Clock;
  readonly node: NodeIdentity;
}

export interface AccessNode extends Callable {
  readonly address: string;
  readonly access: Access;
  readonly signin: Signin;
  readonly router: Router;
  readonly database: TestDatabase;
  readonly db: ReturnType<typeof openDatabase>['db'];
  readonly lines: readonly string[];
  /** Newest first; take one out and it is not trusted any more. */
  readonly tokenSigners: SoftwareSigner[];
  readonly operator: Bearer;
  /** What the entry of an event commits to. */
  readonly payloadOf: (entryId: string) => Promise<unknown>;
  readonly refresh: () => Promise<void>;
  close(): Promise<void>;
}

/** A node that knows no people: wallets come to it with codes alone. */
const nobodySignsIn: Pick<
  SigninDependencies,
  | 'outbound'
  | 'trust'
  | 'vault'
  | 'verification'
  | 'wallets'
  | 'people'
  | 'signIn'
  | 'attesters'
  | 'attestationRequired'
> = {
  outbound: { request: () => Promise.reject(new OutboundFailure('nobody may be called')) },
  trust: { view: () => ({ authorities: () => [] }) },
  vault: { lockSubjects: async () => [] },
  verification: { verify: () => Promise.reject(new Error('nothing is verified here')) },
  wallets: {
    ask: () => Promise.reject(new Error('no wallet is asked here')),
    link: async () => undefined,
    answered: async () => undefined,
  },
  people: {
    ofKey: async () => undefined,
    isEnded: async () => false,
    ofRecord: async () => undefined,
    datasets: async () => [],
  },
  signIn: undefined,
  attesters: [],
  attestationRequired: false,
};

export interface AccessNodeOptions {
  readonly haip?: boolean;
  readonly clock?: Clock;
  readonly node?: NodeIdentity;
  /** Mounted beside the context's own operations. */
  readonly mount?: (router: Router, signin: Signin) => void;
  readonly limits?: Partial<GroupCommitLimits>;
  readonly perMinute?: number;
  /** Where the database is reached, from where it is. */
  readonly through?: (url: string) => Promise<string>;
}

export async function openAccessNode(options: AccessNodeOptions = {}): Promise<AccessNode> {
  const { clock = testClock(), node = hongKong, perMinute = 1_000_000 } = options;
  const database = await createTestDatabase();
  const url = (await options.through?.(database.appUrl)) ?? database.appUrl;
  const opened = openDatabase(url, { max: 8, onError: () => undefined, connectionTimeoutMs: 1000 });
  const { db } = opened;
  const entropy = seededEntropy(database.appUrl);
  const { log, lines } = collectingLog();
  const snapshots = createSnapshots(db, () => undefined);
  const events = createEventLog({
    clock,
    entropy,
    sealer,
    nodeOrigin: node.origin,
    jurisdiction: node.jurisdiction,
  });
  const tokenSigners = [softwareSigner('ES256')];
  const keys = tokenKeysOf({ tokenKeys: () => tokenSigners.map(tokenKey) });
  const access = createAccess({
    db,
    clock,
    entropy,
    events,
    snapshots,
    cursors: createCursors(entropy.bytes(32)),
    node,
    keys,
    treeRoot,
    walletTokens: () => signin.tokens,
    ...(options.limits && { limits: options.limits }),
  });
  const signin = createSignin({
    ...{ db, clock, entropy, events, node, access, haip: options.haip ?? false },
    ...nobodySignsIn,
    key: entropy.bytes(32),
  });
  const app = await createServer({ log, requestId: () => uuidV4(entropy) });
  limitPublicPosts(app, { clock, perMinute });
  await registerAccess(app, access);
  const router = createRouter({
    app,
    authenticate: access.authenticate,
    idempotency: createIdempotency({ db, clock, entropy }),
  });
  accessRoutes(router, access);
  options.mount?.(router, signin);
  await snapshots.start();
  const key = softwareSigner();
  const { clientId } = await access.ensureOperator({
    names: { en: 'Demo operator', zhHant: '示範營運者', zhHans: '示范运营者' },
    publicJwk: key.jwk,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const port = portOf(app.server.address());
  return {
    app,
    address: `http://127.0.0.1:${String(port)}`,
    access,
    signin,
    router,
    database,
    db,
    clock,
    node,
    lines,
    tokenSigners,
    operator: { id: clientId, key },
    async payloadOf(entryId) {
      const [row] = await db.select().from(eventOpenings).where(eq(eventOpenings.eventId, entryId));
      const opening = row && (await sealer.open(db, row.subjectId, row.sealed, openingContext(entryId)));
      return opening && Object(JSON.parse(Buffer.from(opening).toString())).payload;
    },
    refresh: () => snapshots.refreshAll(),
    async close() {
      await app.close();
      await access.stop();
      await snapshots.stop();
      await opened.close();
      await database.drop();
    },
  };
}

const tokenKeys = new WeakMap<SoftwareSigner, TokenKey>();

function tokenKey(signer: SoftwareSigner): TokenKey {
  const { kid, alg, privateKey, publicKey } = signer;
  const known = tokenKeys.get(signer);
  if (known) return known;
  const made = {
    kid,
    alg,
    privatePem: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }),
  };
  tokenKeys.set(signer, made);
  return made;
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address.port;
}

let counter = 0;
export const unique = (prefix: string): string => `${prefix}-${String(process.pid)}-${String(++counter)}`;

/** A JWT by the key, with whatever is to be wrong with it. A member given as undefined is left out. */
export async function jwt(
  signer: Signer,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const present = (of: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
  return signCompactJws(present(header), present(claims), signer);
}

export function assertionClaims(node: Callable, id: string): Record<string, unknown> {
  const now = epochSeconds(node.clock.now());
  return { iss: id, sub: id, aud: node.node.origin, iat: now, exp: now + 60, jti: unique('jti') };
}

export const assertion = (node: Callable, { id, key }: Bearer, claims: Record<string, unknown> = {}) =>
  jwt(key, { ...assertionClaims(node, id), ...claims });

export async function holderProof(
  node: Callable,
  key: SoftwareSigner,
  claims: Record<string, unknown> = {},
): Promise<string> {
  const iat = epochSeconds(node.clock.now());
  return jwt(
    key,
    { aud: node.node.origin, iat, jti: unique('proof'), cnf: { jwk: key.jwk }, ...claims },
    { typ: holderProofType },
  );
}

export const askToken = (node: Callable, form: Record<string, string>) =>
  request(node.app.server).post('/oauth/token').type('form').send(new URLSearchParams(form).toString());

export async function clientForm(node: Callable, client: Bearer) {
  return { client_assertion_type: clientAssertionType, client_assertion: await assertion(node, client) };
}

async function tokenFor(node: Callable, form: Record<string, string>): Promise<string> {
  const answer = await askToken(node, form);
  if (answer.status !== 200) throw new Error(`no token: ${JSON.stringify(answer.body)}`);
  return String(answer.body.access_token);
}

const optionalScope = (scope: string | undefined): Record<string, string> =>
  scope === undefined ? {} : { scope };

export const clientToken = async (node: Callable, client: Bearer, scope?: string) =>
  tokenFor(node, {
    grant_type: grantTypes.clientCredentials,
    ...(await clientForm(node, client)),
    ...optionalScope(scope),
  });

export const officerToken = async (node: Callable, client: Bearer, officer: Bearer, scope?: string) =>
  tokenFor(node, {
    grant_type: grantTypes.officer,
    ...(await clientForm(node, client)),
    assertion: await assertion(node, officer),
    ...optionalScope(scope),
  });

export const holderToken = async (node: Callable, key: SoftwareSigner) =>
  tokenFor(node, { grant_type: grantTypes.holder, assertion: await holderProof(node, key) });

/** Somewhere that offers can be made. */
export interface Offering extends Callable {
  readonly signin: Signin;
  readonly db: ReturnType<typeof openDatabase>['db'];
}

export interface OfferPlan extends Partial<OfferedCode> {
  readonly txCode?: string;
}

/** A pre-authorized code of a new offer. */
export const offerCode = (node: Offering, plan: OfferPlan = {}) =>
  node.db.transaction((tx) =>
    node.signin.offerCode(tx, {
      offerId: randomUUID(),
      authority: 'hkib',
      configurations: ['home-attestation'],
      expiresAt: addSeconds(node.clock.now(), 600),
      ...plan,
    }),
  );

export const preAuthorizedGrantType = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

export const walletToken = async (node: Offering) =>
  tokenFor(node, { grant_type: preAuthorizedGrantType, 'pre-authorized_code': await offerCode(node) });

export interface ProofPlan {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

/** A proof of RFC 9449, with whatever is to be wrong with it. */
export const dpopProof = (
  node: Callable & { readonly access: Pick<Access, 'dpop'> },
  key: SoftwareSigner,
  { method = 'POST', path, token, claims, header }: ProofPlan,
) =>
  jwt(
    key,
    {
      jti: unique('dpop'),
      htm: method,
      htu: node.node.origin + path,
      iat: epochSeconds(node.clock.now()),
      nonce: node.access.dpop.nonce(),
      ath: token === undefined ? undefined : sha256Base64url(token),
      ...claims,
    },
    { typ: 'dpop+jwt', jwk: key.jwk, ...header },
  );

/** A POST that creates, as the caller. */
export const create = (node: Callable, token: string, path: string, body: object, key = unique('create')) =>
  request(node.app.server)
    .post(path)
    .set('authorization', `Bearer ${token}`)
    .set('idempotency-key', key)
    .send(body);

export const read = (node: Callable, token: string, path: string) =>
  request(node.app.server).get(path).set('authorization', `Bearer ${token}`);

export interface OrganisationPlan {
  readonly kind: OrganisationKind;
  readonly purposes: readonly Purpose[];
  readonly authority?: string;
  readonly jurisdiction?: 'HK' | 'CN-SZ';
  readonly registeredPlace?: RegisteredPlace;
}

export const organisationBody = ({ kind, purposes, ...rest }: OrganisationPlan) => ({
  kind,
  names: { en: `Example ${kind}`, zhHant: '示例機構', zhHans: '示例机构' },
  jurisdiction: rest.jurisdiction ?? 'HK',
  registeredPlace: rest.registeredPlace ?? 'HK',
  gbaEligible: false,
  purposes,
  authority: rest.authority ?? null,
});

async function created(answer: ReturnType<typeof create>): Promise<string> {
  const { status, body } = await answer;
  if (status !== 201) throw new Error(`not created: ${JSON.stringify(body)}`);
  return String(body.id);
}

export const registerOrganisation = async (node: Callable, token: string, plan: OrganisationPlan) =>
  created(create(node, token, '/v1/organisations', organisationBody(plan)));

export async function registerClient(
  node: Callable,
  token: string,
  organisationId: string,
  roles: readonly Role[],
  key: SoftwareSigner = softwareSigner(),
): Promise<Bearer> {
  const body = { label: 'System', roles, publicJwk: key.jwk };
  return { id: await created(create(node, token, `/v1/organisations/${organisationId}/clients`, body)), key };
}

export async function registerOfficer(
  node: Callable,
  token: string,
  organisationId: string,
  roles: readonly Role[],
  personId?: string,
): Promise<Bearer> {
  const key = softwareSigner();
  const body = { roles, publicJwk: key.jwk, ...(personId !== undefined && { personId }) };
  return {
    id: await created(create(node, token, `/v1/organisations/${organisationId}/officers`, body)),
    key,
  };
}
