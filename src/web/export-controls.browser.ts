import { type Child, h } from './dom.browser.ts';
import { figureTexts } from './texts-figures.browser.ts';
import { type Desk, say } from './view.browser.ts';
import type { DayWindow } from './window.browser.ts';

/** What is chosen before a manifest is asked for. */

export const profiles = ['own-side', 'cross-boundary', 'public'] as const;

export interface Choice {
  profile: (typeof profiles)[number];
  /** A disclosure case, as it was typed; asked for across the boundary alone. */
  opened: string;
}

export function queryOf({ profile, opened }: Choice): string {
  const asked = profile === 'cross-boundary' && opened !== '';
  return `profile=${profile}${asked ? `&case=${encodeURIComponent(opened)}` : ''}`;
}

interface Controls {
  readonly choice: Choice;
  readonly window: DayWindow;
  readonly prepare: () => Promise<void>;
}

export function controls(desk: Desk, { choice, window, prepare }: Controls): Child {
  return [
    h(
      'label',
      { class: 'controls' },
      h('span', {}, say(desk, figureTexts.profile)),
      h(
        'select',
        {
          id: 'profile',
          onchange: ({ target }) => {
            const chosen = target instanceof HTMLSelectElement ? target.value : '';
            choice.profile = profiles.find((one) => one === chosen) ?? choice.profile;
            desk.refresh();
          },
        },
        profiles.map((one) =>
          h(
            'option',
            { value: one, selected: one === choice.profile },
            say(desk, figureTexts[`profile-${one}`]),
          ),
        ),
      ),
    ),
    choice.profile === 'cross-boundary' && caseField(desk, choice),
    window.form(say(desk, figureTexts.prepare), () => void prepare()),
  ];
}

/** Only with it is anybody identified, and then the person of that case alone. */
function caseField(desk: Desk, choice: Choice): HTMLElement {
  return h(
    'label',
    { class: 'controls' },
    h('span', {}, say(desk, figureTexts.exportCase)),
    h('input', {
      id: 'export-case',
      value: choice.opened,
      size: 40,
      maxlength: 64,
      autocomplete: 'off',
      spellcheck: false,
      oninput: ({ target }) => {
        if (target instanceof HTMLInputElement) choice.opened = target.value.trim();
      },
    }),
  );
}
