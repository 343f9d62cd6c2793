import { bigint, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from '../platform/drizzle.ts';
import type { Localised } from '../kernel/localised.ts';
import { vct } from '../kernel/vocabulary.ts';
import { bytes } from '../platform/columns.ts';
import { authorityKinds, mandateActions } from './vocabulary.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Who issues on this node. A slug stands in signed bytes as part of `iss`: it is never changed and never used again. */
export const authorities = pgTable('authorities', {
  slug: text().primaryKey(),
  kind: text({ enum: authorityKinds }).notNull(),
  names: jsonb().$type<Localised>().notNull(),
  contact: text().notNull(),
  createdAt: instant().notNull(),
});

/** Who may issue what for which qualification, in [validFrom, validUntil) of whole seconds. Rows stay: the past is judged by them. */
export const mandates = pgTable(
  'mandates',
  {
    id: uuid().primaryKey(),
    slug: text()
      .notNull()
      .references(() => authorities.slug),
    action: text({ enum: mandateActions }).notNull(),
    vct: text({ enum: [vct.homeAttestation, vct.bridgingResult, vct.recognition] }).notNull(),
    qualificationIds: text().array().notNull(),
    validFrom: instant().notNull(),
    validUntil: instant(),
    instrument: text().notNull(),
    recordedAt: instant().notNull(),
  },
  (table) => [index('mandates_by_authority').on(table.slug, table.recordedAt)],
);

/** Every list that this node signed or accepted, byte for byte. */
export const trustLists = pgTable(
  'trust_lists',
  {
    origin: text().notNull(),
    sequence: bigint({ mode: 'number' }).notNull(),
    jws: bytes().notNull(),
    issuedAt: instant().notNull(),
    receivedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.origin, table.sequence] })],
);

/** The keys that accepted lists of the peer have named as the ones to sign its lists. */
export const trustAnchors = pgTable(
  'trust_anchors',
  {
    origin: text().notNull(),
    kid: text().notNull(),
    signUntil: instant(),
    /** The first list that named it; the chain of these leads back to a pinned key. */
    announcedIn: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.origin, table.kid] })],
);
