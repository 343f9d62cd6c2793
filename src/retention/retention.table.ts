import {
  boolean,
  date,
  index,
  integer,
  pgTable,
  smallint,
  sql,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from '../platform/drizzle.ts';
import {
  classIds,
  deeds,
  holdBases,
  holdTargets,
  liftReasons,
  placingRoles,
  restrictionCauses,
  standings,
} from './vocabulary.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Legal holds: while one stands, nothing of the person is removed. */
export const retentionHolds = pgTable(
  'retention_holds',
  {
    id: uuid().primaryKey(),
    targetType: text({ enum: holdTargets }).notNull(),
    targetId: text().notNull(),
    subjectId: uuid().notNull(),
    legalBasis: text({ enum: holdBases }).notNull(),
    reference: text().notNull(),
    /** Civil date at +08:00, exclusive; null: until it is lifted. */
    until: date({ mode: 'string' }),
    placedAt: instant().notNull(),
    placedBy: text().notNull(),
    placedByPerson: uuid().notNull(),
    placedAs: text({ enum: placingRoles }).notNull(),
    placedEntry: uuid().notNull(),
    liftedAt: instant(),
    liftedBy: text(),
    liftedByPerson: uuid(),
    liftReason: text({ enum: liftReasons }),
    liftedEntry: uuid(),
  },
  (table) => [index('retention_holds_standing').on(table.subjectId).where(sql`${table.liftedAt} is null`)],
);

/** Storage only (PIPL Article 47(2)): by an officer, or by the schedule before it erases. */
export const retentionRestrictions = pgTable(
  'retention_restrictions',
  {
    id: uuid().primaryKey(),
    subjectId: uuid().notNull(),
    cause: text({ enum: restrictionCauses }).notNull(),
    /** A reason code, or the class of the schedule. */
    reasonCode: text().notNull(),
    reference: text(),
    startedAt: instant().notNull(),
    startedBy: text().notNull(),
    startedEntry: uuid().notNull(),
    endedAt: instant(),
    endedBy: text(),
    endReason: text(),
    endedEntry: uuid(),
  },
  (table) => [
    index('retention_restrictions_by_subject').on(table.subjectId, table.startedAt),
    uniqueIndex('retention_restrictions_open')
      .on(table.subjectId, table.cause)
      .where(sql`${table.endedAt} is null`),
  ],
);

/** What the last sweep found of each person: derived, and made anew by every sweep. */
export const retentionSchedule = pgTable(
  'retention_schedule',
  {
    subjectId: uuid().primaryKey(),
    standing: text({ enum: standings }).notNull(),
    class: text({ enum: classIds }),
    dueOn: date({ mode: 'string' }),
    eraseOn: date({ mode: 'string' }),
    held: boolean().notNull(),
  },
  (table) => [
    index('retention_schedule_by_due').on(table.dueOn, table.subjectId),
    index('retention_schedule_by_standing').on(table.standing, table.subjectId),
  ],
);

/** When the schedule was last made anew, over how many persons. */
export const retentionSweeps = pgTable('retention_sweeps', {
  id: smallint().primaryKey(),
  finishedAt: instant().notNull(),
  subjects: integer().notNull(),
});

/** What was done, append-only (trigger and grant). No pseudonym: what was erased cannot be found again by it. */
export const retentionActs = pgTable(
  'retention_acts',
  {
    id: uuid().primaryKey(),
    runId: uuid().notNull(),
    at: instant().notNull(),
    class: text({ enum: classIds }).notNull(),
    deed: text({ enum: deeds }).notNull(),
    count: integer().notNull(),
    /** Entries of the log that prove it. */
    entries: uuid().array().notNull(),
  },
  (table) => [index('retention_acts_by_time').on(table.at, table.class)],
);

/** A person asked to be erased. */
export const erasureRequests = pgTable('erasure_requests', {
  id: uuid().primaryKey(),
  holderThumbprint: text().notNull(),
  subjectIds: uuid().array().notNull(),
  receivedAt: instant().notNull(),
  entries: uuid().array().notNull(),
});
