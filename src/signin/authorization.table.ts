import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';
import { type AuthorizationRequest, signInMethods } from './authorization-request.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });
const asked = () => jsonb().$type<AuthorizationRequest>().notNull();

/** Requests that were pushed and not yet taken up (RFC 9126), by the digest of their `request_uri`. */
export const pushedRequests = pgTable(
  'pushed_requests',
  { digest: bytes().primaryKey(), asked: asked(), expiresAt: moment().notNull() },
  (table) => [index('pushed_requests_by_expiry').on(table.expiresAt)],
);

/** Browsers on their way through signing in and consent, by the digest of their cookie. Whatever else they are told is derived from it. */
export const signInSessions = pgTable(
  'sign_in_sessions',
  {
    digest: bytes().primaryKey(),
    asked: asked(),
    /** Null until the person has signed in. */
    subjectId: uuid(),
    method: text({ enum: signInMethods }),
    /** The key that they have shown; null where it was an account. */
    holderThumbprint: text(),
    /** Of the request that a wallet on the same device may answer. */
    presentationId: uuid(),
    expiresAt: moment().notNull(),
  },
  (table) => [index('sign_in_sessions_by_expiry').on(table.expiresAt)],
);

/** RFC 6749 section 4.1.2. Kept after they were redeemed, so that a second use is known for one. */
export const authorizationCodes = pgTable(
  'authorization_codes',
  {
    digest: bytes().primaryKey(),
    asked: asked(),
    subjectId: uuid().notNull(),
    holderThumbprint: text(),
    expiresAt: moment().notNull(),
    redeemedAt: moment(),
    grantId: uuid(),
  },
  (table) => [index('authorization_codes_by_expiry').on(table.expiresAt)],
);

/** Each is used once and followed by another; the second use of one ends the grant. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    digest: bytes().primaryKey(),
    grantId: uuid().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (table) => [index('refresh_tokens_by_expiry').on(table.expiresAt)],
);

/** Whose account at the upstream provider is whose here, by a keyed hash; each authority links its own people. */
export const signInLinks = pgTable(
  'sign_in_links',
  {
    account: bytes().notNull(),
    authority: text().notNull(),
    subjectId: uuid().notNull(),
    id: uuid().notNull(),
    linkedAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.authority] }),
    index('sign_in_links_by_subject').on(table.subjectId),
  ],
);
