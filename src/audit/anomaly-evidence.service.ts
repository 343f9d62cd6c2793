import { readDayLooks, readStatedPurposes, readUsesAfter, readVerifierResults } from '../access/index.ts';
import { readNumbers, readSubjectsSharingKeys } from '../credentials/index.ts';
import type { Reader } from '../platform/database.ts';
import { readHomeEvidenceTimes } from '../recognition/index.ts';
import { readDisorder, readHead, readPlacement, readRefused, readUnlogged } from '../transparency/index.ts';
import { readSubjectsSharingNumbers } from '../vault/index.ts';
import type { LoggedFact, Proof } from './anomaly.ts';
import { readEndings, readEntriesOfSubjects } from './anomaly-facts.store.ts';
import type { RestingOnEvidence } from './detector-authority.ts';
import type { SubjectGroup } from './detector-identity.ts';
import type { ChainState, InOrder } from './detector-time.ts';
import type { StatedPurpose, UseAfterEnd } from './detector-use.ts';
import type { DayLooks, VerifierResults } from './detector-volume.ts';

/** Rows for the detectors, put together from what each context knows. Where an entry stands in the log is found for what is shown. */

export interface Window {
  readonly from: Date;
  readonly until: Date;
}

export interface Fetched<Row> {
  readonly rows: readonly Row[];
  readonly examined: number;
  readonly truncated: boolean;
}

export const rowsMax = 20_000;
const groupsMax = 1000;
const entriesOfSubject = 5;

export const proofsOf = (entries: readonly string[]): Proof[] =>
  entries.map((entry) => ({ entry, index: null }));

export function fetched<Row>(rows: readonly Row[], limit: number): Fetched<Row> {
  return {
    rows: rows.slice(0, limit),
    examined: Math.min(rows.length, limit),
    truncated: rows.length > limit,
  };
}

/** The results that say that nothing genuine was shown. */
const notFound = ['NOT_FOUND_OR_NOT_SHARED', 'SIGNATURE_INVALID', 'ISSUER_NOT_MANDATED'];

export async function verifierResults(reader: Reader, window: Window): Promise<Fetched<VerifierResults>> {
  const rows = await readVerifierResults(reader, { ...window, notFound, limit: groupsMax + 1 });
  return fetched(
    rows.map(({ entries, ...row }) => ({ ...row, proofs: proofsOf(entries) })),
    groupsMax,
  );
}

export async function dayLooks(
  reader: Reader,
  { atLeast, ...window }: Window & { readonly atLeast: number },
): Promise<Fetched<DayLooks>> {
  const rows = await readDayLooks(reader, { ...window, atLeast, limit: groupsMax + 1 });
  return fetched(
    rows.map(({ entries, ...row }) => ({ ...row, proofs: proofsOf(entries) })),
    groupsMax,
  );
}

export async function statedPurposes(reader: Reader, window: Window): Promise<Fetched<StatedPurpose>> {
  const rows = await readStatedPurposes(reader, { ...window, limit: rowsMax + 1 });
  return fetched(
    rows.map(({ entries, registeredFor, ...row }) => ({
      ...row,
      registeredFor: registeredFor ?? undefined,
      proofs: proofsOf(entries),
    })),
    rowsMax,
  );
}

export async function usesAfterEnd(reader: Reader, window: Window): Promise<Fetched<UseAfterEnd>> {
  const endings = await readEndings(reader, { until: window.until, limit: rowsMax + 1 });
  const ids = [...new Set(endings.slice(0, rowsMax).map(({ objectId }) => objectId))];
  const numbers = new Map((await readNumbers(reader, ids)).map(({ id, number }) => [number, id]));
  const ending = new Map(endings.slice(0, rowsMax).map((fact) => [fact.objectId, fact]));
  const asked = [...numbers].flatMap(([number, id]) => {
    const fact = ending.get(id);
    return fact === undefined ? [] : [{ number, endedAt: fact.effectiveAt }];
  });
  const uses = await readUsesAfter(reader, { ...window, numbers: asked, limit: groupsMax + 1 });
  const rows = uses.flatMap(({ entries, ...use }) => {
    const fact = ending.get(numbers.get(use.number) ?? '');
    return fact === undefined ? [] : [{ ...use, ending: fact, proofs: proofsOf(entries) }];
  });
  const found = fetched(rows, groupsMax);
  return { ...found, truncated: found.truncated || endings.length > rowsMax };
}

/** Whenever these pseudonyms were made: what is one person's stays one person's. */
export async function sharedNumbers(reader: Reader): Promise<Fetched<SubjectGroup>> {
  return withEntries(reader, await readSubjectsSharingNumbers(reader, groupsMax + 1));
}

export async function sharedKeys(reader: Reader): Promise<Fetched<SubjectGroup>> {
  return withEntries(reader, await readSubjectsSharingKeys(reader, groupsMax + 1));
}

async function withEntries(
  reader: Reader,
  groups: readonly { readonly subjectIds: readonly string[]; readonly lastAt: Date }[],
): Promise<Fetched<SubjectGroup>> {
  const subjects = [...new Set(groups.flatMap(({ subjectIds }) => subjectIds))];
  const found = await readEntriesOfSubjects(reader, subjects, entriesOfSubject);
  const bySubject = Map.groupBy(found, ({ subjectId }) => subjectId);
  const entriesOf = (subjectId: string) => (bySubject.get(subjectId) ?? []).map(({ entry }) => entry);
  return fetched(
    groups.map(({ subjectIds, lastAt }) => ({
      subjectIds,
      lastAt,
      proofs: proofsOf(subjectIds.flatMap(entriesOf)),
    })),
    groupsMax,
  );
}

export async function restingOnEvidence(
  reader: Reader,
  issued: readonly LoggedFact[],
  allowedDays: (fact: LoggedFact) => number | undefined,
): Promise<readonly RestingOnEvidence[]> {
  const times = await readHomeEvidenceTimes(
    reader,
    issued.map(({ objectId }) => objectId),
  );
  const observed = new Map(times.map(({ credentialId, observedAt }) => [credentialId, observedAt]));
  return issued.map((fact) => ({
    fact,
    observedAt: observed.get(fact.objectId),
    allowedDays: allowedDays(fact),
  }));
}

export async function disorder(
  reader: Reader,
  { seconds, ...window }: Window & { readonly seconds: number },
): Promise<Fetched<InOrder>> {
  const span = 10 * rowsMax;
  const { examined, rows } = await readDisorder(reader, {
    ...window,
    seconds,
    span: span + 1,
    limit: groupsMax,
  });
  return { rows, examined, truncated: examined > span || rows.length === groupsMax };
}

export async function chainState(reader: Reader, window: Window, now: Date): Promise<ChainState> {
  const { size } = await readHead(reader);
  const placement = await readPlacement(reader, size, groupsMax);
  const unlogged = await readUnlogged(reader, { ...window, limit: groupsMax });
  return { now, size, ...placement, pending: unlogged, refused: await readRefused(reader) };
}
