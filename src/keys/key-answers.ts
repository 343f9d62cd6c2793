import { preciseText } from '../kernel/instants.ts';
import type { PublishedKey } from './signing-key.ts';

const textOrNull = (at: Date | null): string | null => at && preciseText(at);

export function keyAnswer(key: PublishedKey) {
  const { kid, purpose, authority, suite, jwk } = key;
  return {
    kid,
    purpose,
    authority,
    suite,
    jwk,
    signFrom: preciseText(key.signFrom),
    signUntil: textOrNull(key.signUntil),
    publishedUntil: textOrNull(key.publishedUntil),
    compromisedAt: textOrNull(key.compromisedAt),
    createdAt: preciseText(key.createdAt),
  };
}

/** RFC 7517 section 5; `alg` and `use` keep a reader from using a key for anything else. */
export function jwkSetOf(keys: readonly PublishedKey[]) {
  return { keys: keys.map(({ jwk, kid, suite }) => ({ ...jwk, kid, alg: suite, use: 'sig' as const })) };
}
