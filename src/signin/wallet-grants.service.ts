import { sha256Base64url } from '../kernel/digest.ts';
import type { Act } from '../kernel/event.ts';
import { uuidV4 } from '../kernel/identifiers.ts';
import { addSeconds } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { SigninDependencies } from './dependencies.ts';
import {
  type CredentialConfigurationId,
  grantDays,
  identifiersOf,
  type WalletGrant,
} from './wallet-grant.ts';
import {
  findLiveGrant,
  type GrantsOf,
  insertGrant,
  listLiveGrantsOf,
  revokeGrant,
  type WalletGrantRow,
} from './wallet-grants.store.ts';

export interface NewGrant {
  readonly authority: string;
  readonly configurations: readonly CredentialConfigurationId[];
  /** Did the wallet ask by `authorization_details`? Then it fetches by identifiers; and also when the person has more than one of a type. */
  readonly detailed: boolean;
  readonly basis: WalletGrant['basis'];
  readonly clientId: string | null;
  readonly dpopThumbprint: string | null;
  readonly holderThumbprint: string | null;
  readonly requestId: string;
}

export interface WalletGrants {
  make(tx: Transaction, grant: NewGrant): Promise<WalletGrant>;
  /** Undefined when it was revoked, is over, or never was; and while what is bound to the key that let the wallet in is suspended or ended. */
  find(reader: Reader, id: string): Promise<WalletGrant | undefined>;
  /** False when it was revoked before. */
  revoke(
    tx: Transaction,
    id: string,
    why: { readonly reasonCode: string; readonly requestId: string },
  ): Promise<boolean>;
  /** All that wallets were granted by an authority after this person had signed in. */
  revokeOf(
    tx: Transaction,
    of: GrantsOf,
    why: { readonly reasonCode: string; readonly act: Act },
  ): Promise<void>;
}

export function createWalletGrants(deps: SigninDependencies): WalletGrants {
  const { clock, entropy, events, node, people } = deps;
  const find = async (reader: Reader, id: string): Promise<WalletGrant | undefined> => {
    const row = await findLiveGrant(reader, id, clock.now());
    if (!row) return undefined;
    const { authority, holderThumbprint } = row;
    const isEnded = holderThumbprint !== null && (await people.isEnded(reader, authority, holderThumbprint));
    return isEnded ? undefined : grantOf(row);
  };
  const end = async (
    tx: Transaction,
    grant: WalletGrant,
    { reasonCode, act }: { readonly reasonCode: string; readonly act: Act },
  ): Promise<boolean> => {
    if (!(await revokeGrant(tx, grant.id, clock.now()))) return false;
    await events.append(tx, act, { ...eventOf(grant, node.origin), type: 'wallet.revoked', reasonCode });
    return true;
  };
  return {
    async make(tx, { requestId, detailed, ...grant }) {
      const id = uuidV4(entropy);
      const createdAt = clock.now();
      const identifiers = await identifiersFor(tx, deps, { ...grant, id, detailed });
      const made = { ...grant, id, identifiers, createdAt };
      const configurations = [...grant.configurations];
      await insertGrant(tx, {
        ...made,
        configurations,
        expiresAt: addSeconds(createdAt, grantDays * 86_400),
      });
      await events.append(tx, actOf(made, requestId), {
        ...eventOf(made, node.origin),
        type: 'wallet.granted',
        details: {
          configurations,
          basis: grant.basis.kind,
          offer: grant.basis.kind === 'offer' ? grant.basis.offerId : null,
          // A wallet can call itself anything, and entries are kept for ever.
          client: grant.clientId === null ? null : sha256Base64url(grant.clientId),
          keyBound: grant.dpopThumbprint !== null,
        },
      });
      return made;
    },
    find,
    async revoke(tx, id, { reasonCode, requestId }) {
      const row = await findLiveGrant(tx, id, clock.now());
      if (!row) return false;
      const grant = grantOf(row);
      return end(tx, grant, { reasonCode, act: actOf(grant, requestId) });
    },
    async revokeOf(tx, of, why) {
      for (const row of await listLiveGrantsOf(tx, of, clock.now())) await end(tx, grantOf(row), why);
    },
  };
}

async function identifiersFor(
  tx: Transaction,
  { people }: SigninDependencies,
  { id, authority, basis, configurations, detailed }: Omit<NewGrant, 'requestId'> & { readonly id: string },
): Promise<WalletGrant['identifiers']> {
  const datasets: Partial<Record<CredentialConfigurationId, readonly string[]>> = {};
  for (const configuration of configurations)
    datasets[configuration] =
      basis.kind === 'offer'
        ? []
        : await people.datasets(tx, { authority, subjectId: basis.subjectId, configuration });
  const hasSeveral = Object.values(datasets).some(({ length }) => length > 1);
  return detailed || hasSeveral ? identifiersOf(id, datasets) : null;
}

function grantOf({ expiresAt: _, revokedAt: __, ...grant }: WalletGrantRow): WalletGrant {
  return grant;
}

function actOf({ id, dpopThumbprint }: WalletGrant, requestId: string): Act {
  const by = { kind: 'wallet', grantId: id, roles: ['wallet'], scopes: [], dpopThumbprint } as const;
  return { by, role: 'wallet', requestId, purpose: 'own-record' };
}

function eventOf(grant: WalletGrant, origin: string) {
  return {
    issuer: issuerOf(origin, grant.authority),
    subjectId: grant.basis.kind === 'subject' ? grant.basis.subjectId : null,
    objectType: 'wallet-grant',
    objectId: grant.id,
  };
}
