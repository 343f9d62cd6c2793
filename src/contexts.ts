import { hkdfSync } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { createAccess, createAccessWorker, tokenKeysOf } from './access/index.ts';
import { createAgreements } from './agreements/index.ts';
import { createAudit } from './audit/index.ts';
import { createCatalogue } from './catalogue/index.ts';
import { createCredentials } from './credentials/index.ts';
import type { Clock, Entropy, Outbound } from './kernel/ports.ts';
import { createCertificatesWorker, createKeys, type KeyGenerator } from './keys/index.ts';
import { createNotices, createNoticesWorker } from './notices/index.ts';
import type { Configuration } from './platform/configuration.ts';
import type { Database } from './platform/database.ts';
import { createEventLog } from './platform/events.store.ts';
import { createIdempotency } from './platform/idempotency.service.ts';
import { createIdempotencyWorker } from './platform/idempotency.worker.ts';
import { createCursors } from './platform/paging.ts';
import { readSnapshotVersions } from './platform/snapshots.store.ts';
import { createSnapshots } from './platform/snapshots.worker.ts';
import { createPresentationWorker } from './presentation/index.ts';
import { createRecognition } from './recognition/index.ts';
import { createRetention, createRetentionWorker } from './retention/index.ts';
import { createSharingWorker } from './sharing/index.ts';
import { createSigninWorker } from './signin/index.ts';
import { createPeerStatusFetcher, createStatus, createStatusPublisher } from './status/index.ts';
import { createLogPublication, createTransparency, treeRoot } from './transparency/index.ts';
import { createTrust, createTrustWorker } from './trust/index.ts';
import { createVault } from './vault/index.ts';
import { createVerification } from './verification/index.ts';
import { createArchiveContext, createHolderContexts } from './contexts-holders.ts';
import { agreementKeys, logAlarms, nodeNoteKeys, noticeContexts, statusKeys } from './seams.ts';
import { verificationPorts } from './seams-verification.ts';

/** Everything that is real about a process: tests bring their own. */
export interface Surroundings {
  readonly configuration: Configuration;
  readonly db: Database;
  /** As the role that alone writes the log; a few connections. */
  readonly logDb: Database;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly outbound: Outbound;
  readonly generateKeys: KeyGenerator;
  readonly log: FastifyBaseLogger;
}

export type Contexts = ReturnType<typeof createContexts>;

/** Builds every service once. Read from top to bottom: each knows those above it. */
export function createContexts(surroundings: Surroundings) {
  const { configuration, db, logDb, clock, entropy, outbound, log } = surroundings;
  const { node, masterKey } = configuration;
  const onError = (error: unknown): void => {
    log.warn({ err: error }, 'something in the background failed and is tried again');
  };

  const catalogue = createCatalogue();
  const vault = createVault({ clock, entropy, masterKey, node });
  const events = createEventLog({
    clock,
    entropy,
    sealer: vault,
    nodeOrigin: node.origin,
    jurisdiction: node.jurisdiction,
  });
  const snapshots = createSnapshots(db, onError);
  const cursors = createCursors(
    new Uint8Array(hkdfSync('sha256', masterKey, node.origin, 'wenjin cursors', 32)),
  );
  const shared = { db, clock, entropy, events, snapshots, cursors, node, outbound };

  const keys = createKeys({ ...shared, masterKey, generateKeys: surroundings.generateKeys });
  const access = createAccess({
    ...shared,
    keys: tokenKeysOf(keys),
    treeRoot,
    peerKey: (kid) => trust.view().nodeKey(node.peer.origin, 'notice', kid),
    walletTokens: () => signin.tokens,
    nonceKey: new Uint8Array(hkdfSync('sha256', masterKey, node.origin, 'wenjin dpop nonces', 32)),
  });
  const logKeyId = (): string => keys.signer('log').kid;
  const transparency = createTransparency({ ...shared, logDb, logKeyId, onError });
  const onUntrusted = (version: string): void => {
    log.warn({ version }, 'a kept trust list of the peer is not led to by any pinned key');
  };
  const trust = createTrust({ ...shared, keys, catalogue, onUntrusted });
  const logPublication = createLogPublication({
    ...shared,
    logDb,
    keys: nodeNoteKeys({ keys, trust, node, clock }),
    logPolicy: configuration.logPolicy,
    published: transparency.published,
    onError,
    ...logAlarms(log),
  });
  const status = createStatus({ ...shared, keys: statusKeys(keys, trust) });
  const agreements = createAgreements({ ...shared, catalogue, keys: agreementKeys(keys, trust) });
  const credentials = createCredentials({
    ...shared,
    catalogue,
    keys,
    trust,
    vault,
    status,
    agreements,
    access,
    receipts: transparency.proofs.receipts,
  });
  const recognition = createRecognition({
    ...shared,
    catalogue,
    trust,
    vault,
    status,
    agreements,
    access,
    credentials,
    receipts: transparency.proofs.receipts,
  });
  const verification = createVerification({
    clock,
    entropy,
    node,
    ...verificationPorts({
      db,
      node,
      access,
      agreements,
      catalogue,
      credentials,
      keys,
      status,
      trust,
      vault,
    }),
  });
  const { signin, wallet, presentation, sharing } = createHolderContexts(shared, configuration, {
    access,
    catalogue,
    credentials,
    keys,
    recognition,
    trust,
    vault,
    verification,
  });
  const archived = { keys, trust, vault, status, credentials, verification };
  const archive = createArchiveContext(shared, configuration, archived);
  const noticesDependencies = {
    ...shared,
    contexts: noticeContexts({ agreements, credentials, keys, node, status, trust }),
    onError,
  };
  const notices = createNotices(noticesDependencies);
  const audit = createAudit({
    ...shared,
    access,
    agreements,
    catalogue,
    credentials,
    keys,
    notices,
    recognition,
    status,
    transparency,
    logPublication,
    trust,
    vault,
    exportKey: new Uint8Array(hkdfSync('sha256', masterKey, node.origin, 'wenjin exports', 32)),
  });

  const retention = createRetention({
    ...shared,
    vault,
    access,
    credentials,
    recognition,
    transparency,
    wallet,
    signin,
  });

  const onRefused = (refused: unknown): void => {
    log.warn({ refused }, 'what the peer publishes was not accepted');
  };
  const workers = [
    createTrustWorker({ trust, keys, onError, onRefused }),
    createCertificatesWorker({
      keys,
      onError,
      onWaiting: (keyIds) => {
        log.warn({ keyIds }, 'keys wait for certificates: see wenjin certificates');
      },
    }),
    createStatusPublisher({ status, onError }),
    createPeerStatusFetcher({ status, onError, onRefused }),
    createNoticesWorker(noticesDependencies),
    createAccessWorker({ db, clock, onError }),
    createSigninWorker({ db, clock, onError }),
    createIdempotencyWorker({ db, onError }),
    createPresentationWorker({ db, clock, onError }),
    createSharingWorker({ db, clock, onError }),
    createRetentionWorker({
      execution: retention.execution,
      onError,
      onRun: (run) => {
        log.info(run, 'the retention schedule was carried out');
      },
    }),
    transparency.sequencer,
    transparency.scrubber,
    logPublication.worker,
  ];

  return {
    configuration,
    db,
    clock,
    log,
    cursors,
    idempotency: createIdempotency({ db, clock, entropy }),
    snapshots,
    catalogue,
    vault,
    keys,
    access,
    trust,
    status,
    agreements,
    credentials,
    signin,
    recognition,
    verification,
    presentation,
    sharing,
    archive,
    wallet,
    notices,
    audit,
    retention,
    transparency,
    logPublication,
    /** Does the database answer? What is in memory was loaded by `start`. */
    async isReady(): Promise<boolean> {
      return readSnapshotVersions(db).then(
        () => true,
        () => false,
      );
    },
    /** Makes keys that this version needs and the last one did not, loads into memory what the hot paths read, and keeps it current. */
    async start(): Promise<void> {
      await keys.ensureNodeKeys();
      await snapshots.start();
    },
    startWorkers: (): void => {
      for (const worker of workers) worker.start();
    },
    async stop(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.stop()));
      await access.stop();
      await snapshots.stop();
    },
  };
}
