import { stringify, v7 } from 'uuid';
import type { Clock, Entropy } from './ports.ts';

/** UUIDv7: rows that are made in time order stay near one another in an index. */
export function uuidV7(clock: Clock, entropy: Entropy): string {
  return v7({ msecs: clock.now().getTime(), random: entropy.bytes(16) });
}

/** UUIDv4: tells nothing, not even when it was made; for what leaves the node. */
export function uuidV4(entropy: Entropy): string {
  const bytes = Uint8Array.from(entropy.bytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return stringify(bytes);
}
