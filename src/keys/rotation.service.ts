import { Fault } from '../kernel/fault.ts';
import { addSeconds, instantText } from '../kernel/instants.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Keys } from './keys.ts';
import type { Registration } from './registration.service.ts';
import { planRotation, publishedUntilOf, underWayUntil } from './rotation.ts';
import { destroyPrivateParts, endSigning, lockSlot } from './signing-keys.store.ts';

/** A retired key's private part is kept this long, for what began just before and for tokens that are still about. */
const privatePartKeptSeconds = 86_400;

export function createRotation({
  clock,
  registration,
}: {
  readonly clock: Clock;
  readonly registration: Registration;
}): Keys['rotate'] {
  return async (tx, { prepared, signFrom: requested }, act) => {
    const now = clock.now();
    const keys = await lockSlot(tx, prepared);
    const until = underWayUntil(keys, now);
    if (until) throw new Fault('rotation-under-way', { values: { until: instantText(until) } });
    const former = keys.find(({ signUntil }) => signUntil === null);
    if (!former) throw new Fault('not-found');
    const plan = planRotation(prepared.purpose, requested, now);
    if (plan.kind === 'out-of-range') {
      const { earliest, latest } = plan;
      throw new Fault('rotation-time', {
        values: { earliest: instantText(earliest), latest: instantText(latest) },
        errors: [{ pointer: '/body/signFrom', code: 'invalid' }],
      });
    }
    const { signFrom, formerUntil } = plan;
    const publishedUntil = publishedUntilOf(former.purpose, formerUntil);
    await endSigning(tx, { kid: former.kid, signUntil: formerUntil, publishedUntil });
    const key = await registration.add(tx, prepared, signFrom);
    if (!key) throw new Fault('rotation-under-way', { values: { until: instantText(formerUntil) } });
    await destroyPrivateParts(tx, prepared, addSeconds(now, -privatePartKeptSeconds));
    await registration.tell(tx, act, {
      type: 'key.rotated',
      key,
      effectiveAt: signFrom,
      before: former.kid,
      after: key.kid,
      details: { formerUntil: instantText(formerUntil) },
    });
    return key;
  };
}
