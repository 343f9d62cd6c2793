import { Fault } from '../kernel/fault.ts';
import { instantText, wholeSeconds } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Transaction } from '../platform/database.ts';
import type { Keys } from './keys.ts';
import type { PreparedKey } from './preparation.ts';
import type { Registration } from './registration.service.ts';
import { maySign, type PublishedKey } from './signing-key.ts';
import { bringForward, endByCompromise, lockSlot, type StoredKey } from './signing-keys.store.ts';

export function createCompromise({
  clock,
  registration,
}: {
  readonly clock: Clock;
  readonly registration: Registration;
}): Keys['markCompromised'] {
  return async (tx, { kid, compromisedAt, reason, replacement }, act) => {
    const now = wholeSeconds(clock.now());
    const since = wholeSeconds(compromisedAt);
    if (since > now) throw futureCompromise();
    const keys = await lockSlot(tx, replacement);
    const key = keys.find((candidate) => candidate.kid === kid);
    if (!key) throw new Fault('not-found');
    refuseLaterReport(key, since);
    const signUntil = endOfWindow(key, now);
    await endByCompromise(tx, { kid, compromisedAt: since, signUntil });
    const others = keys.filter((candidate) => candidate !== key);
    const successor = await fillGap(tx, { others, replacement, now }, registration);
    await registration.tell(tx, act, { type: 'key.compromised', key, effectiveAt: since, reason });
    if (successor) {
      const change = { key: successor, effectiveAt: now, before: kid, after: successor.kid };
      await registration.tell(tx, act, { type: 'key.rotated', ...change });
    }
    const { privateSealed: _private, ...published } = key;
    return { ...published, compromisedAt: since, signUntil };
  };
}

/** At once. A key that was to begin later keeps an empty window. */
function endOfWindow({ signFrom, signUntil }: PublishedKey, now: Date): Date {
  if (signUntil !== null && signUntil < now) return signUntil;
  return signFrom > now ? signFrom : now;
}

/** Signing goes on: by a new key, or by the one that was to begin later. Undefined when another key signs anyway. */
async function fillGap(
  tx: Transaction,
  slot: { readonly others: readonly StoredKey[]; readonly replacement: PreparedKey; readonly now: Date },
  registration: Registration,
): Promise<PublishedKey | undefined> {
  const { others, replacement, now } = slot;
  const open = others.find(({ signUntil }) => signUntil === null);
  if (!open) return registration.add(tx, replacement, now);
  if (others.some((other) => maySign(other, now))) return undefined;
  await bringForward(tx, open.kid, now);
  return open;
}

function refuseLaterReport({ compromisedAt }: PublishedKey, since: Date): void {
  if (compromisedAt === null || since < compromisedAt) return;
  throw new Fault('key-already-compromised', { values: { compromisedAt: instantText(compromisedAt) } });
}

function futureCompromise(): Fault {
  return new Fault('compromise-in-future', {
    errors: [{ pointer: '/body/compromisedAt', code: 'invalid' }],
  });
}
