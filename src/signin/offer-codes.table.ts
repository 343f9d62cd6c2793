import { index, integer, pgTable, text, timestamp, uuid } from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';
import type { CredentialConfigurationId } from './wallet-grant.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Pre-authorized codes (OpenID4VCI 1.0 section 4.1.1). Neither a code nor a transaction code stands here, only what they digest to. */
export const offerCodes = pgTable(
  'offer_codes',
  {
    digest: bytes().primaryKey(),
    offerId: uuid().notNull(),
    authority: text().notNull(),
    configurations: text().array().$type<CredentialConfigurationId[]>().notNull(),
    /** Keyed, since a few digits are soon tried out. Null where none is asked for. */
    txCodeDigest: bytes(),
    attemptsLeft: integer().notNull(),
    expiresAt: moment().notNull(),
    redeemedAt: moment(),
    grantId: uuid(),
  },
  (table) => [index('offer_codes_by_expiry').on(table.expiresAt)],
);

/** What an offer by authorization code names as its `issuer_state` (OpenID4VCI 1.0 section 4.1.1). */
export const issuerStates = pgTable(
  'issuer_states',
  {
    digest: bytes().primaryKey(),
    offerId: uuid().notNull(),
    /** The person to whom the offer was made: nobody else may take it up. */
    subjectId: uuid().notNull(),
    authority: text().notNull(),
    configurations: text().array().$type<CredentialConfigurationId[]>().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [index('issuer_states_by_expiry').on(table.expiresAt)],
);
