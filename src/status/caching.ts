import { Fault } from '../kernel/fault.ts';
import type { Representation } from '../platform/representation.ts';
import { listProfile } from './vocabulary.ts';

type Octets = Omit<Representation, 'mediaType'>;

/** What is current is kept as long as it may be believed, a minute at most. @throws Fault when there is none, or none any more. */
export function currentOctets(
  list: { readonly jwt: Uint8Array; readonly tag: string; readonly exp: number } | undefined,
  nowSeconds: number,
): Octets {
  if (!list) throw new Fault('not-found');
  const secondsLeft = list.exp - nowSeconds;
  // It could not be renewed; what it says may no longer be so.
  if (secondsLeft <= 0) throw new Fault('unavailable');
  const maxAge = Math.min(listProfile.ttlSeconds, secondsLeft);
  return { octets: list.jwt, tag: list.tag, cacheControl: `public, max-age=${maxAge}` };
}

/** A list that says it was signed by an instant may be recorded this much later; then nothing changes any more. */
const settledSeconds = 300;

export function pastCaching(ageSeconds: number): string {
  return ageSeconds > settledSeconds ? 'public, max-age=31536000, immutable' : 'no-cache';
}
