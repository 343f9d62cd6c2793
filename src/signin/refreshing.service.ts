import { encodeBase64url } from '../kernel/base64url.ts';
import { sha256 } from '../kernel/digest.ts';
import { Fault } from '../kernel/fault.ts';
import { addSeconds } from '../kernel/instants.ts';
import type { Transaction } from '../platform/database.ts';
import type { WalletTokenRequest } from '../access/index.ts';
import type { WalletClient } from './clients.service.ts';
import type { SigninDependencies } from './dependencies.ts';
import { insertRefreshToken, lockRefreshToken, markRefreshTokenUsed } from './refresh-tokens.store.ts';
import { grantDays, type WalletGrant } from './wallet-grant.ts';
import type { WalletGrants } from './wallet-grants.service.ts';

/** A wallet that waits for a checker asks again for weeks, and its access token lasts for minutes. */
export interface Refreshing {
  /** Only for a grant that is bound to a key: nobody else can do anything with the token then. */
  give(grant: WalletGrant): Promise<string | null>;
  /** RFC 6749 section 6, RFC 9700 section 4.14.2: used once, and whoever uses it again ends the grant. */
  refresh(
    request: WalletTokenRequest,
    client: WalletClient,
  ): Promise<{ readonly grant: WalletGrant; readonly token: string }>;
}

export function createRefreshing(deps: SigninDependencies & { readonly grants: WalletGrants }): Refreshing {
  const { db, clock, entropy, grants } = deps;
  const insertNew = async (tx: Transaction, { id: grantId, createdAt }: WalletGrant): Promise<string> => {
    const token = encodeBase64url(entropy.bytes(32));
    const expiresAt = addSeconds(createdAt, grantDays * 86_400);
    await insertRefreshToken(tx, { digest: sha256(token), grantId, expiresAt });
    return token;
  };
  return {
    give: async (grant) =>
      grant.dpopThumbprint === null ? null : db.transaction((tx) => insertNew(tx, grant)),
    async refresh({ parameters, dpopThumbprint, requestId }, { clientId }) {
      const { refresh_token: token } = parameters;
      if (token === undefined)
        throw new Fault('oauth-invalid-request', { values: { reason: 'refresh_token is missing' } });
      const digest = sha256(token);
      const refreshed = await db.transaction(async (tx) => {
        const row = await lockRefreshToken(tx, digest);
        const grant = row && (await grants.find(tx, row.grantId));
        if (!grant || row.expiresAt <= clock.now()) return undefined;
        // Before it is called a replay: without the key nobody can end what is another's.
        const isTheirs = grant.clientId === null || clientId === grant.clientId;
        if (grant.dpopThumbprint !== dpopThumbprint || !isTheirs) return undefined;
        if (row.usedAt !== null) {
          await grants.revoke(tx, grant.id, { reasonCode: 'refresh-token-replayed', requestId });
          return undefined;
        }
        await markRefreshTokenUsed(tx, digest, clock.now());
        return { grant, token: await insertNew(tx, grant) };
      });
      if (!refreshed) throw new Fault('oauth-invalid-grant', { values: { reason: 'refresh_token' } });
      return refreshed;
    },
  };
}
