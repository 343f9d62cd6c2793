import { describe, expect, test } from 'vitest';
import { type ChartQuestion, chartTable, type Fact } from '../../src/audit/chart-counts.ts';
import { drawChart } from '../../src/audit/chart-drawing.ts';

const issued = (month: string, count: number, of: Partial<Fact> = {}): Fact => ({
  month,
  type: 'credential.issued',
  direction: 'CN-SZ-HK',
  qualification: 'cn-qcbp-im-cc',
  decision: null,
  count,
  ...of,
});
const decided = (month: string, decision: string, count: number): Fact =>
  issued(month, count, {
    type: decision === 'refused' ? 'application.refused' : 'application.approved',
    decision,
  });

const question = (of: Partial<ChartQuestion> = {}): ChartQuestion => ({
  by: 'outcome',
  window: { from: '2026-01', until: '2026-07' },
  language: 'en',
  hideSmall: false,
  nameOf: () => undefined,
  ...of,
});

describe('the counts of a chart', () => {
  test('are of every month of the window, with its totals, whether anything happened or not', () => {
    const facts = [
      decided('2026-02', 'recognised', 3),
      decided('2026-02', 'refused', 1),
      issued('2026-02', 9),
    ];
    const { series, rows, totals } = chartTable(facts, question());
    expect(series.map(({ id }) => id)).toEqual([
      'recognised',
      'recognised-with-conditions',
      'bridging-required',
      'refused',
    ]);
    expect(rows.map(({ month }) => month)).toEqual([
      '2026-01',
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
    ]);
    expect(rows[1]).toEqual({ month: '2026-02', cells: [3, 0, 0, 1], total: 4 });
    expect(totals).toEqual({ cells: [3, 0, 0, 1], total: 4 });
  });

  test('by side tell what crossed the border from what did not', () => {
    const facts = [
      issued('2026-01', 2),
      issued('2026-01', 5, { direction: null }),
      issued('2026-03', 1, { direction: 'HK-CN-SZ' }),
    ];
    const { series, totals } = chartTable(facts, question({ by: 'side', language: 'zh-Hans' }));
    expect(series.map(({ label }) => label)).toEqual(['香港 → 深圳', '深圳 → 香港', '原属地证明（未跨境）']);
    expect(totals).toEqual({ cells: [1, 2, 5], total: 8 });
  });

  test('by qualification show the most frequent seven and add the rest up, so that nothing is lost', () => {
    const facts = Array.from({ length: 10 }, (_, n) =>
      issued('2026-04', n + 1, { qualification: `q${String(n)}` }),
    );
    const { series, totals } = chartTable(facts, question({ by: 'qualification' }));
    expect(series.map(({ id }) => id)).toEqual(['q9', 'q8', 'q7', 'q6', 'q5', 'q4', 'q3', 'others']);
    expect(totals).toEqual({ cells: [10, 9, 8, 7, 6, 5, 4, 6], total: 55 });
  });

  test('that are small are hidden where it is asked for, and so is what would give them away', () => {
    const facts = [
      decided('2026-01', 'recognised', 3),
      decided('2026-01', 'refused', 20),
      decided('2026-05', 'refused', 30),
    ];
    const { rows, totals } = chartTable(facts, question({ hideSmall: true }));
    expect(rows[0]?.cells[0]).toBeNull();
    expect(rows.filter(({ cells }) => cells.some((cell) => cell !== null && cell > 0 && cell < 5))).toEqual(
      [],
    );
    // Neither the row nor the column lets it be computed.
    expect([rows[0]?.cells[3], rows[0]?.total].filter((cell) => cell === null)).not.toEqual([]);
    expect(totals.cells[0]).toBeNull();
    // Another quarter is another table.
    expect(rows[4]).toEqual({ month: '2026-05', cells: [0, 0, 0, 30], total: 30 });
    expect(chartTable(facts, question()).totals).toEqual({ cells: [3, 0, 0, 50], total: 53 });
  });
});

describe('the drawing of a chart', () => {
  const table = chartTable(
    [decided('2026-02', 'recognised', 3), decided('2026-02', 'refused', 60)],
    question({ hideSmall: true }),
  );
  const drawing = drawChart({
    table,
    title: 'A <b>&"title',
    language: 'en',
    name: 'by-outcome',
    metadata: { title: '</metadata>', table },
  });

  test('carries its numbers, and no text of it is markup', () => {
    expect(drawing).not.toMatch(/<b>|<script|style=|href|on[a-z]+=/);
    expect(drawing.match(/<\/metadata>/g)).toHaveLength(1);
    const [, numbers = ''] = /<metadata>(.*?)<\/metadata>/.exec(drawing) ?? [];
    const text = numbers.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    expect(JSON.parse(text)).toEqual({ title: '</metadata>', table: JSON.parse(JSON.stringify(table)) });
  });

  test('gives each series a hatching beside its colour, and marks months of which something is hidden', () => {
    for (const at of [0, 1, 2, 3]) expect(drawing).toContain(`<pattern id="by-outcome-${String(at)}"`);
    expect(drawing).toContain('>◇<');
    expect(drawing).toContain('◇ some counts of this month are hidden');
  });

  test('is as high as its highest column, at whole numbers', () => {
    const ticks = [...drawing.matchAll(/text-anchor="end">(\d+)</g)].map(([, tick]) => Number(tick));
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeLessThanOrEqual(6);
    const empty = drawChart({
      table: chartTable([], question()),
      title: 'x',
      language: 'en',
      name: 'x',
      metadata: {},
    });
    expect(empty).toContain('text-anchor="end">1<');
    expect(empty).not.toContain('NaN');
  });
});
