import { type Child, h, table } from './dom.browser.ts';
import { rebuilt } from './drawing.browser.ts';
import { type Loose, looseList, looseOf, parsedJson } from './json.browser.ts';
import { figureTexts } from './texts-figures.browser.ts';
import { texts } from './texts.browser.ts';
import { needsToken } from './token.browser.ts';
import { complaint, createTurns, type Desk, numberText, say, sentences, type View } from './view.browser.ts';

/** Figures over time: each chart as the node draws it, and beside it the table of the numbers that it carries. */

const cuts = ['outcome', 'side', 'qualification'] as const;
type Cut = (typeof cuts)[number];

interface Chart {
  readonly drawing: Element;
  readonly asOf: { readonly origin: string; readonly size: number; readonly root: string };
  readonly series: readonly string[];
  readonly rows: readonly Line[];
  readonly totals: Line;
}

interface Line {
  readonly name: string;
  readonly cells: readonly (number | null)[];
  readonly total: number | null;
}

export function createChartsView(desk: Desk): View {
  const state = { months: 12, hideSmall: false, language: '', fault: '', working: false };
  const charts = new Map<Cut, Chart>();
  const turns = createTurns();

  async function load(): Promise<void> {
    if (desk.session.token() === undefined) return;
    const isLast = turns.next();
    Object.assign(state, { working: true, fault: '', language: desk.language });
    desk.refresh();
    try {
      let size: number | undefined;
      const drawn = new Map<Cut, Chart>();
      for (const by of cuts) {
        const chart = readChart(
          await desk.server.drawing(addressOf(by, { ...state, size, nowSeconds: desk.nowSeconds() })),
        );
        if (!isLast()) return;
        // All charts of one look are of one log.
        size ??= chart.asOf.size;
        drawn.set(by, chart);
      }
      for (const [by, chart] of drawn) charts.set(by, chart);
    } catch (error) {
      if (!isLast()) return;
      // What stood there answered another question than the one that stands above it now.
      charts.clear();
      state.fault = complaint(desk, error);
    }
    state.working = false;
    desk.refresh();
  }

  return {
    enter: () => void load(),
    clear() {
      turns.next();
      charts.clear();
      Object.assign(state, { fault: '', working: false });
    },
    render() {
      // The texts in a drawing are the node's: in another language it is another drawing.
      if (charts.size > 0 && state.language !== desk.language && !state.working)
        queueMicrotask(() => void load());
      return [
        h('p', { class: 'lead' }, sentences(desk, figureTexts.chartsLead, texts.recorded)),
        charts.size === 0 && desk.session.token() === undefined
          ? needsToken(desk)
          : controls(desk, state, load),
        state.fault !== '' && h('p', { class: 'alarm', role: 'alert' }, state.fault),
        state.working && charts.size === 0 && h('p', { class: 'mute' }, say(desk, texts.loading)),
        cuts.map((by) => {
          const chart = charts.get(by);
          return chart && figure(desk, by, chart);
        }),
      ];
    },
  };
}

interface Asked {
  readonly months: number;
  readonly hideSmall: boolean;
  readonly size: number | undefined;
  readonly nowSeconds: number;
}

function addressOf(by: Cut, { months, hideSmall, size, nowSeconds }: Asked): string {
  const query = new URLSearchParams({ by, cells: hideSmall ? 'published' : 'all' });
  if (size !== undefined) query.set('asOf', String(size));
  if (months !== 12) query.set('from', monthsAgo(nowSeconds, months));
  return `/v1/audit/statistics/chart?${query.toString()}`;
}

/** The first of so many months, of which the present one is the last. */
function monthsAgo(nowSeconds: number, months: number): string {
  const now = new Date((nowSeconds + 8 * 3600) * 1000);
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1));
  return first.toISOString().slice(0, 7);
}

function controls(
  desk: Desk,
  state: { months: number; hideSmall: boolean },
  load: () => Promise<void>,
): HTMLElement {
  return h(
    'div',
    { class: 'controls', role: 'group', 'aria-label': say(desk, texts.charts) },
    h(
      'label',
      {},
      h('span', {}, say(desk, figureTexts.months)),
      h(
        'select',
        {
          id: 'months',
          onchange: ({ target }) => {
            state.months = target instanceof HTMLSelectElement ? Number(target.value) : state.months;
            void load();
          },
        },
        [6, 12, 24, 60].map((months) =>
          h('option', { value: months, selected: months === state.months }, String(months)),
        ),
      ),
    ),
    h(
      'label',
      { class: 'check' },
      h('input', {
        id: 'hide-small',
        type: 'checkbox',
        checked: state.hideSmall,
        onchange: ({ target }) => {
          state.hideSmall = target instanceof HTMLInputElement && target.checked;
          void load();
        },
      }),
      h('span', {}, say(desk, figureTexts.hideSmall)),
    ),
    h('button', { id: 'charts-again', type: 'button', onclick: () => void load() }, say(desk, texts.again)),
  );
}

function figure(desk: Desk, by: Cut, chart: Chart): HTMLElement {
  const { origin, size, root } = chart.asOf;
  const count = (value: number | null): Child =>
    value === null ? h('span', { class: 'mute' }, say(desk, figureTexts.hidden)) : numberText(desk, value);
  const line = ({ name, cells, total }: Line): Child[] => [name, ...cells.map(count), count(total)];
  const picture = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-labelledby': `chart-${by}` },
    rebuilt(chart.drawing),
  );
  // On a narrow screen what is newest stands on the right.
  requestAnimationFrame(() => {
    picture.scrollLeft = picture.scrollWidth;
  });
  return h(
    'section',
    { class: 'panel chart', 'aria-labelledby': `chart-${by}` },
    h('h3', { id: `chart-${by}` }, say(desk, figureTexts[`by${by}`])),
    h(
      'div',
      { class: 'both' },
      picture,
      table({
        id: `table-${by}`,
        caption: say(desk, figureTexts[`by${by}`]),
        quietCaption: true,
        columns: [
          { title: say(desk, figureTexts.month), kind: 'code' },
          ...chart.series.map((title) => ({ title, kind: 'number' as const })),
          { title: say(desk, texts.total), kind: 'number' },
        ],
        rows: chart.rows.map(line),
        foot: line({ ...chart.totals, name: say(desk, texts.total) }),
      }),
    ),
    h(
      'p',
      { class: 'mute source' },
      say(desk, figureTexts.counted, { origin, size: numberText(desk, size), root }),
    ),
  );
}

/** @throws Error for a drawing without its numbers */
function readChart(drawn: Document): Chart {
  const drawing = drawn.documentElement;
  const numbers = parsedJson(drawing.querySelector('metadata')?.textContent ?? '');
  const { asOf, series, rows, totals } = numbers;
  const { origin, size, root } = looseOf(asOf);
  return {
    drawing,
    asOf: { origin: String(origin), size: Number(size), root: String(root) },
    series: looseList(series).map(({ label }) => String(label)),
    rows: looseList(rows).map((row) => lineOf(row)),
    totals: lineOf(looseOf(totals)),
  };
}

const countOf = (value: unknown): number | null => (value === null ? null : Number(value));

function lineOf({ month, cells, total }: Loose): Line {
  return {
    name: String(month),
    cells: Array.isArray(cells) ? cells.map(countOf) : [],
    total: countOf(total),
  };
}
