import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  sql,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from '../platform/drizzle.ts';
import { bytes } from '../platform/columns.ts';
import type { VerificationRequest } from '../verification/index.ts';
import type { SharedCredential } from './shared-content.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** What a professional shares, with whom and for how long. The code itself is derived and stands nowhere. */
export const shareCodes = pgTable(
  'share_codes',
  {
    /** UUIDv7: in order of time. */
    id: uuid().primaryKey(),
    digest: bytes().notNull(),
    /** RFC 7638 thumbprint of the key whose holder made it. */
    holderThumbprint: text().notNull(),
    /** Credentials of this node, read when somebody looks: whoever is erased or restricted meanwhile is not shown. */
    held: jsonb().$type<readonly SharedCredential[]>().notNull(),
    /** Presentations of credentials of the other node, encrypted under the code; null when there are none, and once the code has ended. */
    sealed: bytes(),
    purpose: text().$type<VerificationRequest['purpose']>().notNull(),
    /** The one organisation that may look; null for everybody who has the code. */
    audience: uuid(),
    usesMax: integer().notNull(),
    usesLeft: integer().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    revokedAt: moment(),
  },
  (table) => [
    uniqueIndex('share_codes_by_digest').on(table.digest),
    index('share_codes_by_holder').on(table.holderThumbprint, table.id),
    index('share_codes_by_end').on(table.expiresAt),
    check('share_codes_uses', sql`${table.usesLeft} between 0 and ${table.usesMax}`),
  ],
);

/** Who looked by a code. One organisation's case counts once, however often it comes back. */
export const shareCodeLooks = pgTable(
  'share_code_looks',
  {
    id: uuid().primaryKey(),
    codeId: uuid()
      .notNull()
      .references(() => shareCodes.id, { onDelete: 'cascade' }),
    at: moment().notNull(),
    /** Null for the public. */
    organisationId: uuid(),
    caseReference: text().notNull(),
    stage: text().notNull(),
  },
  (table) => [
    index('share_code_looks_by_code').on(table.codeId, table.id),
    index('share_code_looks_by_case').on(table.codeId, table.organisationId, table.caseReference),
  ],
);
