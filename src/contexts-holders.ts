import { hkdfSync } from 'node:crypto';
import type { Access } from './access/index.ts';
import { createArchive } from './archive/index.ts';
import type { Catalogue } from './catalogue/index.ts';
import { type Credentials, findRecord, isHolderEnded, subjectOfHolder } from './credentials/index.ts';
import type { NodeIdentity } from './kernel/node.ts';
import type { Clock, Entropy, Outbound } from './kernel/ports.ts';
import { createParallelKeys, type Keys } from './keys/index.ts';
import type { Configuration } from './platform/configuration.ts';
import type { Database } from './platform/database.ts';
import type { EventLog } from './platform/events.store.ts';
import type { Cursors } from './platform/paging.ts';
import type { Snapshots } from './platform/snapshots.worker.ts';
import { createPresentation } from './presentation/index.ts';
import type { Recognition } from './recognition/index.ts';
import { organisationNames, requestSignersOf, verifyingMember } from './seams.ts';
import { createSharing } from './sharing/index.ts';
import { createSignin, type People } from './signin/index.ts';
import type { Status } from './status/index.ts';
import type { Trust } from './trust/index.ts';
import type { Vault } from './vault/index.ts';
import type { Verification } from './verification/index.ts';
import { createWallet, datasetsOf } from './wallet/index.ts';

interface Shared {
  readonly db: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly events: EventLog;
  readonly snapshots: Snapshots;
  readonly cursors: Cursors;
  readonly node: NodeIdentity;
  readonly outbound: Outbound;
}

interface Known {
  readonly access: Access;
  readonly catalogue: Catalogue;
  readonly credentials: Credentials;
  readonly keys: Keys;
  readonly recognition: Recognition;
  readonly trust: Trust;
  readonly vault: Vault;
  readonly verification: Verification;
}

/** How professionals get credentials into a wallet, and show them from one or by a code. */
export function createHolderContexts(
  shared: Shared,
  configuration: Configuration,
  { access, catalogue, credentials, keys, recognition, trust, vault, verification }: Known,
) {
  const { masterKey } = configuration;
  const keyFor = (use: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', masterKey, shared.node.origin, use, 32));
  const presentation = createPresentation({
    ...shared,
    key: keyFor('wenjin presentations'),
    haip: configuration.haip,
    redirectOrigins: configuration.redirectOrigins,
    verification,
    requestSigners: () => requestSignersOf(keys),
    memberOf: (who) => verifyingMember(access, who),
    organisationNames: (id) => organisationNames(access, id),
  });
  const signin = createSignin({
    ...shared,
    access,
    trust,
    vault,
    verification,
    wallets: presentation.signIns,
    people: peopleOf({ credentials, recognition }),
    key: keyFor('wenjin sign-in'),
    haip: configuration.haip,
    signIn: configuration.signIn,
    attesters: configuration.walletAttesters,
    attestationRequired: configuration.walletAttestationRequired,
  });
  const wallet = createWallet({
    ...shared,
    access,
    catalogue,
    keys,
    trust,
    vault,
    credentials,
    recognition,
    signin,
    key: keyFor('wenjin wallets'),
    attesters: configuration.walletAttesters,
    keyRequirements: configuration.keyRequirements,
  });
  const sharing = createSharing({
    ...shared,
    key: keyFor('wenjin share codes'),
    own: (reader, id, keyThumbprint) => credentials.reading.own(reader, id, keyThumbprint),
    verification,
    organisationNames: (id) => organisationNames(access, id),
  });
  return { signin, wallet, presentation, sharing };
}

/** Whom signing in leads to, and what is theirs. */
function peopleOf({ credentials, recognition }: Pick<Known, 'credentials' | 'recognition'>): People {
  return {
    // By credentials that are bound to the key, else by an application that is still to be decided.
    async ofKey(reader, authority, keyThumbprint) {
      const holder = await subjectOfHolder(reader, authority, keyThumbprint);
      if (holder !== undefined) return holder;
      const subjectId = await recognition.retention.subjectOfApplicant(reader, keyThumbprint);
      if (subjectId === undefined) return undefined;
      const waiting = await recognition.wallets.waiting(reader, { authority, subjectId });
      return waiting.length > 0 ? subjectId : undefined;
    },
    isEnded: isHolderEnded,
    ofRecord: findRecord,
    datasets: async (reader, of) =>
      (await datasetsOf({ credentials, recognition }, reader, of)).map(({ id }) => id),
  };
}

/** The same records for archives, with whatever the configuration has them signed by as well. */
export function createArchiveContext(
  shared: Shared,
  { masterKey, parallelSuites }: Configuration,
  known: Pick<Known, 'keys' | 'trust' | 'vault' | 'credentials' | 'verification'> & {
    readonly status: Status;
  },
) {
  const parallelKeys = createParallelKeys({ masterKey, suites: parallelSuites });
  return createArchive({ ...shared, ...known, parallelKeys });
}
