import { h } from './dom.browser.ts';
import { texts } from './texts.browser.ts';
import { type Desk, say } from './view.browser.ts';

/** Two days at +08:00, the second included: the window of a question. */
export interface DayWindow {
  /** As the contract asks for it. */
  query(): string;
  form(word: string, submit: () => void): HTMLElement;
}

export function createWindow(
  desk: Desk,
  { name, days }: { readonly name: string; readonly days: number },
): DayWindow {
  const dayOf = (seconds: number): string => new Date((seconds + 28_800) * 1000).toISOString().slice(0, 10);
  const today = dayOf(desk.nowSeconds());
  let from = dayOf(desk.nowSeconds() - days * 86_400);
  let until = today;

  const field = (id: string, label: string, value: string, set: (day: string) => void): HTMLElement =>
    h(
      'label',
      {},
      h('span', {}, label),
      h('input', {
        id: `${name}-${id}`,
        type: 'date',
        required: true,
        value,
        max: today,
        onchange: ({ target }) => {
          if (target instanceof HTMLInputElement && target.value !== '') set(target.value);
        },
      }),
    );

  return {
    query() {
      const query = new URLSearchParams({ from: new Date(`${from}T00:00:00+08:00`).toISOString() });
      // Up to now needs no end: the node takes its own now, or the newest checkpoint.
      if (until < today) {
        const end = new Date(`${until}T00:00:00+08:00`).getTime() + 86_400_000;
        query.set('until', new Date(end).toISOString());
      }
      return query.toString();
    },
    form: (word, submit) =>
      h(
        'form',
        {
          class: 'controls',
          onsubmit: (event) => {
            event.preventDefault();
            submit();
          },
        },
        field('from', say(desk, texts.from), from, (day) => (from = day)),
        field('until', say(desk, texts.until), until, (day) => (until = day)),
        h('button', { id: `${name}-go` }, word),
      ),
  };
}
