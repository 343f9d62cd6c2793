import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from '../app.ts';
import { type Contexts, createContexts } from '../contexts.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import type { Configuration } from '../platform/configuration.ts';
import { openDatabase } from '../platform/database.ts';
import { createOutbound } from '../platform/outbound.ts';
import { clock, createLog, entropy, generateKeys } from './world.ts';

export interface Running {
  readonly address: string;
  stop(): Promise<void>;
}

/** Time that load balancers get to notice that this process is not ready any more. */
const graceMilliseconds = 1000;

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
    allowedOrigins: [configuration.node.peer.origin],
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
      await app.close();
      await contexts.stop();
      await close();
    },
  };
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
