import type { KeyObject } from 'node:crypto';
import { epochSeconds } from '../kernel/instants.ts';
import type { SignatureAlgorithm, Signer } from '../kernel/ports.ts';

export interface AgreementKey {
  readonly key: KeyObject;
  readonly alg: SignatureAlgorithm;
  readonly signFrom: Date;
  readonly signUntil: Date | null;
  readonly compromisedAt: Date | null;
}

/** The agreement keys of both nodes, as the trust lists name them, and the signer of this one. */
export interface AgreementKeys {
  agreementKey(origin: string, kid: string): AgreementKey | undefined;
  /** @throws Fault `no-signing-key` */
  signer(): Signer;
}

/** Seconds by which the clocks of two nodes may differ. */
const skewSeconds = 60;

export type KeyRefusal = 'key-compromised' | 'signed-in-the-future' | 'signed-outside-key-window';

/** May a signature that says it was made at `iat` be accepted from this key now? Who holds a stolen key writes any `iat`. */
export function refusalOfKey(
  key: AgreementKey,
  { iat, now }: { readonly iat: number; readonly now: Date },
): KeyRefusal | undefined {
  if (key.compromisedAt !== null) return 'key-compromised';
  if (iat > epochSeconds(now) + skewSeconds) return 'signed-in-the-future';
  const until = key.signUntil === null ? Number.POSITIVE_INFINITY : epochSeconds(key.signUntil);
  // The key may have been made within the second that `iat` names.
  return epochSeconds(key.signFrom) <= iat && iat <= until ? undefined : 'signed-outside-key-window';
}
