import { timingSafeEqual } from 'node:crypto';
import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256 } from '../kernel/digest.ts';
import { addSeconds } from '../kernel/instants.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { AuthorizationRequest, SignInMethod } from './authorization-request.ts';
import {
  endSession,
  findSession,
  insertCode,
  insertSession,
  setPresentation,
  signSessionIn,
  takePushedRequest,
} from './authorization.store.ts';
import type { SigninDependencies } from './dependencies.ts';
import { requestUriPrefix } from './pushing.service.ts';
import { redirectTo } from './redirect-uri.ts';
import { type SessionSecrets, sessionSecrets } from './secrets.ts';

/** How long a person has from the wallet to their consent. */
export const sessionSeconds = 600;
/** RFC 6749 section 4.1.2 bears ten minutes; a wallet needs a moment. */
const codeSeconds = 60;

/** One browser on its way. */
export interface Visit {
  readonly asked: AuthorizationRequest;
  /** Null until the person has signed in. */
  readonly subjectId: string | null;
  readonly secrets: SessionSecrets;
  /** Of the request that a wallet on the same device may answer; null until one was made. */
  readonly presentationId: string | null;
}

export interface SignedIn {
  /** Whose account or key it is, as it stands when it is asked; undefined for nobody's. */
  readonly subjectOf: (reader: Reader) => Promise<string | undefined>;
  readonly method: SignInMethod;
  /** Null where it was an account. */
  readonly holderThumbprint: string | null;
}

/** From the wallet's browser to the code: a pushed request becomes a session, somebody signs in to it, and then consents or does not. */
export interface Authorizing {
  /** Takes a pushed request up, once. Gives the cookie of a new session; undefined where there is nothing to take up for this client. */
  begin(asked: {
    readonly clientId: string | undefined;
    readonly requestUri: string | undefined;
  }): Promise<string | undefined>;
  visit(cookie: string | undefined): Promise<Visit | undefined>;
  /** A wallet is asked for this session; whatever was asked before counts no more. */
  askWallet(cookie: string, presentationId: string): Promise<void>;
  /** Who is erased or restricted is refused, and who is not the person that the offer was made to. Gives the cookie that follows. */
  signIn(cookie: string, person: SignedIn): Promise<string | undefined>;
  /** Where the browser goes with the code or the refusal, RFC 6749 section 4.1.2 and RFC 9207; undefined for a session that is over, or that nobody has signed in to. */
  decide(cookie: string, decision: 'allow' | 'refuse'): Promise<string | undefined>;
}

export function createAuthorizing(deps: SigninDependencies): Authorizing {
  const { db, clock, entropy, node, key } = deps;
  const newSecret = (): string => encodeBase64url(entropy.bytes(32));
  return {
    async begin({ clientId, requestUri }) {
      if (requestUri?.startsWith(requestUriPrefix) !== true) return undefined;
      const digest = sha256(requestUri.slice(requestUriPrefix.length));
      const cookie = newSecret();
      return db.transaction(async (tx) => {
        const now = clock.now();
        const asked = await takePushedRequest(tx, digest, now);
        // Another client's request is used up all the same: its name is no secret any more.
        if (!asked || asked.clientId !== clientId) return undefined;
        await insertSession(tx, {
          digest: sha256(cookie),
          asked,
          expiresAt: addSeconds(now, sessionSeconds),
        });
        return cookie;
      });
    },
    async visit(cookie) {
      if (cookie === undefined) return undefined;
      const session = await findSession(db, sha256(cookie), clock.now());
      return session && { ...session, secrets: sessionSecrets(key, cookie) };
    },
    askWallet: (cookie, presentationId) =>
      db.transaction((tx) => setPresentation(tx, sha256(cookie), presentationId)),
    async signIn(cookie, person) {
      const next = newSecret();
      return (await signIn(deps, { cookie, next }, person)) ? next : undefined;
    },
    async decide(cookie, decision) {
      const code = newSecret();
      const allowed = decision === 'allow';
      const asked = await db.transaction(async (tx) => {
        const now = clock.now();
        const session = await endSession(tx, sha256(cookie), { signedIn: allowed, now });
        if (!session) return undefined;
        const { subjectId, holderThumbprint } = session;
        if (allowed && subjectId !== null)
          await insertCode(tx, {
            digest: sha256(code),
            asked: session.asked,
            subjectId,
            holderThumbprint,
            expiresAt: addSeconds(now, codeSeconds),
          });
        return session.asked;
      });
      if (!asked) return undefined;
      const outcome = allowed ? { code } : { error: 'access_denied' };
      return redirectTo(asked.redirectUri, { ...outcome, state: asked.state, iss: node.origin });
    },
  };
}

async function signIn(
  deps: SigninDependencies,
  { cookie, next }: Readonly<Record<'cookie' | 'next', string>>,
  { subjectOf, ...by }: SignedIn,
): Promise<boolean> {
  const { db, clock } = deps;
  const digest = sha256(cookie);
  const session = await findSession(db, digest, clock.now());
  const subjectId = await subjectOf(db);
  if (!session || subjectId === undefined || !mayTakeUp(session.asked, subjectId)) return false;
  return db.transaction(
    async (tx) =>
      (await isAtHand(tx, deps, subjectId)) &&
      (await subjectOf(tx)) === subjectId &&
      signSessionIn(tx, digest, { ...by, digest: sha256(next), subjectId }),
  );
}

/** Neither erased nor restricted, and locked: who is erased meanwhile, or whose link is taken away, takes the session along. */
async function isAtHand(tx: Transaction, { vault }: SigninDependencies, subjectId: string): Promise<boolean> {
  const [subject] = await vault.lockSubjects(tx, [subjectId]);
  return subject !== undefined && subject.erasedAt === null && subject.restrictedAt === null;
}

function mayTakeUp({ offer }: AuthorizationRequest, subjectId: string): boolean {
  return offer === null || offer.subjectId === subjectId;
}

export function isSecret(shown: string, secret: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
