import { countVerifications } from '../access/index.ts';
import { validities } from '../credentials/index.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { directions } from '../kernel/event.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { loggedBelow, readLoggedAt, placesBelow, readHead } from '../transparency/index.ts';
import { publishedFigures } from './statistics-published.ts';
import type { PublicStatistics } from './statistics.schema.ts';
import type { StatisticsDependencies } from './statistics.service.ts';
import { allowWorkMemory, countDecisions } from './statistics.store.ts';
import { addMonths, type Quarter, settledQuarters, startOfMonth } from './statistics-periods.ts';
import { readStock } from './statistics-stages.store.ts';
import { rounded, suppress } from './statistic-suppression.ts';

/** What anybody may read: quarters that are over, small counts hidden. */
export interface PublishedStatistics {
  read(): Promise<PublicStatistics>;
}

const quartersShown = 4;
const rowsMax = 10_000;
const keptMilliseconds = 60_000;

const outcomes = ['recognised', 'recognised-with-conditions', 'bridging-required', 'refused'] as const;

export function createPublishedStatistics(
  deps: Pick<StatisticsDependencies, 'db' | 'clock' | 'logOrigin'>,
): PublishedStatistics {
  let kept: { readonly at: number; readonly answer: Promise<PublicStatistics> } | undefined;
  return {
    /** Counted once a minute, whoever asks how often. */
    read() {
      const now = deps.clock.now().getTime();
      if (kept === undefined || now - kept.at >= keptMilliseconds || now < kept.at) {
        const answer = deps.db.transaction((tx) => count(tx, deps), {
          isolationLevel: 'repeatable read',
          accessMode: 'read only',
        });
        kept = { at: now, answer };
        answer.catch(() => (kept = undefined));
      }
      return kept.answer;
    },
  };
}

async function count(
  tx: Transaction,
  { clock, logOrigin }: Pick<StatisticsDependencies, 'clock' | 'logOrigin'>,
): Promise<PublicStatistics> {
  await allowWorkMemory(tx);
  const head = await readHead(tx);
  const { size } = head;
  const quarters = settledQuarters(clock.now(), quartersShown);
  const stock = await readStock(
    tx,
    { logged: (await readLoggedAt(tx, size)).event },
    { places: placesBelow(size), validities, at: clock.now(), limit: rowsMax },
  );
  return {
    asOf: { origin: logOrigin, size, root: encodeBase64url(head.root), latestEntryAt: null },
    tables: await publishedTables(tx, { quarters, size }),
    stock: stockOf(stock),
    definitions: publishedFigures,
  };
}

/** Newest first, of quarters that follow each other. A quarter that is settled has the same tables whenever and in whatever company. */
export async function publishedTables(
  reader: Reader,
  { quarters, size }: { readonly quarters: readonly Quarter[]; readonly size: number },
): Promise<PublicStatistics['tables']> {
  const [newest, oldest] = [quarters[0], quarters.at(-1)];
  if (newest === undefined || oldest === undefined) return [];
  const logged = loggedBelow(size);
  const span = { from: startOfMonth(oldest.months[0]), until: startOfMonth(addMonths(newest.months[2], 1)) };
  const decisions = await countDecisions(reader, { logged }, span);
  const verifications = await countVerifications(reader, span, logged);
  const results = [...new Set(verifications.map(({ result }) => result))].sort();
  return quarters.flatMap((quarter) => [
    ...directions.map((direction) => ({
      subject: 'decisions' as const,
      direction,
      ...tableOf(
        quarter,
        outcomes,
        decisions
          .filter((row) => row.direction === direction)
          .map(({ month, outcome, count: of }) => ({ month, column: outcome ?? '', count: of })),
      ),
    })),
    {
      subject: 'verifications' as const,
      direction: null,
      ...tableOf(
        quarter,
        results,
        verifications.map(({ month, result, count: of }) => ({ month, column: result, count: of })),
      ),
    },
  ]);
}

interface Counted {
  readonly month: string;
  readonly column: string;
  readonly count: number;
}

function tableOf({ name, months }: Quarter, columns: readonly string[], rows: readonly Counted[]) {
  const at = (month: string, column: string): number =>
    rows.reduce((sum, row) => sum + (row.month === month && row.column === column ? row.count : 0), 0);
  const hidden = suppress(months.map((month) => columns.map((column) => at(month, column))));
  return {
    quarter: name,
    columns: [...columns],
    rows: months.map((month, n) => ({
      month,
      cells: [...(hidden.cells[n] ?? [])],
      total: hidden.rowTotals[n] ?? null,
    })),
    totals: { cells: [...hidden.columnTotals], total: hidden.total },
  };
}

function stockOf(rows: readonly { readonly kind: string; readonly state: string; readonly count: number }[]) {
  return [...Map.groupBy(rows, ({ kind, state }) => `${kind} ${state}`).values()].map((own) => ({
    kind: own[0]?.kind ?? '',
    state: own[0]?.state ?? '',
    roundedCount: rounded(own.reduce((sum, { count: of }) => sum + of, 0)),
  }));
}
