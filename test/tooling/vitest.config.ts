import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Files share a worker's imports (`isolate: false`, five times faster) since each has a database of its own and no test mocks a module. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    globalSetup: ['test/support/global-setup.ts'],
    isolate: false,
    // Much of a test is waiting for Postgres, so a core is not left to the runner; more than four would only queue at one server.
    maxWorkers: Math.min(4, availableParallelism()),
    // A browser on a busy machine takes its time.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
