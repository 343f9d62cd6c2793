import { badge, type Badge, type Child, facts, h, table } from './dom.browser.ts';
import { createDownloads, type Download, type Downloads } from './download.browser.ts';
import { type Choice, controls, profiles, queryOf } from './export-controls.browser.ts';
import { type Manifest, type ManifestFile, pinning, readManifest } from './manifest.browser.ts';
import { figureTexts } from './texts-figures.browser.ts';
import { logTexts } from './texts-log.browser.ts';
import { texts } from './texts.browser.ts';
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

/** Taking everything away: the manifest first, then each file, streamed, checked against it, and cancellable at any moment. */

interface Pinned extends Manifest {
  /** What the checkpoint is that the rows are pinned to. */
  readonly pinned: Badge;
}

interface State extends Choice {
  manifest: Pinned | undefined;
  preparing: AbortController | undefined;
  fault: string;
}

export function createExportView(desk: Desk): View {
  const window = createWindow(desk, { name: 'export', days: 30 });
  const downloads = createDownloads(desk);
  const turns = createTurns();
  const state: State = {
    profile: 'own-side',
    opened: '',
    manifest: undefined,
    preparing: undefined,
    fault: '',
  };

  async function read(signal: AbortSignal): Promise<Pinned> {
    const path = `/v1/audit/exports/manifest?${queryOf(state)}&${window.query()}`;
    const text = await desk.server.text(path, signal);
    const manifest = await readManifest(text, await desk.server.json('/.well-known/jwks.json', signal));
    return { ...manifest, pinned: pinning(manifest, await desk.log.judge(manifest.note)) };
  }

  async function prepare(): Promise<void> {
    const isLast = turns.next();
    state.preparing?.abort();
    const preparing = new AbortController();
    downloads.clear();
    Object.assign(state, { preparing, manifest: undefined, fault: '' });
    desk.announce(say(desk, figureTexts.preparing));
    desk.refresh();
    try {
      const manifest = await read(preparing.signal);
      if (!isLast()) return;
      state.manifest = manifest;
      desk.announce(say(desk, figureTexts.manifest));
    } catch (error) {
      if (!isLast()) return;
      state.fault = preparing.signal.aborted ? say(desk, figureTexts.cancelled) : complaint(desk, error);
    }
    state.preparing = undefined;
    desk.refresh();
  }

  return {
    enter: () => undefined,
    clear() {
      turns.next();
      state.preparing?.abort();
      downloads.clear();
      Object.assign(state, { manifest: undefined, opened: '', preparing: undefined, fault: '' });
    },
    render: () => [
      h('p', { class: 'lead' }, sentences(desk, figureTexts.exportLead, texts.recorded)),
      desk.session.token() === undefined && !state.manifest
        ? needsToken(desk)
        : controls(desk, { choice: state, window, prepare }),
      state.fault !== '' && h('p', { class: 'alarm', role: 'alert' }, state.fault),
      state.preparing && waiting(desk, state.preparing),
      state.manifest && shown(desk, state.manifest, downloads),
    ],
  };
}

/** How long the node reads nobody can tell beforehand: a bar without an end. */
function waiting(desk: Desk, preparing: AbortController): HTMLElement {
  return h(
    'p',
    { class: 'controls' },
    h('progress', { 'aria-label': say(desk, figureTexts.preparing) }),
    say(desk, figureTexts.preparing),
    h(
      'button',
      {
        id: 'prepare-cancel',
        type: 'button',
        onclick: () => {
          preparing.abort();
        },
      },
      say(desk, figureTexts.cancel),
    ),
  );
}

function shown(desk: Desk, manifest: Pinned, downloads: Downloads): HTMLElement {
  const { good, kid, pinned, window, opened, size, root, range, files } = manifest;
  const profile = profiles.find((one) => one === manifest.profile);
  const state = good ? 'verified' : 'failed';
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'manifest-title' },
    h(
      'h3',
      { id: 'manifest-title' },
      say(desk, figureTexts.manifest),
      ' ',
      badge(state, say(desk, logTexts[state])),
    ),
    facts([
      [
        say(desk, figureTexts.manifestKey),
        say(desk, good ? figureTexts.manifestGood : figureTexts.manifestBad, { kid }),
      ],
      [
        say(desk, figureTexts.window),
        `${timeText(new Date(window.from))} – ${timeText(new Date(window.until))}`,
      ],
      [
        say(desk, figureTexts.profile),
        profile ? say(desk, figureTexts[`profile-${profile}`]) : manifest.profile,
      ],
      ...(opened === undefined
        ? []
        : ([[say(desk, figureTexts.exportCase), h('code', {}, opened)]] as const)),
      [
        say(desk, figureTexts.checkpoint),
        [badge(pinned, say(desk, logTexts[pinned])), ' ', numberText(desk, size), ' · ', h('code', {}, root)],
      ],
      ...(range
        ? ([[say(desk, figureTexts.range), `${String(range.first)} – ${String(range.last)}`]] as const)
        : []),
    ]),
    good && pinned !== 'failed' && fileTable(desk, files, downloads),
    h(
      'p',
      { class: 'controls' },
      h(
        'button',
        {
          id: 'save-manifest',
          type: 'button',
          onclick: () => {
            downloads.save('manifest.jwt', new Blob([manifest.text]));
          },
        },
        say(desk, figureTexts.saveFile, { name: 'manifest.jwt' }),
      ),
    ),
    h('p', { class: 'mute' }, say(desk, figureTexts.offlineCheck)),
  );
}

function fileTable(desk: Desk, files: readonly ManifestFile[], downloads: Downloads): HTMLElement {
  return table({
    id: 'files',
    caption: say(desk, figureTexts.file),
    quietCaption: true,
    columns: [
      { title: say(desk, figureTexts.file), kind: 'code' },
      { title: say(desk, figureTexts.progress) },
      { title: say(desk, figureTexts.rows), kind: 'number' },
      { title: say(desk, figureTexts.octets), kind: 'number' },
      { title: 'SHA-256', kind: 'code' },
    ],
    rows: files.map((file) => [
      file.name,
      progress(desk, file, downloads),
      numberText(desk, file.rows),
      numberText(desk, file.bytes),
      file.sha256,
    ]),
  });
}

function progress(desk: Desk, file: ManifestFile, downloads: Downloads): Child {
  const { name } = file;
  const one: Download | undefined = downloads.of(name);
  const button = (id: string, text: string, onclick: () => void): HTMLElement =>
    h('button', { id: `${id}-${name}`, type: 'button', onclick }, text);
  if (one?.state === 'running')
    return [
      h('progress', { id: `progress-${name}`, max: file.bytes, value: one.received, 'aria-label': name }),
      ' ',
      button('cancel', say(desk, figureTexts.cancel), () => {
        downloads.cancel(name);
      }),
    ];
  const fetchAgain = button(
    'fetch',
    say(desk, figureTexts.fetchFile, { name }),
    () => void downloads.fetch(file),
  );
  if (!one) return fetchAgain;
  if (one.state === 'fault') return [h('span', { class: 'care' }, one.why), ' ', fetchAgain];
  if (one.state === 'spoiled') return [badge('failed', say(desk, figureTexts.digestBad)), ' ', fetchAgain];
  return [
    badge('verified', say(desk, figureTexts.digestGood)),
    ' ',
    button('save', say(desk, figureTexts.saveFile, { name }), () => {
      downloads.save(name, one.blob);
    }),
  ];
}
