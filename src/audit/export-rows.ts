import { createHmac } from 'node:crypto';
import { preciseText } from '../kernel/instants.ts';
import { byteOrderMark, type Cell, csvRecord } from './csv.ts';
import type { PublicStatistics } from './statistics.schema.ts';

/** How an export is written: the members of its rows by profile, and the rows by format. */

export const exportProfiles = ['own-side', 'cross-boundary', 'public'] as const;
export type ExportProfile = (typeof exportProfiles)[number];

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What is known of an entry without opening it. */
export interface ExportedFacts {
  /** Of its leaf. */
  readonly index: number;
  readonly eventId: string;
  readonly type: string;
  readonly recordedAt: Date;
  readonly effectiveAt: Date;
  readonly issuer: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly subjectId: string | null;
  readonly actorId: string;
  readonly actorRole: string;
  readonly actorPerson: string | null;
  readonly organisationId: string | null;
  readonly purpose: string;
  readonly authorisationReference: string | null;
  readonly agreementId: string | null;
  readonly agreementVersion: number | null;
  readonly agreementRow: string | null;
  readonly reasonCode: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly keyId: string | null;
  readonly qualification: string | null;
  readonly target: string | null;
  readonly direction: string | null;
  readonly route: string | null;
  readonly specialism: string | null;
  readonly outcome: string | null;
  readonly proposed: string | null;
  readonly override: boolean | null;
  readonly legalKind: string | null;
  readonly count: number | null;
}

export type ExportRow = Readonly<Record<string, Cell>>;

const aboutWhat = [
  'index',
  'entry',
  'recordedAt',
  'effectiveAt',
  'type',
  'issuer',
  'objectType',
  'objectId',
  'subject',
  'actor',
  'actorPerson',
  'actorRole',
] as const;
const aboutIt = [
  'agreementId',
  'agreementVersion',
  'agreementRow',
  'reasonCode',
  'before',
  'after',
  'qualification',
  'target',
  'direction',
  'route',
  'specialism',
  'outcome',
  'proposed',
  'override',
  'legalKind',
  'count',
] as const;
const ofOwnSide = ['organisation', 'purpose', 'authorisationReference', 'keyId'] as const;

export const exportColumns: Readonly<Record<ExportProfile, readonly string[]>> = {
  'own-side': [...aboutWhat, ...ofOwnSide, ...aboutIt],
  'cross-boundary': [...aboutWhat, 'purpose', ...aboutIt],
  public: ['quarter', 'month', 'subject', 'direction', 'column', 'count'],
};

/**
 * Of what a column holds in the profile. Only what is listed above is written. `identified` is a row about the person whom a case opens:
 * who they are, and what it is about; never who acted.
 */
export function activityRow(
  facts: ExportedFacts,
  pseudonym: Pseudonym | undefined,
  identified = false,
): ExportRow {
  const { recordedAt, effectiveAt, subjectId, actorId, actorPerson, objectId, organisationId } = facts;
  const hidden = (kind: string, value: string | null): string | null =>
    value === null || pseudonym === undefined ? value : pseudonym(kind, value);
  const { eventId, ...rest } = facts;
  return {
    ...rest,
    entry: eventId,
    recordedAt: preciseText(recordedAt),
    effectiveAt: preciseText(effectiveAt),
    objectId: identified ? objectId : hidden('object', objectId),
    subject: identified ? subjectId : hidden('subject', subjectId),
    actor: hidden('actor', actorId),
    actorPerson: hidden('person', actorPerson),
    organisation: organisationId,
  };
}

export type Pseudonym = (kind: string, value: string) => string;

/** 132 bits of HMAC-SHA-256: the same within one export, and of no use to who holds another. */
export function pseudonymsBy(key: Uint8Array): Pseudonym {
  return (kind, value) =>
    createHmac('sha256', key).update(`${kind}\0${value}`).digest('base64url').slice(0, 22);
}

/** Every count of the tables as a row of its own; a hidden one has none. */
export function publicRows(tables: PublicStatistics['tables']): ExportRow[] {
  return tables.flatMap(({ subject, direction, quarter, columns, rows, totals }) =>
    [...rows, { month: null, ...totals }].flatMap(({ month, cells, total }) =>
      [...columns, 'total'].map((column, n) => ({
        quarter,
        month,
        subject,
        direction,
        column,
        count: (column === 'total' && n === columns.length ? total : cells[n]) ?? null,
      })),
    ),
  );
}

/** What stands before the first row. */
export function headOf(format: ExportFormat, profile: ExportProfile): string {
  return format === 'csv' ? byteOrderMark + csvRecord(exportColumns[profile]) : '';
}

export function lineOf(format: ExportFormat, profile: ExportProfile, row: ExportRow): string {
  const columns = exportColumns[profile];
  if (format === 'csv') return csvRecord(columns.map((column) => row[column] ?? null));
  return `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))}\n`;
}
