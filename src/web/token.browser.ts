import { type Child, facts, h } from './dom.browser.ts';
import { texts } from './texts.browser.ts';
import { type Desk, say, timeText, type View } from './view.browser.ts';

/** Where the examiner hands the page a token. It is read out of the field at once, and the field emptied. */
export function createTokenView(desk: Desk, { side }: { readonly side: 'hk' | 'sz' }): View {
  let bad = false;
  const use = (text: string): void => {
    bad = !desk.session.use(text);
    if (bad) desk.announce(say(desk, texts.tokenBad));
    desk.refresh();
  };
  return {
    enter() {
      bad = false;
    },
    clear: () => undefined,
    render: () => [
      h('p', { class: 'lead', id: 'token-why' }, say(desk, texts.tokenWhy)),
      tokenForm(desk, { bad, use }),
      inUse(desk),
      bad && h('p', { class: 'alarm', role: 'alert' }, say(desk, texts.tokenBad)),
      h('p', {}, fromFile(desk, use)),
      h('h3', {}, say(desk, texts.tokenHow)),
      document.documentElement.dataset['demonstration'] === 'true' && [
        h('p', {}, say(desk, texts.tokenHowDemo)),
        h('pre', { tabindex: 0 }, `npm run -s wenjin -- token --node ${side} --as examiner`),
      ],
      h('p', {}, say(desk, texts.tokenHowReal)),
    ],
  };
}

interface Use {
  readonly bad: boolean;
  readonly use: (text: string) => void;
}

function tokenForm(desk: Desk, { bad, use }: Use): HTMLElement {
  const field = h('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'token-why',
    'aria-invalid': bad && 'true',
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = field.value;
    field.value = '';
    use(text);
  };
  const forget = (): void => {
    desk.session.forget();
  };
  return h(
    'form',
    { class: 'controls token', onsubmit: submit },
    h('label', { for: 'token' }, say(desk, texts.tokenField)),
    field,
    h('button', { id: 'token-use', class: 'main' }, say(desk, texts.tokenUse)),
    desk.session.token() !== undefined &&
      h('button', { id: 'token-forget', type: 'button', onclick: forget }, say(desk, texts.tokenForget)),
  );
}

/** As the token says of itself. */
function inUse(desk: Desk): Child {
  const { expiresAt, roles } = desk.session;
  if (expiresAt === undefined) return undefined;
  return facts([
    [say(desk, texts.tokenEnds), timeText(new Date(expiresAt * 1000))],
    [say(desk, texts.tokenRoles), h('code', {}, roles.join(', '))],
  ]);
}

function fromFile(desk: Desk, use: (text: string) => void): Child {
  return h(
    'label',
    { class: 'file' },
    h('span', {}, say(desk, texts.tokenFile)),
    h('input', {
      id: 'token-file',
      type: 'file',
      onchange: ({ target }) => {
        const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
        void file?.text().then(use);
      },
    }),
  );
}

export function needsToken(desk: Desk): HTMLElement {
  return h(
    'p',
    { class: 'panel' },
    say(desk, texts.needsToken),
    ' ',
    h('a', { href: '#/access', id: 'to-token' }, say(desk, texts.toToken)),
  );
}
