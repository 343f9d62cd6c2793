import { badge, type Child, facts, h } from './dom.browser.ts';
import { headPanel } from './head-panel.browser.ts';
import { type Loose, looseList, looseOf, textList } from './json.browser.ts';
import { figureTexts } from './texts-figures.browser.ts';
import { logTexts } from './texts-log.browser.ts';
import { localisedIn, texts } from './texts.browser.ts';
import { needsToken } from './token.browser.ts';
import {
  complaint,
  createTurns,
  type Desk,
  durationText,
  numberText,
  say,
  timeText,
  type View,
} from './view.browser.ts';
import { readWitnessed, type Witnessed } from './witnessed.browser.ts';

/** How both logs and both witnesses are: what this browser checked, and beside it what the node reports. */

interface Reported {
  readonly own: Loose;
  readonly peer: Loose | undefined;
  readonly consistency: Loose;
  /** What the witness of this node last cosigned for the other log. */
  readonly witnessed: Witnessed | undefined;
}

export function createHealthView(desk: Desk): View {
  let reported: Reported | undefined;
  let fault = '';

  const turns = createTurns();

  async function load(): Promise<void> {
    const isLast = turns.next();
    fault = '';
    try {
      await desk.log.update();
      const answer = desk.session.token() === undefined ? undefined : await ask(desk);
      if (isLast()) reported = answer ?? reported;
    } catch (error) {
      if (isLast()) fault = complaint(desk, error);
    }
    desk.refresh();
  }

  const keysChanged = (known: boolean): void => {
    if (known) return void load();
    fault = say(desk, logTexts.badPolicy);
    desk.refresh();
  };

  return {
    enter: () => void load(),
    clear() {
      turns.next();
      reported = undefined;
      fault = '';
    },
    render: () => [
      h('p', { class: 'lead' }, say(desk, figureTexts.healthLead)),
      h(
        'p',
        { class: 'controls' },
        h(
          'button',
          { id: 'health-again', type: 'button', onclick: () => void load() },
          say(desk, texts.again),
        ),
      ),
      fault !== '' && h('p', { class: 'alarm', role: 'alert' }, fault),
      desk.log.verdict && headPanel(desk, desk.log.verdict, keysChanged),
      !reported && desk.session.token() === undefined && needsToken(desk),
      reported && [
        consistency(desk, reported.consistency),
        h(
          'div',
          { class: 'pair' },
          part(desk, figureTexts.ownLog, ownLog(desk, reported.own)),
          part(desk, figureTexts.ownWitness, ownWitness(desk, reported.own)),
          part(desk, figureTexts.peerLog, peerLog(desk, reported.peer)),
          part(desk, figureTexts.peerWitness, peerWitness(desk, reported)),
        ),
      ],
    ],
  };
}

async function ask(desk: Desk): Promise<Reported> {
  const { own, peer } = looseOf(await desk.server.json('/v1/log/health'));
  const consistency = looseOf(await desk.server.json('/v1/audit/consistency'));
  const { origin } = looseOf(peer);
  const witnessed = typeof origin === 'string' ? await readWitnessed(desk, origin) : undefined;
  return { own: looseOf(own), peer: peer === null ? undefined : looseOf(peer), consistency, witnessed };
}

type Facts = Parameters<typeof facts>[0];

const part = (
  desk: Desk,
  title: (typeof figureTexts)['ownLog' | 'ownWitness' | 'peerLog' | 'peerWitness'],
  of: Facts,
) => h('section', { class: 'panel' }, h('h3', {}, say(desk, title)), facts(of));

const ago = (desk: Desk, seconds: unknown): string =>
  typeof seconds === 'number'
    ? say(desk, texts.ago, { time: durationText(desk, seconds) })
    : say(desk, texts.none);

function ownLog(desk: Desk, own: Loose): Facts {
  const { fault, entry, remedy } = looseOf(own['blocked']);
  const waiting = Number(own['backlog']);
  const oldest = own['oldestPendingSeconds'];
  return [
    [say(desk, logTexts.origin), h('code', {}, String(own['origin']))],
    [say(desk, logTexts.size), numberText(desk, Number(own['size']))],
    [say(desk, logTexts.root), h('code', {}, String(own['root']))],
    [say(desk, figureTexts.lastSigned), ago(desk, own['checkpointAgeSeconds'])],
    [
      say(desk, figureTexts.backlog),
      [
        numberText(desk, waiting),
        typeof oldest === 'number' && [
          ' · ',
          say(desk, figureTexts.oldest, { time: durationText(desk, oldest) }),
        ],
      ],
    ],
    ...(typeof fault === 'string'
      ? ([
          [
            say(desk, figureTexts.blocked),
            [
              badge('failed', fault),
              ' ',
              h('code', {}, String(entry)),
              h('p', {}, localisedIn(remedy, desk.language)),
            ],
          ],
        ] as const)
      : []),
  ];
}

const standings = {
  ok: 'verified',
  pending: 'pending',
  alarm: 'failed',
  frozen: 'failed',
} as const;

function ownWitness(desk: Desk, own: Loose): Facts {
  const { verdict } = desk.log;
  const reportedAs = (['ok', 'pending', 'alarm', 'frozen'] as const).find((one) => one === own['witness']);
  const because = own['frozenBecause'];
  return [
    [
      say(desk, figureTexts.toldByNode),
      reportedAs && badge(standings[reportedAs], say(desk, figureTexts[`standing_${reportedAs}`])),
    ],
    ...(typeof because === 'string' ? ([[say(desk, figureTexts.standing), because]] as const) : []),
    [say(desk, figureTexts.lastCosigned), ago(desk, own['cosignatureAgeSeconds'])],
    [
      say(desk, figureTexts.checkedHere),
      verdict?.checks
        .filter(({ by }) => by === 'witness')
        .map(({ key, state }) =>
          h(
            'div',
            {},
            badge(
              state === 'good' ? 'verified' : state === 'missing' ? 'pending' : 'failed',
              say(desk, logTexts[state]),
            ),
            ' ',
            h('code', {}, key.name),
          ),
        ),
    ],
  ];
}

function peerLog(desk: Desk, peer: Loose | undefined): Facts {
  if (!peer) return [[say(desk, figureTexts.standing), say(desk, figureTexts.notSeen)]];
  return [
    [say(desk, logTexts.origin), h('code', {}, String(peer['origin']))],
    [say(desk, logTexts.size), numberText(desk, Number(peer['size']))],
    [say(desk, logTexts.root), h('code', {}, String(peer['root']))],
    [say(desk, figureTexts.seen), timeText(new Date(String(peer['seenAt'])))],
    [say(desk, figureTexts.source), h('code', {}, String(peer['source']))],
  ];
}

function peerWitness(desk: Desk, { witnessed }: Reported): Facts {
  if (!witnessed) return [[say(desk, figureTexts.standing), say(desk, figureTexts.notSeen)]];
  const { origin, size, root, signatures } = witnessed;
  const state = { good: 'verified', forged: 'failed', unknown: 'pending' } as const;
  return [
    [say(desk, logTexts.origin), h('code', {}, origin)],
    [say(desk, logTexts.size), numberText(desk, size)],
    [say(desk, logTexts.root), h('code', {}, root)],
    [
      say(desk, figureTexts.checkedHere),
      signatures.map(({ name, id, state: found }) =>
        h(
          'div',
          {},
          badge(state[found], say(desk, logTexts[found])),
          ' ',
          h('code', {}, name),
          ' ',
          h('span', { class: 'mute' }, say(desk, logTexts.key, { id })),
        ),
      ),
    ],
  ];
}

const verdicts = { consistent: 'verified', unwitnessed: 'pending', inconsistent: 'failed' } as const;

function consistency(desk: Desk, { verdict, gaps, beyond, forks, outOfOrder }: Loose): HTMLElement {
  const { code, label } = looseOf(verdict);
  const known = (['consistent', 'unwitnessed', 'inconsistent'] as const).find((one) => one === code);
  const count = (list: unknown): string => numberText(desk, Array.isArray(list) ? list.length : 0);
  const evidence: Child = looseList(forks).map(({ origin, size, notes }) =>
    h(
      'div',
      {},
      h(
        'p',
        { class: 'alarm' },
        say(desk, figureTexts.forkEvidence, { origin: String(origin), size: String(size) }),
      ),
      textList(notes).map((note) => h('pre', { tabindex: 0 }, note)),
    ),
  );
  return h(
    'section',
    { class: 'panel' },
    h('h3', {}, say(desk, figureTexts.agree)),
    h(
      'p',
      {},
      badge(known ? verdicts[known] : 'pending', localisedIn(label, desk.language)),
      ' ',
      h('span', { class: 'mute' }, say(desk, figureTexts.toldByNode)),
    ),
    facts([
      [say(desk, figureTexts.gaps), count(gaps)],
      [say(desk, figureTexts.beyond), count(beyond)],
      [say(desk, figureTexts.forks), count(forks)],
      [say(desk, figureTexts.disorder), count(looseOf(outOfOrder)['items'])],
    ]),
    evidence,
  );
}
