import { toBase64 } from './bytes.browser.ts';
import { badge, type Child, facts, h } from './dom.browser.ts';
import type { HeadVerdict, SignatureCheck } from './head.browser.ts';
import { logTexts } from './texts-log.browser.ts';
import { texts } from './texts.browser.ts';
import { type Desk, durationText, numberText, say, sentences, timeText } from './view.browser.ts';

/**
 * The checkpoint under which everything is proved, signature by signature, and whose keys judge it. `keysChanged` is told when the examiner
 * brought others, by which everything is to be judged anew, or what is no policy, so that the keys stayed as they were.
 */
export function headPanel(
  desk: Desk,
  verdict: HeadVerdict,
  keysChanged: (known: boolean) => void,
): HTMLElement {
  const word = say(desk, logTexts[verdict.state]);
  return h(
    'section',
    { class: `panel head ${verdict.state}`, 'aria-labelledby': 'head-title' },
    h('h3', { id: 'head-title' }, say(desk, logTexts.headTitle), ' ', badge(verdict.state, word)),
    verdict.state === 'failed' &&
      h(
        'p',
        { class: 'alarm', role: 'alert' },
        sentences(desk, logTexts[`why_${verdict.why}`], logTexts.failedHead),
      ),
    facts([
      ...(verdict.state === 'failed' ? [] : headFacts(desk, verdict)),
      ...verdict.checks.map((check) => checkFact(desk, check)),
      ...(verdict.state === 'verified' ? [continuity(desk)] : []),
    ]),
    keys(desk, keysChanged),
  );
}

type Fact = readonly [Child, Child];

function headFacts(desk: Desk, { head }: Extract<HeadVerdict, { head: unknown }>): Fact[] {
  return [
    [say(desk, logTexts.origin), h('code', {}, head.origin)],
    [say(desk, logTexts.size), numberText(desk, head.size)],
    [say(desk, logTexts.root), h('code', {}, toBase64(head.root))],
  ];
}

/** Undefined for what no calendar reaches: a witness may sign any number. */
function instantOf(seconds: number): string | undefined {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function checkFact(desk: Desk, { key, by, state, at }: SignatureCheck): Fact {
  const mark = state === 'good' ? 'verified' : state === 'missing' ? 'pending' : 'failed';
  return [
    say(desk, by === 'log' ? logTexts.logSignature : logTexts.cosignature),
    [
      badge(mark, say(desk, logTexts[state])),
      ' ',
      h('code', {}, key.name),
      ' ',
      h('span', { class: 'mute' }, say(desk, logTexts.key, { id: key.id })),
      at !== undefined && [
        ' ',
        h(
          'time',
          { datetime: instantOf(at), class: 'mute' },
          `${timeText(new Date(at * 1000))} · `,
          say(desk, texts.ago, { time: durationText(desk, Math.max(0, desk.nowSeconds() - at)) }),
        ),
      ],
    ],
  ];
}

function continuity(desk: Desk): Fact {
  const { before } = desk.log;
  const text = before
    ? say(desk, logTexts.continues, { size: numberText(desk, before.size) })
    : say(desk, logTexts.firstSeen);
  return [say(desk, logTexts.continuity), text];
}

/** Whoever brings a policy of their own trusts nobody's keys but those. */
function keys(desk: Desk, keysChanged: (known: boolean) => void): HTMLElement {
  const own = desk.log.inUse?.source === 'own';
  const bring = async (text: string): Promise<void> => {
    keysChanged(await desk.log.bringPolicy(text));
  };
  return h(
    'div',
    { class: 'keys' },
    h('p', { class: 'mute' }, say(desk, own ? logTexts.keysOwn : logTexts.keysServed)),
    h(
      'label',
      { class: 'file' },
      h('span', {}, say(desk, logTexts.bringPolicy)),
      h('input', {
        id: 'own-policy',
        type: 'file',
        onchange: ({ target }) => {
          const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
          void file?.text().then(bring);
        },
      }),
    ),
    own &&
      h(
        'button',
        { id: 'served-policy', type: 'button', onclick: () => void bring('') },
        say(desk, logTexts.servedPolicy),
      ),
  );
}
