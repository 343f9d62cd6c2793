import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type LogSource, SourceFailure } from '../transparency/log-source.ts';

/** A live log or a copy of it by its prefix, or a folder that holds one. */
export function logSource(place: string, token?: string): LogSource {
  return /^https?:\/\//.test(place) ? addressSource(place.replace(/\/+$/, ''), token) : folderSource(place);
}

/** What stands at one address or in one file, which is no prefix: a note. */
export async function readPlace(place: string, bytesMax: number): Promise<Uint8Array | undefined> {
  const cut = place.lastIndexOf('/');
  const [prefix, name] = cut < 0 ? ['.', place] : [place.slice(0, cut) || '/', place.slice(cut + 1)];
  return logSource(prefix).read(name, bytesMax);
}

function folderSource(folder: string): LogSource {
  return {
    name: folder,
    async read(name, bytesMax) {
      let file: Awaited<ReturnType<typeof open>> | undefined;
      try {
        file = await open(path.join(folder, name));
        const { size } = await file.stat();
        if (size > bytesMax)
          throw new SourceFailure(`${path.join(folder, name)} is larger than ${bytesMax} octets.`);
        return await file.readFile();
      } catch (error) {
        if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
        if (error instanceof SourceFailure) throw error;
        throw new SourceFailure(`${path.join(folder, name)} cannot be read (${codeOf(error)}).`);
      } finally {
        await file?.close();
      }
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

const attemptsMax = 5;
const attemptMilliseconds = 30_000;
const waitMillisecondsMax = 60_000;

function addressSource(prefix: string, token: string | undefined): LogSource {
  const { protocol, hostname } = new URL(prefix);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (token !== undefined && protocol !== 'https:' && !isLocal)
    throw new SourceFailure('A token is sent over https only, or to this machine.');
  return {
    name: prefix,
    async read(name, bytesMax) {
      // The token opens the entries; nobody is given it for what is public.
      const authorized = token !== undefined && name.startsWith('tile/entries/');
      const headers: Record<string, string> = authorized ? { authorization: `Bearer ${token}` } : {};
      for (let attempt = 1; ; attempt += 1) {
        const answer = await ask(`${prefix}/${name}`, { headers, bytesMax });
        if (answer.kind === 'body') return answer.body;
        if (answer.kind === 'none') return undefined;
        if (attempt === attemptsMax || !answer.again)
          throw new SourceFailure(`${prefix}/${name}: ${answer.why}.`);
        await wait(Math.min(answer.waitMilliseconds ?? 500 * 2 ** attempt, waitMillisecondsMax));
      }
    },
  };
}

type Answer =
  | { readonly kind: 'body'; readonly body: Uint8Array }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'failure';
      readonly why: string;
      readonly again: boolean;
      readonly waitMilliseconds?: number;
    };

interface Asking {
  readonly headers: Record<string, string>;
  readonly bytesMax: number;
}

async function ask(url: string, { headers, bytesMax }: Asking): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(attemptMilliseconds);
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    if (response.status === 200) {
      const body = await bodyOf(response, bytesMax);
      return body === undefined
        ? { kind: 'failure', why: `larger than ${bytesMax} octets`, again: false }
        : { kind: 'body', body };
    }
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) return { kind: 'none' };
    return refusalOf(response);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: 'failure', why: cause instanceof Error ? cause.message : String(cause), again: true };
  }
}

function refusalOf({ status, headers }: Response): Answer {
  if (status === 401 || status === 403)
    return { kind: 'failure', why: `not allowed (${status}); entries need a token`, again: false };
  const seconds = /^\d{1,4}$/.exec(headers.get('retry-after') ?? '')?.[0];
  const again = status === 429 || status >= 500;
  return {
    kind: 'failure',
    why: `answered ${status}`,
    again,
    ...(seconds !== undefined && { waitMilliseconds: Number(seconds) * 1000 }),
  };
}

async function bodyOf({ body }: Response, bytesMax: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    const chunk: unknown = part.value;
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body that is not octets.');
    length += chunk.length;
    if (length > bytesMax) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
