import { parseStrictObject } from '../kernel/strict-json.ts';
import { issuerOf, vct } from '../kernel/vocabulary.ts';
import type { Reader } from '../platform/database.ts';
import { type CredentialRow, listOfCopied } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { type StatusEventRow, statusEventsOf } from './status-events.store.ts';
import {
  findByIdOrNumber,
  readCredentials,
  readRecordReferences,
  readTracesOf,
} from './supervision.store.ts';

/** What a credential is, without anything of its person. */
export interface SupervisedCredential {
  readonly id: string;
  readonly number: string;
  readonly vct: string;
  readonly issuer: string;
  readonly keyId: string | null;
  readonly subjectId: string;
  readonly holderThumbprint: string;
  readonly qualification: string;
  /** What its issuer needed a mandate for: the qualification, or each component that was examined. */
  readonly mandateFor: readonly string[];
  readonly homeIss: string | null;
  readonly agreement: { readonly id: string; readonly version: number; readonly row: string } | null;
  readonly life: string;
  readonly status: { readonly uri: string; readonly idx: number };
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly supersededBy: string | null;
  readonly recordId: string | null;
  readonly applicationId: string | null;
}

/** What the reading room asks of credentials. */
export interface Supervision {
  /** By identifier or number, with everything that was decided about it; undefined for what was never issued. */
  story(
    reader: Reader,
    named: { readonly id: string | undefined; readonly number: string },
  ): Promise<
    { readonly credential: SupervisedCredential; readonly statusEventIds: readonly string[] } | undefined
  >;
  read(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, SupervisedCredential>>;
  /** Numbers and keys under which looks at this person are on record. */
  traces(
    reader: Reader,
    subjectId: string,
  ): Promise<readonly { readonly id: string; readonly number: string; readonly holderThumbprint: string }[]>;
  /** Where the record that a status event changed is published, by that event. */
  recordReferences(
    reader: Reader,
    statusEventIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly uri: string; readonly idx: number }>>;
}

export function createSupervision({ node }: Pick<CredentialsDependencies, 'node'>): Supervision {
  const shown = (row: CredentialRow): SupervisedCredential => ({
    id: row.id,
    number: row.number,
    vct: row.vct,
    issuer: issuerOf(node.origin, row.authority),
    keyId: row.keyId,
    subjectId: row.subjectId,
    holderThumbprint: row.holderThumbprint,
    qualification: row.qualification,
    mandateFor: row.vct === vct.bridgingResult ? componentsOf(row.payload) : [row.qualification],
    homeIss: row.homeIss,
    agreement:
      row.agreementId === null
        ? null
        : { id: row.agreementId, version: row.agreementVersion ?? 0, row: row.agreementRow ?? '' },
    life: row.life,
    status: { uri: row.statusUri, idx: row.statusIdx },
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    supersededBy: row.supersededBy,
    recordId: row.recordId,
    applicationId: row.applicationId,
  });
  return {
    async story(reader, named) {
      const row = await findByIdOrNumber(reader, named);
      if (!row || row.issuerJwt === null) return undefined;
      // What repeats another for a further key has its story.
      const group = await listOfCopied(reader, row.copyOf ?? row.id);
      const own: StatusEventRow[] = [];
      for (const { id } of group) own.push(...(await statusEventsOf(reader, 'credential', id)));
      const ofRecord = row.recordId === null ? [] : await statusEventsOf(reader, 'record', row.recordId);
      return { credential: shown(row), statusEventIds: [...own, ...ofRecord].map(({ id }) => id) };
    },
    async read(reader, ids) {
      return new Map((await readCredentials(reader, ids)).map((row) => [row.id, shown(row)]));
    },
    traces: readTracesOf,
    async recordReferences(reader, statusEventIds) {
      const rows = await readRecordReferences(reader, statusEventIds);
      return new Map(rows.map(({ statusEventId, uri, idx }) => [statusEventId, { uri, idx }]));
    },
  };
}

/** Of a bridging result: they stand in the open part of what was signed. */
function componentsOf(payload: Uint8Array): readonly string[] {
  const parsed = parseStrictObject(payload);
  const results = parsed.ok ? parsed.value['results'] : undefined;
  if (!Array.isArray(results)) return [];
  return results.flatMap((result: unknown) => {
    const component =
      typeof result === 'object' && result !== null && 'component' in result && result.component;
    return typeof component === 'string' ? [component] : [];
  });
}
