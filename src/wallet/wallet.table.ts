import { index, jsonb, pgTable, sql, text, timestamp, uniqueIndex, uuid } from '../platform/drizzle.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import { bytes } from '../platform/columns.ts';
import { configurationIds, notificationEvents } from './vocabulary.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** What an authority offers to a person's wallet. */
export const credentialOffers = pgTable(
  'credential_offers',
  {
    id: uuid().primaryKey(),
    authority: text().notNull(),
    configuration: text({ enum: configurationIds }).notNull(),
    subjectId: uuid().notNull(),
    /** Of the first credential, which is reserved for the offer; for a recognition that is not decided yet, null. */
    credentialId: uuid(),
    recordId: uuid(),
    applicationId: uuid(),
    /** Award and standing, under the key of the person. Null for a recognition, whose decision says all. */
    awardSealed: bytes(),
    /** Handle, codes and transaction code, under the key of the node: what an answer has to say again. */
    secretsSealed: bytes().notNull(),
    /** Digest of the handle in the address that a wallet fetches the offer from. */
    handleDigest: bytes().notNull(),
    offeredBy: text().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    redeemedAt: moment(),
    revokedAt: moment(),
  },
  (table) => [
    uniqueIndex('credential_offers_by_handle').on(table.handleDigest),
    index('credential_offers_by_authority').on(table.authority, table.id),
    index('credential_offers_by_subject').on(table.subjectId),
  ],
);

/** Digests of nonces that were used in proofs of possession, until they would have expired. */
export const usedKeyNonces = pgTable(
  'used_key_nonces',
  { digest: bytes().primaryKey(), expiresAt: moment().notNull() },
  (table) => [index('used_key_nonces_by_expiry').on(table.expiresAt)],
);

/** What a wallet waits for at the deferred credential endpoint. */
export const deferredIssuances = pgTable(
  'deferred_issuances',
  {
    /** SHA-256 of the `transaction_id`. */
    digest: bytes().primaryKey(),
    authority: text().notNull(),
    configuration: text({ enum: configurationIds }).notNull(),
    /** Whose it is: the offer or the person that the access token was for. */
    owner: text().notNull(),
    /** And which wallet of theirs. Empty in what is older: that is over. */
    wallet: text().notNull().default(''),
    applicationId: uuid().notNull(),
    keys: jsonb().$type<readonly PublicJwk[]>().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    takenAt: moment(),
  },
  (table) => [
    index('deferred_issuances_by_expiry').on(table.expiresAt),
    index('deferred_issuances_by_owner').on(table.owner),
  ],
);

/** What wallets may tell of, and have told. */
export const walletNotifications = pgTable(
  'wallet_notifications',
  {
    /** SHA-256 of the `notification_id`. */
    digest: bytes().primaryKey(),
    authority: text().notNull(),
    owner: text().notNull(),
    /** As of a deferred issuance. */
    wallet: text().notNull().default(''),
    subjectId: uuid().notNull(),
    /** The credential that those of the answer repeat, or the one itself. */
    credentialId: uuid().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    events: text({ enum: notificationEvents }).array().notNull().default(sql`'{}'::text[]`),
  },
  (table) => [
    index('wallet_notifications_by_expiry').on(table.expiresAt),
    index('wallet_notifications_by_owner').on(table.owner),
    index('wallet_notifications_by_subject').on(table.subjectId),
  ],
);
