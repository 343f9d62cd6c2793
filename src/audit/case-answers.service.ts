import { civilDate, preciseText } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Reader } from '../platform/database.ts';
import type { DisclosureCase } from './cases.schema.ts';
import type { KnownCase } from './cases.store.ts';
import type { Desk } from './desk.service.ts';
import { disclosureBases } from './disclosure-bases.ts';
import { caseStateOn } from './disclosure-case.ts';
import { entryPayload } from './entry-payload.schema.ts';
import { readSealed } from './facts.store.ts';

interface Dependencies {
  readonly db: Reader;
  readonly clock: Clock;
  readonly desk: Pick<Desk, 'open' | 'places'>;
}

/** Cases as they are answered: the state of this day, each step proved, the reason from its opening. */
export async function showCases(
  { db, clock, desk }: Dependencies,
  cases: readonly KnownCase[],
): Promise<DisclosureCase[]> {
  const today = civilDate(clock.now());
  const entries = cases.flatMap(({ row, said }) => [row.openedEntry, ...said.map(({ entry }) => entry)]);
  const placeOf = await desk.places(db, entries);
  return Promise.all(
    cases.map(async ({ row, said }) => {
      const { label, source } = disclosureBases[row.legalBasis];
      return {
        id: row.id,
        state: caseStateOn(row, said, today),
        organisation: row.organisationId,
        subject: row.subjectId,
        credential: row.credentialNumber,
        legalBasis: { code: row.legalBasis, label, source },
        reference: row.reference,
        reason: await reasonOf({ db, desk }, row.openedEntry),
        until: row.until,
        openedAt: preciseText(row.openedAt),
        openedBy: row.openedBy,
        said: said.map(({ word, at, by, byRole: role, entry }) => ({
          word,
          at: preciseText(at),
          by,
          role,
          log: placeOf(entry),
        })),
        log: placeOf(row.openedEntry),
      };
    }),
  );
}

async function reasonOf({ db, desk }: Omit<Dependencies, 'clock'>, entry: string): Promise<string | null> {
  const sealed = await readSealed(db, entry);
  const opened = sealed && (await desk.open(db, sealed));
  return (opened && entryPayload.safeParse(opened.payload).data?.reason) ?? null;
}
