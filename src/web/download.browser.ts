import { toBase64url } from './bytes.browser.ts';
import { h } from './dom.browser.ts';
import type { ManifestFile } from './manifest.browser.ts';
import { createRunningDigest } from './running-digest.browser.ts';
import { figureTexts } from './texts-figures.browser.ts';
import { complaint, type Desk, say } from './view.browser.ts';

/** Files on their way, by name. What arrives is what the manifest signs, or it cannot be saved. */

export type Download =
  | { readonly state: 'running'; readonly received: number }
  | { readonly state: 'good'; readonly blob: Blob }
  | { readonly state: 'spoiled' }
  | { readonly state: 'fault'; readonly why: string };

export interface Downloads {
  of(name: string): Download | undefined;
  fetch(file: ManifestFile): Promise<void>;
  cancel(name: string): void;
  clear(): void;
  save(name: string, blob: Blob): void;
}

export function createDownloads(desk: Desk): Downloads {
  const all = new Map<string, Download>();
  const running = new Map<string, AbortController>();

  function clear(): void {
    for (const one of running.values()) one.abort();
    running.clear();
    all.clear();
  }

  async function fetch(file: ManifestFile): Promise<void> {
    const { name } = file;
    const controller = new AbortController();
    running.set(name, controller);
    all.set(name, { state: 'running', received: 0 });
    desk.refresh();
    const end = await arrived(desk, file, {
      signal: controller.signal,
      received(count) {
        all.set(name, { state: 'running', received: count });
        const bar = document.getElementById(`progress-${name}`);
        if (bar instanceof HTMLProgressElement) bar.value = count;
      },
    });
    // Another question was asked meanwhile.
    if (running.get(name) !== controller) return;
    running.delete(name);
    all.set(name, end);
    if (end.state === 'good') desk.announce(`${name}: ${say(desk, figureTexts.digestGood)}`);
    else if (end.state === 'spoiled') desk.announce(`${name}: ${say(desk, figureTexts.digestBad)}`);
    else if (end.state === 'fault') desk.announce(end.why);
    desk.refresh();
  }

  return {
    of: (name) => all.get(name),
    fetch,
    cancel(name) {
      running.get(name)?.abort();
    },
    clear,
    save(name, blob) {
      const address = URL.createObjectURL(blob);
      h('a', { href: address, download: name }).click();
      setTimeout(() => {
        URL.revokeObjectURL(address);
      }, 60_000);
    },
  };
}

interface Arriving {
  readonly signal: AbortSignal;
  readonly received: (count: number) => void;
}

/** Said aloud each tenth of the way. */
async function arrived(desk: Desk, file: ManifestFile, { signal, received }: Arriving): Promise<Download> {
  const parts: BlobPart[] = [];
  const running = createRunningDigest();
  let [count, said] = [0, 0];
  try {
    const { body } = await desk.server.stream(file.path, signal);
    const reader = body?.getReader();
    for (;;) {
      const value = (await reader?.read())?.value;
      if (value === undefined) break;
      parts.push(value);
      running.add(value);
      count += value.length;
      received(count);
      const tenth = Math.floor((count / Math.max(1, file.bytes)) * 10);
      if (tenth > said) {
        said = tenth;
        desk.announce(say(desk, figureTexts.percent, { name: file.name, percent: tenth * 10 }));
      }
      if (count > file.bytes) {
        await reader?.cancel();
        return { state: 'spoiled' };
      }
    }
  } catch (error) {
    return {
      state: 'fault',
      why: signal.aborted ? say(desk, figureTexts.cancelled) : complaint(desk, error),
    };
  }
  const isSigned = toBase64url(running.result()) === file.sha256;
  return isSigned ? { state: 'good', blob: new Blob(parts) } : { state: 'spoiled' };
}
