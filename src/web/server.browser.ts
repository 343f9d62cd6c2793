import type { Bytes } from './bytes.browser.ts';
import { looseOf } from './json.browser.ts';
import type { Session } from './session.browser.ts';

/** What the page asks of the node; each refusal as a problem document says it. */

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor({ status, code, detail }: { status: number; code: string; detail: string }) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export interface Server {
  /** JSON of the contract. The token goes along where there is one. */
  json(path: string, signal?: AbortSignal): Promise<unknown>;
  text(path: string, signal?: AbortSignal): Promise<string>;
  bytes(path: string): Promise<Bytes>;
  stream(path: string, signal: AbortSignal): Promise<Response>;
  /** Parsed by the browser as XML, which runs nothing. */
  drawing(path: string): Promise<Document>;
}

export interface ServerDependencies {
  readonly session: Session;
  readonly language: () => string;
}

const regulated = ['/v1/audit/', '/v1/log/health', '/log/tile/entries/'] as const;

export function createServer({ session, language }: ServerDependencies): Server {
  /** What is for everybody is asked for without the token: nobody learns who looks. */
  function headers(path: string): Record<string, string> {
    const token = session.token();
    const isForRegulators = regulated.some((start) => path.startsWith(start));
    return {
      'accept-language': language(),
      ...(token !== undefined && isForRegulators && { authorization: `Bearer ${token}` }),
    };
  }

  async function get(path: string, signal?: AbortSignal): Promise<Response> {
    const answer = await fetch(path, {
      headers: headers(path),
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      ...(signal && { signal }),
    });
    if (answer.ok) return answer;
    const problem = problemOf(await answer.json().catch(() => undefined));
    if (answer.status === 401) session.refused();
    throw new Refusal({ status: answer.status, ...problem });
  }

  return {
    async json(path, signal) {
      const body: unknown = await (await get(path, signal)).json();
      return body;
    },
    text: async (path, signal) => (await get(path, signal)).text(),
    bytes: async (path) => new Uint8Array(await (await get(path)).arrayBuffer()),
    stream: get,
    drawing: (path) => drawing(path, headers(path), session),
  };
}

function drawing(path: string, headers: Record<string, string>, session: Session): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', path);
    request.responseType = 'document';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => {
      if (request.status === 401) session.refused();
      if (request.status === 200 && request.responseXML) resolve(request.responseXML);
      else reject(new Refusal({ status: request.status, code: '', detail: '' }));
    };
    request.onerror = () => {
      reject(new TypeError('network'));
    };
    request.send();
  });
}

function problemOf(body: unknown): { code: string; detail: string } {
  const { code, detail } = looseOf(body);
  return { code: typeof code === 'string' ? code : '', detail: typeof detail === 'string' ? detail : '' };
}
