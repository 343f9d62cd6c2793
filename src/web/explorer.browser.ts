import { badge, type Child, h, table } from './dom.browser.ts';
import { type EntryPanel, createEntryPanel } from './entry-panel.browser.ts';
import { controls, pager } from './explorer-controls.browser.ts';
import { type Entry, type Page, readPage } from './explorer-pages.browser.ts';
import type { HeadVerdict } from './head.browser.ts';
import { headPanel } from './head-panel.browser.ts';
import { looseOf } from './json.browser.ts';
import { needsToken } from './token.browser.ts';
import { logTexts } from './texts-log.browser.ts';
import { typeLabel } from './texts-types.browser.ts';
import { complaint, createTurns, type Desk, numberText, say, timeText, type View } from './view.browser.ts';

/** The explorer: the head, then a page of entries, each with the outcome of its own proof. */

interface State {
  page: Page | undefined;
  /** What the page was proved under: below another head, or by other keys, nothing of it is shown. */
  under: HeadVerdict | undefined;
  /** Newest index of the page; undefined for that of the head. */
  from: number | undefined;
  type: string | undefined;
  backlog: number;
  working: boolean;
  fault: string | undefined;
}

const unread: State = {
  page: undefined,
  under: undefined,
  from: undefined,
  type: undefined,
  backlog: 0,
  working: false,
  fault: undefined,
};

export function createExplorer(desk: Desk): View {
  const state: State = { ...unread };
  const panel = createEntryPanel(desk);
  const turns = createTurns();

  async function load({ fresh }: { readonly fresh: boolean }): Promise<void> {
    const isLast = turns.next();
    state.working = true;
    state.fault = undefined;
    desk.refresh();
    const found = await read(desk, { ...state, fresh }).catch((error: unknown) => ({
      fault: complaint(desk, error),
    }));
    if (!isLast()) return;
    Object.assign(state, found, { working: false });
    if (state.page) desk.announce(summary(desk, state.page.entries));
    desk.refresh();
  }

  const go = (from: number | undefined): void => {
    state.from = from;
    panel.close();
    void load({ fresh: from === undefined });
  };

  const keysChanged = (known: boolean): void => {
    if (!known) state.fault = say(desk, logTexts.badPolicy);
    if (known) go(state.from);
    else desk.refresh();
  };

  return {
    enter(rest) {
      const index = /^\d{1,15}$/.test(rest) ? Number(rest) : undefined;
      state.from = index;
      if (index !== undefined) state.type = undefined;
      void load({ fresh: true }).then(() => {
        const found = state.page?.entries.find((entry) => entry.index === index);
        if (found) panel.show(found);
      });
    },
    clear() {
      Object.assign(state, unread);
      turns.next();
      panel.close();
    },
    render: () => {
      const { verdict } = desk.log;
      const page = state.under === verdict ? state.page : undefined;
      return [
        h('p', { class: 'lead' }, say(desk, logTexts.intro)),
        verdict && headPanel(desk, verdict, keysChanged),
        state.fault !== undefined && h('p', { class: 'alarm', role: 'alert' }, state.fault),
        controls(desk, state, { go, load }),
        desk.session.token() === undefined && !page
          ? needsToken(desk)
          : entriesOf(desk, { ...state, page }, panel),
        page && pager(desk, { from: state.from, next: page.next }, go),
        h('p', { class: 'mute' }, say(desk, logTexts.independence)),
      ];
    },
  };
}

/** Nothing is shown below a head that failed. @throws Refusal, and what a broken answer throws */
async function read(
  desk: Desk,
  { fresh, from, type }: Pick<State, 'from' | 'type'> & { readonly fresh: boolean },
): Promise<Pick<State, 'page' | 'under' | 'backlog' | 'fault'>> {
  if (fresh || !desk.log.verdict) await desk.log.update();
  const { verdict } = desk.log;
  const nothing = { page: undefined, under: verdict, backlog: 0, fault: undefined };
  if (!verdict || verdict.state === 'failed' || desk.session.token() === undefined) return nothing;
  const newest = verdict.head.size - 1;
  const page = await readPage(desk.log, { from: Math.min(from ?? newest, newest), type });
  const backlog = from === undefined ? await readBacklog(desk, verdict.head.size) : 0;
  const fault = from !== undefined && from > newest ? say(desk, logTexts.noSuchIndex) : undefined;
  return { page, under: verdict, backlog, fault };
}

/** The node's own word for what no checkpoint covers yet: shown as pending, never as proved. */
async function readBacklog(desk: Desk, size: number): Promise<number> {
  const { own } = looseOf(await desk.server.json('/v1/log/health'));
  const { size: held, backlog } = looseOf(own);
  return Math.max(0, Number(held) - size) + Number(backlog);
}

function summary(desk: Desk, entries: readonly Entry[]): string {
  const count = (of: Entry['state']): number => entries.filter(({ state }) => state === of).length;
  return say(desk, logTexts.summary, {
    verified: count('verified'),
    pending: count('pending'),
    failed: count('failed'),
  });
}

function entriesOf(desk: Desk, state: State, panel: EntryPanel): Child {
  const { page, working } = state;
  if (!page) return working && h('p', { class: 'mute' }, say(desk, logTexts.checking));
  return [
    h(
      'p',
      { class: 'tally' },
      page.entries.length > 0 && summary(desk, page.entries),
      state.backlog > 0 && [
        ' ',
        badge('pending', say(desk, logTexts.pending)),
        ' ',
        say(desk, logTexts.waiting, { count: numberText(desk, state.backlog) }),
      ],
      page.entries.length === 0 && say(desk, logTexts.noneFound),
      state.type !== undefined &&
        page.next !== undefined && [' ', say(desk, logTexts.searchedTo, { index: page.next + 1 })],
    ),
    panel.render(),
    page.entries.length > 0 &&
      table({
        id: 'entries',
        caption: say(desk, logTexts.entries),
        columns: [
          { title: say(desk, logTexts.index), kind: 'number' },
          { title: say(desk, logTexts.proof) },
          { title: say(desk, logTexts.type) },
          { title: say(desk, logTexts.time), kind: 'code' },
          { title: say(desk, logTexts.issuer), kind: 'code' },
        ],
        rows: page.entries.map((entry) => rowOf(desk, entry, panel)),
      }),
  ];
}

function rowOf(desk: Desk, entry: Entry, panel: EntryPanel): Child[] {
  const { index, said, state } = entry;
  return [
    h(
      'button',
      {
        id: `entry-${String(index)}`,
        type: 'button',
        class: 'link',
        'aria-expanded': String(panel.shown === index),
        'aria-controls': 'entry-detail',
        onclick: () => {
          panel.show(entry);
        },
      },
      String(index),
    ),
    badge(state, say(desk, logTexts[state])),
    said ? typeLabel(said.type, desk.language) : say(desk, logTexts.unreadable),
    said ? timeText(said.time) : '',
    said ? (said.authority ?? say(desk, logTexts.node)) : '',
  ];
}
