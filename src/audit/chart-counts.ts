import { type Language, type Localised, textIn } from '../kernel/localised.ts';
import { suppress } from './statistic-suppression.ts';
import { addMonths, monthsFrom } from './statistics-periods.ts';

/** What a chart draws and its table says: counts by month and series, of one cut through the activity. */

export const chartCuts = ['qualification', 'side', 'outcome'] as const;
export type ChartCut = (typeof chartCuts)[number];

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
}

export interface ChartTable {
  readonly series: readonly ChartSeries[];
  /** Null where a count is hidden. */
  readonly rows: readonly {
    readonly month: string;
    readonly cells: readonly (number | null)[];
    readonly total: number | null;
  }[];
  readonly totals: { readonly cells: readonly (number | null)[]; readonly total: number | null };
}

export interface Fact {
  readonly month: string;
  readonly type: string;
  readonly direction: string | null;
  readonly qualification: string | null;
  readonly decision: string | null;
  readonly count: number;
}

export interface ChartQuestion {
  readonly by: ChartCut;
  readonly window: { readonly from: string; readonly until: string };
  readonly language: Language;
  /** Hides counts from 1 to 4, and what they could be computed from, quarter by quarter as in what is published. */
  readonly hideSmall: boolean;
  readonly nameOf: (qualification: string) => Localised | undefined;
}

/** Series that are told apart by eye; what is less frequent is counted together. */
const seriesMax = 7;
const others = 'others';
const closing: ReadonlySet<string> = new Set(['application.approved', 'application.refused']);

const labels: Readonly<Record<string, Localised>> = {
  recognised: { en: 'recognised', zhHant: '承認', zhHans: '承认' },
  'recognised-with-conditions': {
    en: 'recognised with conditions',
    zhHant: '附條件承認',
    zhHans: '附条件承认',
  },
  'bridging-required': { en: 'bridging required', zhHant: '須完成銜接', zhHans: '须完成衔接' },
  refused: { en: 'refused', zhHant: '拒絕', zhHans: '拒绝' },
  'HK-CN-SZ': { en: 'Hong Kong → Shenzhen', zhHant: '香港 → 深圳', zhHans: '香港 → 深圳' },
  'CN-SZ-HK': { en: 'Shenzhen → Hong Kong', zhHant: '深圳 → 香港', zhHans: '深圳 → 香港' },
  home: {
    en: 'home attestation (no border crossed)',
    zhHant: '原屬地證明（未跨境）',
    zhHans: '原属地证明（未跨境）',
  },
  [others]: { en: 'others', zhHant: '其他', zhHans: '其他' },
  none: { en: 'not stated', zhHant: '未列明', zhHans: '未列明' },
  bridging: {
    en: 'bridging results (of components)',
    zhHant: '銜接結果（屬單元）',
    zhHans: '衔接结果（属单元）',
  },
};

/** By which each cut always has its series, also where nothing was counted. */
const fixed: Readonly<Record<ChartCut, readonly string[]>> = {
  outcome: ['recognised', 'recognised-with-conditions', 'bridging-required', 'refused'],
  side: ['HK-CN-SZ', 'CN-SZ-HK', 'home'],
  qualification: [],
};

/** Issued credentials, but for outcomes, which are of decisions that closed a round. */
export function chartTable(facts: readonly Fact[], question: ChartQuestion): ChartTable {
  const { by, window, language, hideSmall, nameOf } = question;
  const counted = facts.filter(({ type }) =>
    by === 'outcome' ? closing.has(type) : type === 'credential.issued',
  );
  const sums = Map.groupBy(counted, (fact) => keyOf(by, fact));
  const total = (id: string): number => (sums.get(id) ?? []).reduce((sum, { count }) => sum + count, 0);
  const found = [...sums.keys()].filter((id) => !fixed[by].includes(id));
  found.sort((one, other) => total(other) - total(one) || (one < other ? -1 : 1));
  const shown = [...fixed[by], ...found.slice(0, seriesMax - fixed[by].length)];
  const ids = found.length + fixed[by].length > shown.length ? [...shown, others] : shown;
  const months = Array.from({ length: monthsFrom(window.from, window.until) }, (_, n) =>
    addMonths(window.from, n),
  );
  const values = months.map((month) =>
    ids.map((id) =>
      counted.reduce((sum, fact) => {
        const key = keyOf(by, fact);
        return sum + (fact.month === month && (shown.includes(key) ? key : others) === id ? fact.count : 0);
      }, 0),
    ),
  );
  const label = (id: string): string =>
    textIn(labels[id] ?? nameOf(id) ?? { en: id, zhHant: id, zhHans: id }, language);
  return { series: ids.map((id) => ({ id, label: label(id) })), ...tableOf(months, values, hideSmall) };
}

function keyOf(by: ChartCut, { direction, qualification, decision }: Fact): string {
  if (by === 'side') return direction ?? 'home';
  if (by === 'outcome') return decision ?? 'none';
  // What was issued for no whole qualification was issued for components of one.
  return qualification ?? 'bridging';
}

type Values = readonly (readonly number[])[];

function tableOf(months: readonly string[], values: Values, hideSmall: boolean): Omit<ChartTable, 'series'> {
  const width = values[0]?.length ?? 0;
  const blocks = [...Map.groupBy(months, quarterOf).values()].map((own) => {
    const part = own.map((month) => values[months.indexOf(month)] ?? []);
    return { months: own, ...suppress(part, hideSmall ? undefined : 0) };
  });
  return {
    rows: blocks.flatMap(({ months: own, cells, rowTotals }) =>
      own.map((month, n) => ({ month, cells: cells[n] ?? [], total: rowTotals[n] ?? null })),
    ),
    totals: {
      cells: Array.from({ length: width }, (_, at) =>
        sumOf(blocks.map(({ columnTotals }) => columnTotals[at] ?? null)),
      ),
      total: sumOf(blocks.map(({ total }) => total)),
    },
  };
}

/** Hidden when a part of it is. */
function sumOf(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

const quarterOf = (month: string): string =>
  `${month.slice(0, 4)}-${String(Math.floor((Number(month.slice(5)) - 1) / 3))}`;
