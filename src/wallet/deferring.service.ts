import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds } from '../kernel/instants.ts';
import type { PublicJwk } from '../kernel/jwk.ts';
import type { Transaction } from '../platform/database.ts';
import type { WalletGrant } from '../signin/index.ts';
import type { WalletDependencies } from './dependencies.ts';
import { transactionIdOf } from './handles.ts';
import {
  countWaiting,
  type DeferredRow,
  findDeferred,
  forgetSome,
  lockOwner,
  putDeferred,
} from './issuances.store.ts';
import {
  denied,
  offerIdOf,
  ownerOf,
  type Source,
  sourceOf,
  sourceOfApplication,
  walletOf,
} from './sources.service.ts';
import type { ConfigurationId } from './vocabulary.ts';

/** OpenID4VCI 1.0 section 9: a recognition waits for two people, and its wallet with it. */

/** A person decides: asking more often than every five minutes tells nothing new. */
const deferralSeconds = 300;
const deferralDays = 90;

/** Of one wallet at a time: it needs one for each recognition that it waits for, and may change its keys now and then. */
const waitingMost = 20;

interface ToDefer {
  readonly grant: WalletGrant;
  readonly configuration: ConfigurationId;
  readonly keys: readonly PublicJwk[];
  readonly source: Extract<Source, { kind: 'waiting' }>;
  /** Runs in the transaction that stores what waits, before anything else. */
  readonly used: (tx: Transaction) => Promise<void>;
}

/** Gives the `transaction_id`, the same for the same keys. @throws Fault `vci-denied` where too many wait already */
export async function defer(
  { db, clock, key }: WalletDependencies,
  { grant, configuration, keys, source, used }: ToDefer,
): Promise<string> {
  const { authority } = grant;
  const of = { authority, owner: ownerOf(grant), wallet: walletOf(grant) };
  const id = transactionIdOf(key, { ...of, objectId: source.applicationId, keys });
  const digest = sha256(id);
  const createdAt = clock.now();
  await db.transaction(async (tx) => {
    await used(tx);
    await lockOwner(tx, of.owner);
    if ((await countWaiting(tx, { ...of, besides: digest, now: createdAt })) >= waitingMost)
      throw denied('too many transactions of this wallet wait, ask for one of them');
    await putDeferred(tx, {
      ...of,
      digest,
      configuration,
      applicationId: source.applicationId,
      keys,
      createdAt,
      expiresAt: addSeconds(createdAt, deferralDays * 86_400),
    });
    await forgetSome(tx, createdAt);
  });
  return id;
}

/** What this wallet waits for under this name. @throws Fault `vci-invalid-transaction` */
export async function ownDeferred(
  { db, clock }: WalletDependencies,
  grant: WalletGrant,
  id: string,
): Promise<DeferredRow> {
  const row = await findDeferred(db, sha256(id));
  const good =
    row?.owner === ownerOf(grant) &&
    row.wallet === walletOf(grant) &&
    row.authority === grant.authority &&
    grant.configurations.includes(row.configuration) &&
    !row.takenAt &&
    clock.now() < row.expiresAt;
  if (!row || !good) throw new Fault('vci-invalid-transaction');
  return row;
}

/** An offer may have been revoked while its wallet waited; who signed in waits for that one application. @throws Fault `vci-denied` */
export function sourceOfDeferred(
  deps: WalletDependencies,
  grant: WalletGrant,
  { configuration, applicationId }: DeferredRow,
): Promise<Source> {
  return offerIdOf(grant) === undefined
    ? sourceOfApplication(deps, applicationId)
    : sourceOf(deps, grant, { configuration });
}

export function deferral(transactionId: string): { status: 202; body: Record<string, unknown> } {
  return { status: 202, body: { transaction_id: transactionId, interval: deferralSeconds } };
}
