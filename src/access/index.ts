import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Entropy } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import type { EventLog } from '../platform/events.store.ts';
import type { GroupCommitLimits } from '../platform/group-commit.ts';
import type { Authenticate } from '../platform/operation.ts';
import type { Cursors } from '../platform/paging.ts';
import type { Router } from '../platform/router.ts';
import type { Snapshots } from '../platform/snapshots.worker.ts';
import { accessRecordRoutes } from './access-records.routes.ts';
import { type AccessRecords, createAccessRecords } from './access-records.worker.ts';
import { type AccessHistory, createAccessHistory } from './access-history.service.ts';
import { createAuthenticate } from './authenticate.service.ts';
import { createMembers, type Members } from './directory.service.ts';
import { createDpop, type Dpop } from './dpop.service.ts';
import { createGrants, type Grants } from './grants.service.ts';
import { memberRoutes } from './members.routes.ts';
import type { PeerKey } from './peer-token.ts';
import { createRegistry, type Registry } from './members.service.ts';
import { nonceRoutes } from './nonces.routes.ts';
import { createNonces, type Nonces } from './nonces.service.ts';
import { organisationRoutes } from './organisations.routes.ts';
import { createOrganisations, type Organisations } from './organisations.service.ts';
import { createSetup, type FirstOperator } from './setup.service.ts';
import { type AssertionUse, useAssertions } from './single-use.store.ts';
import { tokenRoutes } from './token.routes.ts';
import type { TokenKeys } from './token-keys.ts';
import { createTokens } from './tokens.service.ts';
import type { WalletTokens } from './wallet-tokens.ts';

export { registerAccess } from './access.routes.ts';
export { createAccessWorker } from './access.worker.ts';
export {
  type AccessKind,
  type AccessNote,
  type AccessRecord,
  type ContentClass,
  leafOf,
} from './access-record.ts';
export type { AccessRecordFilter, NamedAccessRecord } from './access-records.store.ts';
export type { AccessRecords } from './access-records.worker.ts';
export type { ActiveClient, ActiveOfficer, BearerKey, Directory } from './directory.ts';
export type { Members } from './directory.service.ts';
export { clientAssertionType, grantTypes } from './grants.ts';
export { holderProofType } from './assertion.ts';
export { oauthError } from './oauth-error.ts';
export { oauthErrorBody } from './token.schema.ts';
export { attestationOf, proofOf } from './token-headers.ts';
export { officerStatementType, refusalOfStatement, type StatementRefusal } from './officer-statement.ts';
export { peerTokenSeconds, signPeerToken } from './peer-token.ts';
export { isOpen, isPermitted } from './permission.ts';
export { type PlaceDecision, placeDecision, type PlaceQuestion } from './place-decision.ts';
export { type PlaceRule, placeRules } from './place-rules.ts';
export * from './roles.ts';
export type { FirstOperator } from './setup.service.ts';
export type { TokenRequest } from './token.schema.ts';
export { type TokenKey, type TokenKeys, tokenKeysOf } from './token-keys.ts';

export type {
  AuthorizationDetail,
  WalletMetadata,
  WalletTokenOutcome,
  WalletTokenRequest,
  WalletTokens,
} from './wallet-tokens.ts';

export * from './access-counts.store.ts';

export interface AccessDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly snapshots: Snapshots;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly keys: TokenKeys;
  /** The root of the tree of RFC 6962 section 2.1 over these leaves. */
  readonly treeRoot: (leaves: readonly Uint8Array[]) => Uint8Array;
  /** The notice keys of the other node, by which it shows itself; none when absent. */
  readonly peerKey?: (kid: string) => PeerKey | undefined;
  /** The grants of wallets, kept by a context above this one; none when absent. */
  readonly walletTokens?: () => WalletTokens;
  /** 32 bytes, for nothing else: nonces of DPoP come of it. When absent, those of this process are good here alone. */
  readonly nonceKey?: Uint8Array;
  /** Of the group commit of access records; the usual ones when absent. */
  readonly limits?: Partial<GroupCommitLimits>;
}

export interface Access {
  /** The guard of every route. The server must have gone through `registerAccess` before. */
  readonly authenticate: Authenticate;
  /** Who may call now, and by which key they sign. */
  readonly members: Members;
  /** Who asked what: an answer that needs a record waits for `write`. */
  readonly records: AccessRecords;
  readonly history: AccessHistory;
  readonly organisations: Organisations;
  readonly registry: Registry;
  readonly grants: Grants;
  readonly dpop: Dpop;
  /** True the first time, in whatever process; remembered until it expires. */
  useOnce(use: AssertionUse): Promise<boolean>;
  /** Nonces for presentations: `consume` in the transaction that accepts one. */
  readonly nonces: Nonces;
  readonly keys: TokenKeys;
  readonly node: NodeIdentity;
  /** Registers the operator of this node and its first client, unless that was done. */
  ensureOperator(operator: FirstOperator): Promise<{ organisationId: string; clientId: string }>;
  /** Waits for the access records that were accepted. */
  stop(): Promise<void>;
}

export function createAccess(deps: AccessDependencies): Access {
  const { node, keys } = deps;
  const members = createMembers(deps.snapshots);
  const tokens = createTokens(deps);
  const organisations = createOrganisations({ ...deps, members });
  const registry = createRegistry({ ...deps, members });
  const records = createAccessRecords(deps, deps.limits);
  const dpop = createDpop({ ...deps, key: deps.nonceKey ?? deps.entropy.bytes(32) });
  const { ensureOperator } = createSetup({ ...deps, organisations, registry });
  return {
    authenticate: createAuthenticate({
      ...deps,
      members,
      tokens,
      dpop,
      peerKey: deps.peerKey ?? (() => undefined),
    }),
    members,
    records,
    history: createAccessHistory(deps),
    organisations,
    registry,
    grants: createGrants({ ...deps, members, tokens, dpop, walletTokens: () => deps.walletTokens?.() }),
    dpop,
    async useOnce({ digest, expiresAt }) {
      const [first] = await deps.db.transaction((tx) => useAssertions(tx, [{ digest, expiresAt }]));
      return first === true;
    },
    nonces: createNonces(deps),
    keys,
    node,
    ensureOperator,
    stop: () => records.stop(),
  };
}

export function accessRoutes(router: Router, access: Access): void {
  tokenRoutes(router, access);
  organisationRoutes(router, access.organisations);
  memberRoutes(router, access.registry);
  nonceRoutes(router, access);
  accessRecordRoutes(router, access.history);
}
