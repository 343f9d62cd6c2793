import { and, asc, eq, inArray } from '../platform/drizzle.ts';
import type { Reader } from '../platform/database.ts';
import { credentials, statusEvents } from './credentials.table.ts';
import type { StatusEventKind } from './vocabulary.ts';

/** A credential with the instant at which it ended, or at which it will expire. */
export interface CredentialEnd {
  readonly subjectId: string;
  readonly number: string;
  readonly authority: string;
  readonly endsAt: Date;
}

const endings: StatusEventKind[] = ['annul', 'withdraw', 'strip', 'deregister'];

/** All of these persons, also what is reserved and was never signed. */
export async function readCredentialEnds(
  reader: Reader,
  subjectIds: readonly string[],
): Promise<CredentialEnd[]> {
  if (subjectIds.length === 0) return [];
  const rows = await reader
    .select({
      id: credentials.id,
      subjectId: credentials.subjectId,
      number: credentials.number,
      authority: credentials.authority,
      expiresAt: credentials.expiresAt,
      supersededBy: credentials.supersededBy,
    })
    .from(credentials)
    .where(inArray(credentials.subjectId, [...subjectIds]))
    .orderBy(asc(credentials.id));
  const ended = await readEnds(
    reader,
    rows.map(({ id }) => id),
  );
  const issued = await readIssuedAt(
    reader,
    rows.flatMap(({ supersededBy }) => (supersededBy === null ? [] : [supersededBy])),
  );
  return rows.map(({ id, subjectId, number, authority, expiresAt, supersededBy }) => {
    const superseded = supersededBy === null ? undefined : issued.get(supersededBy);
    return { subjectId, number, authority, endsAt: ended.get(id) ?? superseded ?? expiresAt };
  });
}

/** When an ending took effect and was known: the later of both, so that a backdated one shortens nothing. */
async function readEnds(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  if (ids.length === 0) return new Map();
  const { objectId, effectiveAt, recordedAt, approvedAt } = statusEvents;
  const rows = await reader
    .select({ objectId, effectiveAt, recordedAt, approvedAt })
    .from(statusEvents)
    .where(
      and(
        eq(statusEvents.objectType, 'credential'),
        inArray(objectId, [...ids]),
        eq(statusEvents.state, 'in-force'),
        inArray(statusEvents.kind, endings),
      ),
    );
  return new Map(
    rows.map((row) => [row.objectId, latest([row.effectiveAt, row.recordedAt, row.approvedAt])]),
  );
}

function latest(instants: readonly (Date | null)[]): Date {
  return new Date(Math.max(...instants.map((each) => each?.getTime() ?? 0)));
}

async function readIssuedAt(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .select({ id: credentials.id, issuedAt: credentials.issuedAt })
    .from(credentials)
    .where(inArray(credentials.id, [...ids]));
  return new Map(rows.map(({ id, issuedAt }) => [id, issuedAt]));
}

export async function readSubjectOfNumber(reader: Reader, number: string): Promise<string | undefined> {
  const [row] = await reader
    .select({ subjectId: credentials.subjectId })
    .from(credentials)
    .where(eq(credentials.number, number));
  return row?.subjectId;
}

const subjectsMax = 20;

/** A key is one person's, whom two authorities may know by two pseudonyms. */
export async function readSubjectsOfKey(reader: Reader, holderThumbprint: string): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ subjectId: credentials.subjectId })
    .from(credentials)
    .where(eq(credentials.holderThumbprint, holderThumbprint))
    .limit(subjectsMax);
  return rows.map(({ subjectId }) => subjectId);
}
