import { index, jsonb, pgTable, sql, text, timestamp, uuid } from '../platform/drizzle.ts';
import type { CredentialConfigurationId, GrantBasis } from './wallet-grant.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** What wallets were granted. A row goes when the grant has been over for a while. */
export const walletGrants = pgTable(
  'wallet_grants',
  {
    id: uuid().primaryKey(),
    authority: text().notNull(),
    configurations: text().array().$type<CredentialConfigurationId[]>().notNull(),
    identifiers: jsonb().$type<Readonly<Record<string, readonly string[]>>>(),
    basis: jsonb().$type<GrantBasis>().notNull(),
    clientId: text(),
    dpopThumbprint: text(),
    /** The key by which the person had signed in; null where it was an account, or nobody had to. */
    holderThumbprint: text(),
    createdAt: moment().notNull(),
    /** Nothing can be fetched afterwards, whatever tokens say. */
    expiresAt: moment().notNull(),
    revokedAt: moment(),
  },
  (table) => [
    index('wallet_grants_by_expiry').on(table.expiresAt),
    index('wallet_grants_by_subject').on(sql`(${table.basis} ->> 'subjectId')`),
  ],
);
