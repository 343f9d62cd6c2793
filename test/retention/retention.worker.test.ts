import { expect, test } from 'vitest';
import type { RunOutcome } from '../../src/retention/executing.service.ts';
import { createRetentionWorker } from '../../src/retention/index.ts';

const outcome = (more: boolean): RunOutcome => ({ runId: 'r', subjects: 0, classes: {}, count: 0, more });

test('another round follows as long as one finds more, and each is told', async () => {
  const rounds = [outcome(true), outcome(true), outcome(false)];
  const told: RunOutcome[] = [];
  const worker = createRetentionWorker({
    execution: { runOnce: async () => rounds.shift() ?? outcome(false) },
    onError: () => undefined,
    onRun: (each) => void told.push(each),
  });
  expect(await worker.runOnce()).toHaveLength(3);
  expect(told).toHaveLength(3);
});

test('rounds have a limit, and a stop ends them', async () => {
  const worker = createRetentionWorker({
    execution: { runOnce: async () => outcome(true) },
    onError: () => undefined,
  });
  expect(await worker.runOnce()).toHaveLength(20);
  worker.start();
  await worker.stop();
  expect(await worker.runOnce()).toEqual([]);
});
