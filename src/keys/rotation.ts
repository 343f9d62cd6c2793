import { addSeconds, wholeSeconds } from '../kernel/instants.ts';
import type { PublishedKey } from './signing-key.ts';
import type { KeyPurpose } from './vocabulary.ts';

const minute = 60;
const day = 86_400;

/**
 * How long the windows of the former and the new key overlap, so that nothing signed at the change falls between them. A link to a
 * presentation request names the key that wallets must find it signed by, and is open for a day at most.
 */
function overlapSeconds(purpose: KeyPurpose): number {
  return purpose === 'presentation' ? day + minute : minute;
}

/** Access tokens live ten minutes. Everything else may have to be verified years later, so its key stays listed. */
const tokenKeyListedSeconds = day;

const latestAheadSeconds = 90 * day;

/**
 * Time between a rotation and the change. Ten minutes let the peer fetch the trust list (it does so each minute) before the
 * first signature by the new key. A trust-list key is different: the peer accepts it only if a list signed by the former one
 * announced it, so the announcement must not be missed by a peer that is away for a while.
 */
function leadSeconds(purpose: KeyPurpose): { least: number; usual: number } {
  return purpose === 'trust-list' ? { least: 60 * minute, usual: day } : { least: 0, usual: 10 * minute };
}

export type RotationPlan =
  | { readonly kind: 'planned'; readonly signFrom: Date; readonly formerUntil: Date }
  | { readonly kind: 'out-of-range'; readonly earliest: Date; readonly latest: Date };

export function planRotation(purpose: KeyPurpose, requested: Date | undefined, now: Date): RotationPlan {
  const { least, usual } = leadSeconds(purpose);
  const earliest = addSeconds(wholeSeconds(now), least);
  const latest = addSeconds(wholeSeconds(now), latestAheadSeconds);
  const signFrom = requested === undefined ? addSeconds(wholeSeconds(now), usual) : wholeSeconds(requested);
  if (signFrom < earliest || signFrom > latest) return { kind: 'out-of-range', earliest, latest };
  return { kind: 'planned', signFrom, formerUntil: addSeconds(signFrom, overlapSeconds(purpose)) };
}

/** When the former key stops, as long as it has not: until then the slot takes no other rotation. */
export function underWayUntil(keys: readonly PublishedKey[], now: Date): Date | undefined {
  return keys
    .filter(({ compromisedAt }) => compromisedAt === null)
    .flatMap(({ signUntil }) => (signUntil !== null && signUntil > now ? [signUntil] : []))
    .sort((a, b) => b.getTime() - a.getTime())[0];
}

export function publishedUntilOf(purpose: KeyPurpose, signUntil: Date): Date | null {
  return purpose === 'token' ? addSeconds(signUntil, tokenKeyListedSeconds) : null;
}
