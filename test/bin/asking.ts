import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Everybody who asks a node while it is told to stop. */

export type Outcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'refused' | 'cut' };

interface Asking {
  readonly path: string;
  readonly body?: string;
}

/** Three that only think, one that reads the database, one that writes to it. */
export const questions: readonly Asking[] = [
  { path: '/v1/equivalence', body: '{"qualification":"cn-qcbp-im-cc","targetSide":"HK"}' },
  { path: '/v1/qualifications?limit=50' },
  { path: '/status-lists' },
  { path: '/readyz' },
  { path: '/v1/nonces', body: '{}' },
];

/** Whole means: as long as it said, to its end. What could not connect, because nobody listens any more, was not sent. */
export function ask(baseUrl: string, agent: http.Agent, { path, body }: Asking): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length };
    const method = body === undefined ? 'GET' : 'POST';
    const request = http.request(`${baseUrl}${path}`, { agent, method, headers }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => (length += chunk.length));
      response.on('error', () => resolve({ kind: 'cut' }));
      response.on('end', () => {
        const whole = response.complete && length === Number(response.headers['content-length'] ?? length);
        resolve(whole ? { kind: 'answered', status: response.statusCode ?? 0 } : { kind: 'cut' });
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: error.syscall === 'connect' ? 'refused' : 'cut' }),
    );
    request.end(body);
  });
}

/** One client after the other on a connection that is kept, until it is refused. */
export async function askOn(baseUrl: string, question: Asking, outcomes: Outcome[]): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const outcome = await ask(baseUrl, agent, question);
    outcomes.push(outcome);
    if (outcome.kind !== 'answered') break;
    await sleep(1);
  }
  agent.destroy();
}
