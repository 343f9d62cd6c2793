import { type Child, h, table } from './dom.browser.ts';
import { type Loose, looseList, looseOf, textList } from './json.browser.ts';
import { detectorName } from './texts-detectors.browser.ts';
import { figureTexts } from './texts-figures.browser.ts';
import { localisedIn, texts } from './texts.browser.ts';
import { needsToken } from './token.browser.ts';
import {
  complaint,
  createTurns,
  type Desk,
  numberText,
  say,
  sentences,
  timeText,
  type View,
} from './view.browser.ts';
import { createWindow } from './window.browser.ts';

/** The board of anomalies: what each detector looks for, by what thresholds, and which entries show it. */

interface Detector {
  readonly id: string;
  readonly definition: unknown;
  readonly thresholds: readonly Loose[];
  readonly examined: number;
  readonly truncated: boolean;
  readonly findings: readonly Loose[];
}

export function createAnomaliesView(desk: Desk): View {
  const turns = createTurns();
  const window = createWindow(desk, { name: 'anomalies', days: 30 });
  const state: { detectors: readonly Detector[] | undefined; fault: string; working: boolean } = {
    detectors: undefined,
    fault: '',
    working: false,
  };

  async function load(): Promise<void> {
    if (desk.session.token() === undefined) return;
    const isLast = turns.next();
    Object.assign(state, { working: true, fault: '' });
    desk.refresh();
    try {
      const { detectors } = looseOf(await desk.server.json(`/v1/audit/anomalies?${window.query()}`));
      if (!isLast()) return;
      state.detectors = looseList(detectors).map(detectorOf);
      const count = state.detectors.reduce((sum, { findings }) => sum + findings.length, 0);
      desk.announce(say(desk, figureTexts.findings, { count }));
    } catch (error) {
      if (!isLast()) return;
      state.fault = complaint(desk, error);
    }
    state.working = false;
    desk.refresh();
  }

  return {
    enter: () => void load(),
    clear() {
      turns.next();
      Object.assign(state, { detectors: undefined, fault: '', working: false });
    },
    render: () => {
      const { detectors, fault, working } = state;
      const loud = detectors?.filter(({ findings }) => findings.length > 0) ?? [];
      const quiet = detectors?.filter(({ findings }) => findings.length === 0) ?? [];
      return [
        h('p', { class: 'lead' }, sentences(desk, figureTexts.anomaliesLead, texts.recorded)),
        !detectors && desk.session.token() === undefined
          ? needsToken(desk)
          : window.form(say(desk, figureTexts.lookFor), () => void load()),
        fault !== '' && h('p', { class: 'alarm', role: 'alert' }, fault),
        working && !detectors && h('p', { class: 'mute' }, say(desk, texts.loading)),
        loud.map((detector) => card(desk, detector)),
        quiet.length > 0 && [
          h('h3', {}, say(desk, figureTexts.quiet)),
          h(
            'div',
            { class: 'quiet-detectors' },
            quiet.map((detector) => closed(desk, detector)),
          ),
        ],
      ];
    },
  };
}

function card(desk: Desk, detector: Detector): HTMLElement {
  const { id, findings, truncated } = detector;
  return h(
    'section',
    { class: 'panel anomaly', 'aria-labelledby': `detector-${id}` },
    h(
      'h3',
      { id: `detector-${id}` },
      detectorName(id, desk.language),
      ' ',
      h('span', { class: 'count' }, say(desk, figureTexts.findings, { count: findings.length })),
    ),
    definition(desk, detector),
    truncated && h('p', { class: 'care' }, say(desk, figureTexts.truncated)),
    table({
      id: `findings-${id}`,
      caption: detectorName(id, desk.language),
      quietCaption: true,
      columns: [
        { title: say(desk, figureTexts.when), kind: 'code' },
        { title: say(desk, figureTexts.evidence) },
        { title: say(desk, figureTexts.what) },
        { title: say(desk, figureTexts.measured) },
        { title: say(desk, figureTexts.who), kind: 'code' },
      ],
      rows: findings.map((finding) => row(desk, finding)),
    }),
  );
}

function definition(desk: Desk, { definition: text, thresholds, examined }: Detector): Child {
  const stated = thresholds.map(
    ({ name, value, unit }) => `${String(name)} ${String(value)} (${String(unit)})`,
  );
  return [
    h('p', {}, localisedIn(text, desk.language)),
    h(
      'p',
      { class: 'mute' },
      say(desk, figureTexts.threshold),
      stated.length === 0
        ? say(desk, figureTexts.thresholdNone)
        : h('span', { class: 'code' }, stated.join(', ')),
      ' · ',
      say(desk, figureTexts.examined, { count: numberText(desk, examined) }),
    ),
  ];
}

function closed(desk: Desk, detector: Detector): HTMLElement {
  return h(
    'details',
    {},
    h('summary', { id: `detector-${detector.id}` }, detectorName(detector.id, desk.language)),
    definition(desk, detector),
  );
}

function row(desk: Desk, { at, objects, actors, measured, proofs }: Loose): Child[] {
  const listed = (items: readonly string[]): Child =>
    h(
      'ul',
      {},
      items.map((item) => h('li', {}, item)),
    );
  return [
    timeText(new Date(String(at))),
    h(
      'ul',
      { class: 'inline' },
      looseList(proofs).map(({ index }) =>
        h(
          'li',
          {},
          typeof index === 'number'
            ? h('a', { href: `#/log/${String(index)}` }, `#${String(index)}`)
            : say(desk, figureTexts.waits),
        ),
      ),
    ),
    listed(looseList(objects).map(({ type, id }) => `${String(type)} ${String(id)}`)),
    listed(Object.entries(looseOf(measured)).map(([name, value]) => `${name} ${String(value)}`)),
    listed(textList(actors)),
  ];
}

function detectorOf({ id, definition: text, thresholds, examined, truncated, findings }: Loose): Detector {
  return {
    id: String(id),
    definition: text,
    thresholds: looseList(thresholds),
    examined: Number(examined),
    truncated: truncated === true,
    findings: looseList(findings),
  };
}
