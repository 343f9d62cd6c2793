import { configurationFrom } from '../platform/configuration.ts';
import { startWorkers } from './node-process.ts';

/** The workers of a node alone: publishing status lists and trust lists, delivering notices, forgetting what is past its time. */

const running = await startWorkers(configurationFrom(process.env));
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    void running.stop().then(() => process.exit(0));
  });
