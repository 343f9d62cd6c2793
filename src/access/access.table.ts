import { boolean, index, jsonb, pgTable, text, timestamp, uuid } from '../platform/drizzle.ts';
import { purposes, registeredPlaces, roles } from '../kernel/caller.ts';
import { jurisdictions } from '../kernel/jurisdiction.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { Localised } from '../kernel/localised.ts';
import { organisationKinds } from './roles.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Whoever calls does so for one of these. Rows end, they are never removed: records point to them for years. */
export const organisations = pgTable('organisations', {
  id: uuid().primaryKey(),
  kind: text({ enum: organisationKinds }).notNull(),
  names: jsonb().$type<Localised>().notNull(),
  jurisdiction: text({ enum: jurisdictions }).notNull(),
  registeredPlace: text({ enum: registeredPlaces }).notNull(),
  gbaEligible: boolean().notNull(),
  /** Number under which its GBA Standard Contract is filed. */
  contractFilingNumber: text(),
  purposes: text({ enum: purposes }).array().notNull(),
  /** Slug of the authority that it acts for. */
  authority: text(),
  registeredAt: moment().notNull(),
  endedAt: moment(),
});

/** One key, one bearer: RFC 7638 thumbprints of every key that was ever registered, so that none can stand for two. */
export const registeredKeys = pgTable('registered_keys', {
  thumbprint: text().primaryKey(),
  bearerId: uuid().notNull(),
});

/** Programs of an organisation, each with its own key. */
export const clients = pgTable(
  'clients',
  {
    id: uuid().primaryKey(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id),
    label: text().notNull(),
    roles: text({ enum: roles }).array().notNull(),
    publicJwk: jsonb().$type<PublicJwk>().notNull(),
    thumbprint: text()
      .notNull()
      .references(() => registeredKeys.thumbprint),
    registeredAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [
    index('clients_by_organisation').on(table.organisationId),
    index('clients_by_thumbprint').on(table.thumbprint),
  ],
);

/** People who act for an organisation, each with their own key. Names are not here: a person is a random identifier. */
export const officers = pgTable(
  'officers',
  {
    id: uuid().primaryKey(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id),
    /** The same for every registration of one natural person, in whatever organisation. */
    personId: uuid().notNull(),
    roles: text({ enum: roles }).array().notNull(),
    publicJwk: jsonb().$type<PublicJwk>().notNull(),
    thumbprint: text()
      .notNull()
      .references(() => registeredKeys.thumbprint),
    registeredAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [
    index('officers_by_organisation').on(table.organisationId),
    index('officers_by_person').on(table.personId),
    index('officers_by_thumbprint').on(table.thumbprint),
  ],
);
