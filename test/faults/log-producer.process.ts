/** Appends events, several at once, until it is killed; says of each that it was committed. For `log-crash.test.ts`. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/platform/database.ts';
import { eventsOf, someAct, someEvent } from '../transparency/log-events.ts';

const [url = ''] = process.argv.slice(2);
const { db } = openDatabase(url, { max: 4, onError: () => undefined });
const events = eventsOf(randomUUID());

async function produce(): Promise<void> {
  for (;;) {
    try {
      const id = await db.transaction((tx) => events.append(tx, someAct, someEvent()));
      process.stdout.write(`${id}\n`);
    } catch {
      await sleep(20);
    }
  }
}

await Promise.all(Array.from({ length: 4 }, produce));
