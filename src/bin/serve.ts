import { configurationFrom } from '../platform/configuration.ts';
import { startNode } from './node-process.ts';

/** One process of a node: the API, and the workers unless WENJIN_WORKERS is `false`. */

const configuration = configurationFrom(process.env);
const running = await startNode(configuration, { workers: process.env.WENJIN_WORKERS !== 'false' });

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
// Started by another process: when that one is gone there is nobody left to serve.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.send?.({ listening: running.address });
