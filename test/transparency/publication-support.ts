import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import type { Clock, Outbound, OutboundRequest } from '../../src/kernel/ports.ts';
import { OutboundFailure } from '../../src/kernel/ports.ts';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { createOutbound } from '../../src/platform/outbound.ts';
import { limitPublicPosts } from '../../src/platform/rate-limit.ts';
import { createRouter } from '../../src/platform/router.ts';
import { createServer } from '../../src/platform/server.ts';
import { createLogPublication } from '../../src/transparency/index.ts';
import { logOriginOf, witnessNameOf } from '../../src/transparency/log-names.ts';
import type { NodeKeys } from '../../src/transparency/node-keys.ts';
import { createPublished } from '../../src/transparency/published.service.ts';
import { createWitness, type Witness } from '../../src/transparency/witness.service.ts';
import { witnessRoutes } from '../../src/transparency/witness.routes.ts';
import { collectingLog, realClock } from '../support/world.ts';
import { logNode } from './log-events.ts';
import { logKey, witnessKey } from './note-keys.ts';

/** The two sides of publishing: a witness that answers over HTTP, and a log that asks it. */

export const hk = { origin: 'https://hk.wenjin.example', jurisdiction: 'HK' } as const;
export const sz = { origin: 'https://sz.wenjin.example', jurisdiction: 'CN-SZ' } as const;
export const hkLog = logKey(logOriginOf(hk.origin));
export const szWitness = witnessKey(witnessNameOf(sz.origin));

export const keysOfHongKong: NodeKeys = {
  logSigners: () => [{ signer: hkLog.signer, material: hkLog.key.material }],
  ownLogKeys: () => [hkLog.key.material],
  witnessSigner: () => {
    throw new Error('Hong Kong is no witness here.');
  },
  peerLogKeys: () => [],
  peerWitnessKeys: () => [szWitness.key.material],
};

/** As the Shenzhen node does, for the log of Hong Kong. */
export function witnessOf(
  db: Database,
  { clock, inconsistent = [] }: { clock: Clock; inconsistent?: unknown[] },
): Witness {
  return createWitness({
    db,
    clock,
    node: { origin: sz.origin, peer: { ...hk, anchors: [] } },
    keys: {
      witnessSigner: () => ({ signer: szWitness.signer, material: szWitness.key.material }),
      peerLogKeys: () => [hkLog.key.material],
    },
    onInconsistent: (head) => void inconsistent.push(head),
  });
}

export interface ServedWitness {
  readonly app: FastifyInstance;
  readonly address: string;
  close(): Promise<void>;
}

export async function serveWitness(witness: Witness, perMinute = 100_000): Promise<ServedWitness> {
  const app = await createServer({ log: collectingLog('silent').log, requestId: randomUUID });
  limitPublicPosts(app, { clock: realClock, perMinute });
  const router = createRouter({
    app,
    authenticate: () => Promise.resolve({ kind: 'public' }),
    idempotency: { run: () => Promise.reject(new Error('nothing is created here')) },
  });
  witnessRoutes(router, witness);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, address, close: () => app.close() };
}

/** What a witness answers that is not ours. */
export async function serveAnswer(status: number, type: string, body: string): Promise<ServedWitness> {
  const app = fastify();
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume().on('end', () => {
      done(null);
    });
  });
  app.post('/witness/add-checkpoint', (_request, reply) => reply.code(status).type(type).send(body));
  app.get('/witness/:log/checkpoint', (_request, reply) => reply.code(404).send());
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, address, close: () => app.close() };
}

export interface Line extends Outbound {
  /** Where the witness answers; undefined while the line is cut. */
  to: string | undefined;
  readonly sent: OutboundRequest[];
}

export function lineTo(address: string | undefined, origin = sz.origin): Line {
  const sent: OutboundRequest[] = [];
  return {
    to: address,
    sent,
    request(url, request) {
      if (this.to === undefined) return Promise.reject(new OutboundFailure('the line is cut'));
      sent.push(request);
      return createOutbound({ allowedOrigins: [origin], mapped: { [origin]: this.to } }).request(
        url,
        request,
      );
    },
  };
}

/** The publishing half of Hong Kong, on a database of its own choosing. */
export function publicationOf(
  urls: { app: string; log: string },
  {
    clock,
    outbound,
    keys = keysOfHongKong,
    logPolicy,
  }: {
    clock: Clock;
    outbound: Outbound;
    keys?: NodeKeys;
    logPolicy?: string;
  },
) {
  const errors: unknown[] = [];
  const frozen: unknown[] = [];
  const alarms: (number | 'over')[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const app = openDatabase(urls.app, { max: 4, onError });
  const log = openDatabase(urls.log, { max: 4, onError });
  const publication = createLogPublication({
    db: app.db,
    logDb: log.db,
    clock,
    node: logNode,
    keys,
    outbound,
    logPolicy,
    published: createPublished({ db: app.db }),
    onInconsistent: () => undefined,
    onError,
    onUnwitnessed: (seconds) => void alarms.push(seconds),
    onWitnessed: () => void alarms.push('over'),
    onFrozen: (why) => void frozen.push(why),
  });
  return {
    ...publication,
    errors,
    frozen,
    alarms,
    db: app.db,
    async close() {
      await publication.worker.stop();
      await Promise.all([app.close(), log.close()]);
    },
  };
}
