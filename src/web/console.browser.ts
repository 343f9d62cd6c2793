import { createAnomaliesView } from './anomalies.browser.ts';
import { createChartsView } from './charts.browser.ts';
import { append, h, replace } from './dom.browser.ts';
import { createExplorer } from './explorer.browser.ts';
import { createExportView } from './export.browser.ts';
import { createHealthView } from './health.browser.ts';
import { createLog } from './log.browser.ts';
import { createServer } from './server.browser.ts';
import { createSession } from './session.browser.ts';
import { type Language, languageNames, languages, texts } from './texts.browser.ts';
import { createTokenView } from './token.browser.ts';
import { type Desk, durationText, say, type View } from './view.browser.ts';

/** The page itself: header, parts, and which of them is shown. The one file here that reads the clock. */

const parts = ['log', 'charts', 'anomalies', 'health', 'export', 'access'] as const;
type Part = (typeof parts)[number];

const root = document.documentElement;
let language: Language = languages.find((one) => one === root.lang) ?? 'en';
let part: Part = 'log';
/** What was said last, to be read out once. */
let spoken = '';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const session = createSession({
  nowSeconds,
  changed(why) {
    desk.announce(say(desk, texts[`token${why}`]));
    if (why === 'forgotten') {
      desk.log.forgetEntries();
      for (const view of Object.values(views)) view.clear();
    }
    if (why === 'used') enter('log', '');
    desk.refresh();
  },
});
const server = createServer({ session, language: () => language });
const desk: Desk = {
  get language() {
    return language;
  },
  server,
  session,
  log: createLog({ server, memory: storage() }),
  nowSeconds,
  refresh: () => {
    draw();
  },
  announce(text) {
    spoken = text;
    live.textContent = text;
  },
};

const side = root.dataset['side'] === 'HK' ? 'hk' : 'sz';
const views: Readonly<Record<Part, View>> = {
  log: createExplorer(desk),
  charts: createChartsView(desk),
  anomalies: createAnomaliesView(desk),
  health: createHealthView(desk),
  export: createExportView(desk),
  access: createTokenView(desk, { side }),
};

const top = h('div', { class: 'top' });
const navigation = h('nav', {});
const main = h('main', { id: 'content', tabindex: -1 });
const skip = h('a', {
  class: 'skip',
  href: '#content',
  onclick(event) {
    event.preventDefault();
    main.focus();
  },
});
const demonstration = h('p', { class: 'demonstration' });
const live = h('p', { id: 'live', class: 'quiet', role: 'status', 'aria-live': 'polite' });

/** Where storage is closed to the page, it does without. */
function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function draw(): void {
  root.lang = language;
  document.title = `${say(desk, texts[part])} · ${say(desk, texts.title)} · Wenjin 文錦`;
  skip.textContent = say(desk, texts.skip);
  demonstration.textContent = say(desk, texts.demonstration);
  replace(top, header());
  navigation.setAttribute('aria-label', say(desk, texts.sections));
  replace(
    navigation,
    h(
      'ul',
      {},
      parts.map((one) =>
        h(
          'li',
          {},
          h(
            'a',
            { id: `to-${one}`, href: `#/${one}`, 'aria-current': one === part && 'page' },
            say(desk, texts[one]),
          ),
        ),
      ),
    ),
  );
  replace(main, [h('h2', { id: 'part', tabindex: -1 }, say(desk, texts[part])), views[part].render()]);
  if (live.textContent !== spoken) live.textContent = spoken;
}

function header(): readonly Node[] {
  return [
    h(
      'div',
      { class: 'name' },
      h('h1', {}, h('span', { lang: 'zh-Hant' }, '文錦'), ' ', say(desk, texts.title)),
      h('p', { class: 'mute' }, say(desk, side === 'hk' ? texts.hk : texts.sz)),
    ),
    h('p', { id: 'token-state', class: session.expiresAt === undefined ? 'mute' : 'signed' }, tokenState()),
    h(
      'div',
      { class: 'languages', role: 'group', 'aria-label': say(desk, texts.language) },
      languages.map((one) =>
        h(
          'button',
          {
            id: `language-${one}`,
            type: 'button',
            lang: one,
            'aria-pressed': String(one === language),
            onclick: () => {
              language = one;
              draw();
            },
          },
          languageNames[one],
        ),
      ),
    ),
  ];
}

function tokenState(): string {
  const { expiresAt } = session;
  if (expiresAt === undefined) return say(desk, texts.tokenNone);
  return say(desk, texts.tokenUntil, { time: durationText(desk, Math.max(0, expiresAt - nowSeconds())) });
}

/** The clock of the token runs by itself; what it says is not read out each second. */
function tick(): void {
  session.token();
  const shown = document.getElementById('token-state');
  if (shown) shown.textContent = tokenState();
}

function enter(next: Part, rest: string): void {
  part = next;
  if (location.hash !== `#/${next}${rest === '' ? '' : `/${rest}`}`) {
    location.hash = `#/${next}${rest === '' ? '' : `/${rest}`}`;
    return;
  }
  views[part].enter(rest);
}

function follow(): void {
  const [, name, rest = ''] = location.hash.split('/');
  part = parts.find((one) => one === name) ?? 'log';
  views[part].enter(rest);
  draw();
}

append(document.body, [
  skip,
  h('header', {}, top, root.dataset['demonstration'] === 'true' && demonstration),
  navigation,
  main,
  live,
]);
window.addEventListener('hashchange', () => {
  follow();
  document.getElementById('part')?.focus();
});
// A page that is put aside, to come back by the back button, does not keep the token.
window.addEventListener('pagehide', () => {
  session.forget();
});
setInterval(tick, 1000);
follow();
