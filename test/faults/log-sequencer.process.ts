/**
 * Sequences until it is killed. `leading` runs the worker as a node does; `competing` never asks who leads, so that only the lock of the
 * head stands between it and the others. For `log-crash.test.ts`.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/platform/database.ts';
import { createGenesis } from '../../src/transparency/genesis.service.ts';
import { createSequencer, createSequencing } from '../../src/transparency/index.ts';
import { eventsOf, nodeOrigin } from '../transparency/log-events.ts';

const [manner, appUrl = '', logUrl = '', batch = '40'] = process.argv.slice(2);
const onError = (): void => undefined;
const app = openDatabase(appUrl, { max: 1, onError });
const { db } = openDatabase(logUrl, { max: 4, onError });
/** Small batches, so that more transactions are there to be killed in. */
const sequencing = createSequencing({ db }, Number(batch));
const ensureGenesis = createGenesis({
  db: app.db,
  events: eventsOf(randomUUID()),
  nodeOrigin,
  origin: 'hk.wenjin.example/log',
  logKeyId: () => 'the-key-of-this-log',
});

process.stdout.write('ready\n');
if (manner === 'leading') {
  createSequencer({ db, sequencing, ensureGenesis, onError }).start();
} else {
  for (;;) {
    const taken = await ensureGenesis()
      .then(() => sequencing.drain())
      .catch(() => 0);
    await sleep(taken > 0 ? 1 : 10);
  }
}
