import { hasGoodSignature, namesItsSigner, readTrustList } from './trust-list.ts';
import { indexTrustList, type TrustedKey } from './trust-view.ts';

export type OfflineList =
  | {
      readonly ok: true;
      readonly origin: string;
      readonly version: string;
      /** Thumbprint of the key that signed the list: compare it with the one that the node has made known. */
      readonly anchor: string;
      receiptKey(kid: string): TrustedKey | undefined;
      /** All that the list ever named for the log. */
      logKeys(): readonly TrustedKey[];
    }
  | { readonly ok: false; readonly reason: string };

/** One trust list by itself, with no node and no network: for who checks a receipt years later. Whether its anchor is to be believed is the reader's to say. */
export function offlineTrustList(text: string): OfflineList {
  const read = readTrustList(text);
  if (!read.ok) return read;
  if (!namesItsSigner(read.list) || !hasGoodSignature(read.list)) return { ok: false, reason: 'signature' };
  const indexed = indexTrustList(read.list.payload);
  const { origin, version } = indexed;
  return {
    ok: true,
    origin,
    version,
    anchor: read.list.kid,
    receiptKey: (kid) => indexed.nodeKeys.get(`${origin} receipt ${kid}`),
    logKeys: () =>
      [...indexed.nodeKeys].flatMap(([name, key]) => (name.startsWith(`${origin} log `) ? [key] : [])),
  };
}
