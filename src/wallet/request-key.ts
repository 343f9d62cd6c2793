import { hkdfSync } from 'node:crypto';
import { epochSeconds } from '../kernel/instants.ts';
import { type AgreementKeyPair, p256KeyOf, p256SeedBytes } from '../kernel/p256-key.ts';

const periodSeconds = 30 * 86_400;

/** What wallets encrypt requests to: the key of a period of thirty days, which comes of the key of the node and is kept nowhere. */
export type RequestKey = AgreementKeyPair;

/** Of this period and the one before: a wallet may have read the metadata some time ago. */
export function requestKeysAt(secret: Uint8Array, now: Date): readonly [RequestKey, RequestKey] {
  const period = Math.floor(epochSeconds(now) / periodSeconds);
  return [keyOf(secret, period), keyOf(secret, period - 1)];
}

function keyOf(secret: Uint8Array, period: number): RequestKey {
  const info = `wenjin request encryption\0${String(period)}`;
  return p256KeyOf(new Uint8Array(hkdfSync('sha256', secret, '', info, p256SeedBytes)));
}
