import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import { actOf } from '../platform/act.ts';
import { createRateLimiter } from '../platform/rate-limit.ts';
import type { WalletDependencies } from './dependencies.ts';
import { grantOf, type WalletAsked } from './issuance.service.ts';
import { lockNotification, setNotified } from './issuances.store.ts';
import { ownerOf, walletOf } from './sources.service.ts';
import type { NotificationEvent } from './vocabulary.ts';

export interface WalletNotifications {
  /** The same again changes nothing. @throws Fault `too-many-requests`, `vci-foreign-token`, `vci-invalid-notification-id` */
  notify(told: { readonly id: string; readonly event: NotificationEvent }, asked: WalletAsked): Promise<void>;
}

export function createWalletNotifications(deps: WalletDependencies): WalletNotifications {
  const { db, clock, events, node } = deps;
  const limiter = createRateLimiter({ clock, perMinute: 60 });
  return {
    async notify({ id, event }, asked) {
      const grant = await grantOf(deps, asked);
      const waitSeconds = limiter.take(grant.id);
      if (waitSeconds !== undefined) throw new Fault('too-many-requests', { retryAfterSeconds: waitSeconds });
      const { caller, requestId } = asked;
      const act = actOf({ caller, requestId }, { role: 'wallet', purpose: 'own-record' });
      const digest = sha256(id);
      await db.transaction(async (tx) => {
        const row = await lockNotification(tx, digest);
        const own =
          row?.owner === ownerOf(grant) &&
          row.wallet === walletOf(grant) &&
          row.authority === grant.authority;
        if (!row || !own || row.expiresAt <= clock.now()) throw new Fault('vci-invalid-notification-id');
        if (row.events.includes(event)) return;
        await setNotified(tx, digest, [...row.events, event]);
        await events.append(tx, act, {
          type: 'wallet.notified',
          issuer: issuerOf(node.origin, row.authority),
          subjectId: row.subjectId,
          objectType: 'wallet-notification',
          objectId: row.credentialId,
          details: { event },
        });
      });
    },
  };
}
