import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from '../app.ts';
import { type Contexts, createContexts } from '../contexts.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import type { Configuration } from '../platform/configuration.ts';
import { openDatabase } from '../platform/database.ts';
import { createOutbound } from '../platform/outbound.ts';
import { witnessOrigins } from '../transparency/index.ts';
import { clock, createLog, entropy, generateKeys } from './world.ts';

export interface Running {
  readonly address: string;
  stop(): Promise<void>;
}

/** Time that load balancers get to notice that this process is not ready any more. */
const graceMilliseconds = 1000;
/** How long a request that is under way may still take; who is slower is cut, so that the process ends within 15 s. */
const patienceMilliseconds = 6_000;
/** How long who is connected may take to ask. */
const idleMilliseconds = 500;
const quietMilliseconds = 20;
const quietRoundsMax = 50;

/** One holds the lock of the leader, one drains, one publishes. */
const sequencerConnections = 4;

export function openContexts(configuration: Configuration): { contexts: Contexts; close(): Promise<void> } {
  const log = createLog(configuration.logLevel, configuration.node.jurisdiction);
  const onError = (error: Error): void => {
    log.warn({ err: error }, 'an idle database connection broke');
  };
  const main = openDatabase(configuration.databaseUrl, { max: configuration.databaseConnections, onError });
  const sequencer = openDatabase(configuration.logDatabaseUrl, { max: sequencerConnections, onError });
  const outbound = createOutbound({
    allowedOrigins: [
      configuration.node.peer.origin,
      ...witnessOrigins(configuration.logPolicy),
      ...(configuration.signIn ? [new URL(configuration.signIn.issuer).origin] : []),
    ],
    mapped: configuration.outboundMap,
  });
  const contexts = createContexts({
    configuration,
    db: main.db,
    logDb: sequencer.db,
    clock,
    entropy,
    outbound,
    generateKeys,
    log,
  });
  return {
    contexts,
    async close() {
      await Promise.all([main.close(), sequencer.close()]);
    },
  };
}

export async function startNode(
  configuration: Configuration,
  options: { workers: boolean },
): Promise<Running> {
  const { contexts, close } = openContexts(configuration);
  let ready = true;
  const { app } = await buildApp(contexts, {
    requestId: () => uuidV4(entropy),
    isReady: async () => ready && (await contexts.isReady()),
    isDraining: () => !ready,
    documentation: true,
  });
  await contexts.start();
  if (options.workers) contexts.startWorkers();
  const address = await app.listen({ host: configuration.host, port: configuration.port });
  return {
    address,
    /** No request is cut: first no new work, then what is under way, the workers, the database last. */
    async stop() {
      ready = false;
      await sleep(graceMilliseconds);
      await drain(app.server);
      await app.close();
      await contexts.stop();
      await close();
    },
  };
}

/**
 * Resolves when everybody who got through is answered and gone. `close` of the HTTP server would at once end those who have connected and
 * whose request is still on its way; that of its parent only stops listening.
 */
async function drain(server: HttpServer): Promise<void> {
  const latecomers = await acceptAll(server);
  const drained = new Promise<void>((resolve) => {
    Server.prototype.close.call(server, () => {
      resolve();
    });
  });
  for (const socket of latecomers) socket.resume();
  const idle = setTimeout(() => {
    server.closeIdleConnections();
  }, idleMilliseconds);
  const impatient = setTimeout(() => {
    server.closeAllConnections();
  }, patienceMilliseconds);
  await drained;
  clearTimeout(idle);
  clearTimeout(impatient);
}

/**
 * Until nobody has come for a moment: a turn of the event loop accepts one connection, and the kernel cuts off whoever still waits when
 * listening ends. They stay unread meanwhile: who is not answered does not come again, so that it becomes quiet under load too.
 */
async function acceptAll(server: HttpServer): Promise<readonly Socket[]> {
  const latecomers: Socket[] = [];
  const keep = (socket: Socket): void => {
    // The HTTP server makes it flow on the next tick; this comes after.
    process.nextTick(() => latecomers.push(socket.pause()));
  };
  server.on('connection', keep);
  for (let round = 0, before = -1; before < latecomers.length && round < quietRoundsMax; round++) {
    before = latecomers.length;
    await sleep(quietMilliseconds);
    // A timer that is late fires before whoever came meanwhile is accepted.
    await nextTurn();
  }
  server.off('connection', keep);
  return latecomers;
}

export async function startWorkers(configuration: Configuration): Promise<{ stop(): Promise<void> }> {
  const { contexts, close } = openContexts(configuration);
  await contexts.start();
  contexts.startWorkers();
  return {
    async stop() {
      await contexts.stop();
      await close();
    },
  };
}
