import { type Language, type Localised, textIn } from '../kernel/localised.ts';
import type { ChartTable } from './chart-counts.ts';

/**
 * A chart as SVG 1.1: columns by month, stacked, each series with a colour and a hatching of its own. It carries its numbers in
 * `metadata`, so that whoever keeps the file keeps them too. No script, no style, nothing from elsewhere.
 */

export interface Drawing {
  readonly table: ChartTable;
  /** Read out, and shown by a pointer that rests. */
  readonly title: string;
  readonly language: Language;
  /** Goes into the names of its hatchings: several charts stand on one page. */
  readonly name: string;
  readonly metadata: unknown;
}

const size = { width: 640, plotTop: 14, plotHeight: 220, left: 44, right: 8, legendLine: 22 } as const;
const inks = [
  '#2c5f8a',
  '#b4691f',
  '#3d7d5a',
  '#8b4a72',
  '#5a6472',
  '#9a8224',
  '#3f8f9b',
  '#8a8f98',
] as const;
const hiddenNote: Localised = {
  en: '◇ some counts of this month are hidden',
  zhHant: '◇ 該月部分數字隱去',
  zhHans: '◇ 该月部分数字隐去',
};

export function drawChart({ table, title, language, name, metadata }: Drawing): string {
  const { rows, series } = table;
  const highest = Math.max(0, ...rows.map(({ cells }) => sumOf(cells)));
  const ticks = ticksOf(highest);
  const top = ticks.at(-1) ?? 1;
  const hides = rows.some(({ cells }) => cells.includes(null));
  const legend = legendOf(
    series.map(({ label }) => label),
    hides ? textIn(hiddenNote, language) : undefined,
    name,
  );
  const height = size.plotTop + size.plotHeight + 40 + legend.height;
  const step = (size.width - size.left - size.right) / Math.max(1, rows.length);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" width="${size.width}" height="${height}" role="img" aria-label="${escape(title)}" xml:lang="${language}" font-family="system-ui, sans-serif" font-size="12" fill="#1d2430">`,
    `<title>${escape(title)}</title>`,
    `<metadata>${escape(JSON.stringify(metadata))}</metadata>`,
    `<defs>${series.map((_, at) => hatching(name, at)).join('')}</defs>`,
    ...ticks.map((tick) => gridLine(tick, top)),
    ...rows.map((row, n) => column(row, { x: size.left + n * step, step, top, name })),
    ...rows.map(({ month }, n) =>
      monthLabel(month, { x: size.left + (n + 0.5) * step, n, count: rows.length, language }),
    ),
    legend.text,
    '</svg>',
  ].join('\n');
}

const sumOf = (cells: readonly (number | null)[]): number =>
  cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0);

/** Whole numbers at most five apart, the last not below the highest column. */
function ticksOf(highest: number): number[] {
  const rough = Math.max(1, highest / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => Math.ceil(factor * power)).find((one) => one >= rough) ?? 1;
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, n) => n * step);
}

const heightAt = (value: number, top: number): number => round((value / top) * size.plotHeight);
const bottom = size.plotTop + size.plotHeight;
const round = (value: number): number => Math.round(value * 10) / 10;

function gridLine(tick: number, top: number): string {
  const y = round(bottom - heightAt(tick, top));
  return `<path class="${tick === 0 ? 'axis' : 'grid'}" d="M${size.left} ${y}H${size.width - size.right}" stroke="${tick === 0 ? '#5b6675' : '#d7dce3'}" fill="none"/><text x="${size.left - 8}" y="${round(y + 4)}" text-anchor="end">${tick}</text>`;
}

interface Place {
  readonly x: number;
  readonly step: number;
  readonly top: number;
  readonly name: string;
}

function column({ cells, month }: ChartTable['rows'][number], { x, step, top, name }: Place): string {
  const width = round(Math.min(40, step * 0.68));
  const left = round(x + (step - width) / 2);
  let y: number = bottom;
  const parts = cells.map((cell, at) => {
    if (cell === null || cell === 0) return '';
    const height = heightAt(cell, top);
    y = round(y - height);
    return `<rect class="s${at}" x="${left}" y="${y}" width="${width}" height="${height}" fill="${inkOf(at)}"/><rect x="${left}" y="${y}" width="${width}" height="${height}" fill="url(#${name}-${at})"/>`;
  });
  const mark = cells.includes(null)
    ? `<text x="${round(left + width / 2)}" y="${round(y - 6)}" text-anchor="middle">◇</text>`
    : '';
  return `<g id="${name}-${month}">${parts.join('')}${mark}</g>`;
}

const inkOf = (at: number): string => inks[at % inks.length] ?? inks[0];

/** Lines of the paper's colour over the series' own: directions differ, so that they part in print too. */
const hatchings = [
  '',
  'M0 8L8 0',
  'M0 0L8 8',
  'M0 4H8',
  'M4 0V8',
  'M0 4H8M4 0V8',
  'M0 0L8 8M0 8L8 0',
  'M3 4H5',
];

function hatching(name: string, at: number): string {
  const lines = hatchings[at % hatchings.length] ?? '';
  return `<pattern id="${name}-${at}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="${lines === '' ? 'M0 0' : lines}" stroke="#ffffff" stroke-width="1.5" stroke-opacity="0.65" fill="none"/></pattern>`;
}

interface MonthPlace {
  readonly x: number;
  readonly n: number;
  readonly count: number;
  readonly language: Language;
}

/** Every month where there is room, else every third, sixth or twelfth; the year beneath the first of each. */
function monthLabel(month: string, { x, n, count, language }: MonthPlace): string {
  const every = [1, 3, 6, 12].find((step) => count / step <= 13) ?? 12;
  if (n % every !== 0) return '';
  const at = new Date(`${month}-01T00:00:00Z`);
  const name = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' }).format(at);
  const begins = n === 0 || Number(month.slice(5)) <= every;
  const line = (y: number, text: string): string =>
    `<text x="${round(x)}" y="${y}" text-anchor="middle">${escape(text)}</text>`;
  return line(bottom + 18, name) + (begins ? line(bottom + 34, month.slice(0, 4)) : '');
}

/** In two columns where every label has room, else each on a line of its own. */
function legendOf(labels: readonly string[], note: string | undefined, name: string) {
  const first = bottom + 60;
  const columns = labels.every((label) => breadthOf(label) <= 40) ? 2 : 1;
  const items = labels.map((label, at) => {
    const x = round(size.left + ((at % columns) * (size.width - size.left)) / columns);
    const y = first + Math.floor(at / columns) * size.legendLine;
    const key = `x="${x}" y="${y - 11}" width="14" height="14"`;
    return `<rect class="s${at}" ${key} fill="${inkOf(at)}"/><rect ${key} fill="url(#${name}-${at})"/><text x="${x + 21}" y="${y}">${escape(label)}</text>`;
  });
  const lines = Math.ceil(labels.length / columns);
  const last = first + lines * size.legendLine;
  const noted = note === undefined ? '' : `<text x="${size.left}" y="${last}">${escape(note)}</text>`;
  return {
    text: `${items.join('')}${noted}`,
    height: (lines + (note === undefined ? 0 : 1)) * size.legendLine + 12,
  };
}

/** In letters; a Chinese character is as broad as two. */
const breadthOf = (text: string): number => text.length + (text.match(/[^\u0000-\u2fff]/g)?.length ?? 0);

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
