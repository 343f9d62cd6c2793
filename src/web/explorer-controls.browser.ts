import { type Child, h } from './dom.browser.ts';
import { logTexts } from './texts-log.browser.ts';
import { typeLabel, typeTexts } from './texts-types.browser.ts';
import { texts } from './texts.browser.ts';
import { type Desk, say } from './view.browser.ts';

/** What leads through the log: to an index, to one type, to what is newer or older. */

export interface Acts {
  readonly go: (from: number | undefined) => void;
  readonly load: (how: { readonly fresh: boolean }) => Promise<void>;
}

export function controls(desk: Desk, state: { type: string | undefined }, { go, load }: Acts): Child {
  const jump = h('input', {
    id: 'jump',
    inputmode: 'numeric',
    pattern: '[0-9]*',
    size: 8,
    autocomplete: 'off',
  });
  return h(
    'div',
    { class: 'controls', role: 'group', 'aria-label': say(desk, logTexts.entries) },
    h(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (/^\d{1,15}$/.test(jump.value)) location.hash = `#/log/${jump.value}`;
        },
      },
      h('label', { for: 'jump' }, say(desk, logTexts.jump)),
      jump,
      h('button', { id: 'jump-go' }, say(desk, logTexts.go)),
    ),
    h(
      'label',
      {},
      h('span', {}, say(desk, logTexts.typeFilter)),
      h(
        'select',
        {
          id: 'type',
          onchange: ({ target }) => {
            const chosen = target instanceof HTMLSelectElement ? target.value : '';
            state.type = chosen === '' ? undefined : chosen;
            void load({ fresh: false });
          },
        },
        h('option', { value: '' }, say(desk, logTexts.allTypes)),
        Object.keys(typeTexts).map((type) =>
          h('option', { value: type, selected: type === state.type }, typeLabel(type, desk.language)),
        ),
      ),
    ),
    h(
      'button',
      {
        id: 'newest',
        type: 'button',
        onclick: () => {
          go(undefined);
        },
      },
      say(desk, texts.again),
    ),
  );
}

export interface Place {
  readonly from: number | undefined;
  /** Where the next older page begins; undefined at the end. */
  readonly next: number | undefined;
}

export function pager(desk: Desk, { from, next }: Place, go: Acts['go']): HTMLElement {
  return h(
    'nav',
    { class: 'pager', 'aria-label': say(desk, logTexts.entries) },
    from !== undefined &&
      h(
        'button',
        {
          id: 'to-newest',
          type: 'button',
          onclick: () => {
            go(undefined);
          },
        },
        say(desk, logTexts.newest),
      ),
    next !== undefined &&
      h(
        'button',
        {
          id: 'older',
          type: 'button',
          onclick: () => {
            go(next);
          },
        },
        say(desk, logTexts.older),
      ),
  );
}
