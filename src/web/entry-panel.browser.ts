import { textOf, toBase64, toHex } from './bytes.browser.ts';
import { badge, type Child, facts, h } from './dom.browser.ts';
import { type Opening, readOpening } from './entry-opening.browser.ts';
import type { Entry } from './explorer-pages.browser.ts';
import { logTexts } from './texts-log.browser.ts';
import { complaint, type Desk, numberText, say } from './view.browser.ts';

/** One entry with every step of its proof, and, on request, what its commitment commits to. */
export interface EntryPanel {
  readonly shown: number | undefined;
  /** Of the same entry again: closes it. */
  show(entry: Entry): void;
  close(): void;
  render(): Child;
}

export function createEntryPanel(desk: Desk): EntryPanel {
  let entry: Entry | undefined;
  let opening: Opening | undefined;

  async function open(of: Entry): Promise<void> {
    const answer = await readOpening(desk, of).catch(
      (error: unknown): Opening => ({ kind: 'fault', text: complaint(desk, error) }),
    );
    if (entry !== of) return;
    opening = answer;
    desk.refresh();
  }

  function shut({ index }: Entry): void {
    entry = undefined;
    desk.refresh();
    document.getElementById(`entry-${String(index)}`)?.focus();
  }

  return {
    get shown() {
      return entry?.index;
    },
    show(next) {
      const again = entry?.index === next.index;
      entry = again ? undefined : next;
      opening = undefined;
      desk.refresh();
      if (!again) document.getElementById('entry-title')?.focus();
    },
    close() {
      entry = undefined;
    },
    render: () =>
      entry ? panel(desk, entry, { opening, open, shut }) : h('div', { id: 'entry-detail', hidden: true }),
  };
}

interface Parts {
  readonly opening: Opening | undefined;
  readonly open: (entry: Entry) => Promise<void>;
  readonly shut: (entry: Entry) => void;
}

function panel(desk: Desk, entry: Entry, { opening, open, shut }: Parts): HTMLElement {
  const { index, state, bytes, path, said } = entry;
  return h(
    'section',
    { id: 'entry-detail', class: 'panel', 'aria-labelledby': 'entry-title' },
    h(
      'h3',
      { id: 'entry-title', tabindex: -1 },
      say(desk, logTexts.detail, { index }),
      ' ',
      badge(state, say(desk, logTexts[state])),
    ),
    facts([...steps(desk, entry), ...(opening ? [openingStep(desk, opening)] : [])]),
    h('h4', {}, say(desk, logTexts.entryText)),
    h('pre', { tabindex: 0 }, textOf(bytes) ?? toHex(bytes)),
    opening?.kind === 'opened' && [
      h('h4', {}, say(desk, logTexts.opened)),
      h('pre', { tabindex: 0 }, JSON.stringify(opening.payload, undefined, 2)),
    ],
    h(
      'details',
      {},
      h('summary', { id: 'siblings' }, say(desk, logTexts.siblings)),
      h(
        'ol',
        { class: 'hashes' },
        path.map((hash) => h('li', {}, h('code', {}, toBase64(hash)))),
      ),
    ),
    h(
      'p',
      { class: 'controls' },
      said &&
        h(
          'button',
          { id: 'open-content', type: 'button', onclick: () => void open(entry) },
          say(desk, logTexts.open),
        ),
      h(
        'button',
        {
          id: 'close-entry',
          type: 'button',
          onclick: () => {
            shut(entry);
          },
        },
        say(desk, logTexts.close),
      ),
    ),
  );
}

function steps(desk: Desk, { leaf, path, size, state }: Entry): (readonly [Child, Child])[] {
  const values = { count: path.length, size: numberText(desk, size) };
  return [
    [say(desk, logTexts.step_leaf), h('code', {}, toBase64(leaf))],
    [say(desk, logTexts.step_path, values), badge(state, say(desk, logTexts[state]))],
  ];
}

function openingStep(desk: Desk, opening: Opening): readonly [Child, Child] {
  const name = say(desk, logTexts.step_opening);
  if (opening.kind === 'fault') return [name, opening.text];
  if (opening.kind === 'withheld') return [name, say(desk, logTexts.openNone)];
  const state = opening.holds ? 'verified' : 'failed';
  return [name, badge(state, say(desk, logTexts[state]))];
}
