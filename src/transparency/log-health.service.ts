import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { preciseText } from '../kernel/instants.ts';
import type { Localised } from '../kernel/localised.ts';
import { encodeBase64 } from './base64.ts';
import { readFreeze, readNewestSigned, readPublished, readUncosignedSince } from './checkpoints.store.ts';
import { logOriginOf } from './log-names.ts';
import { blockedRemedy } from './log-blocked.ts';
import { standingOf, type WitnessStanding } from './log-standing.ts';
import {
  type Backlog,
  readBacklog,
  readGenesisTime,
  readRefused,
  type RefusedEvent,
} from './pending.store.ts';
import { refreshSeconds } from './publishing.service.ts';
import { readHead } from './tree.store.ts';
import { readLargestSeen } from './witness.store.ts';

export interface OwnLogHealth {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** Since the newest head was signed; null before the first. */
  readonly checkpointAgeSeconds: number | null;
  /** Since the published head was cosigned. */
  readonly cosignatureAgeSeconds: number | null;
  readonly backlog: number;
  readonly oldestPendingSeconds: number | null;
  /** The event that the log refuses and waits for; null where there is none. */
  readonly blocked: BlockedLog | null;
  readonly witness: WitnessStanding;
  readonly frozenBecause: string | null;
}

export interface BlockedLog {
  readonly entry: string;
  readonly fault: string;
  readonly recordedAt: string;
  readonly remedy: Localised;
}

export interface PeerLogHealth {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly seenAt: string;
  readonly source: string;
}

export interface LogHealth {
  readonly own: OwnLogHealth;
  /** The largest head of the peer's log that was seen here. */
  readonly peer: PeerLogHealth | null;
}

export interface LogHealthDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: Pick<NodeIdentity, 'origin' | 'peer'>;
}

/** From the database alone, so that every process answers the same, whichever of them publishes. */
export function createLogHealth({ db, clock, node }: LogHealthDependencies): () => Promise<LogHealth> {
  return async () => {
    const now = clock.now();
    const secondsSince = (at: Date | null | undefined): number | null =>
      at === null || at === undefined ? null : Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
    const [head, newest, published, freeze, backlog, refused] = await Promise.all([
      readHead(db),
      readNewestSigned(db),
      readPublished(db),
      readFreeze(db),
      readBacklog(db),
      readRefused(db),
    ]);
    // Nothing is owed before the first entry; after it, a signature of us and of the witness.
    const owedSince = await readUncosignedSince(db, published?.id ?? 0);
    const begun = published ? null : await readGenesisTime(db);
    const unwitnessed = secondsSince(owedSince ?? begun) ?? sinceRefresh(secondsSince(published?.cosignedAt));
    return {
      own: {
        origin: logOriginOf(node.origin),
        size: head.size,
        root: encodeBase64(head.root),
        checkpointAgeSeconds: secondsSince(newest?.signedAt),
        cosignatureAgeSeconds: secondsSince(published?.cosignedAt),
        ...backlogOf(backlog, secondsSince),
        blocked: refused && blockedBy(refused),
        witness: freeze ? 'frozen' : standingOf(unwitnessed),
        frozenBecause: freeze ? `${freeze.reason}: ${freeze.detail}` : null,
      },
      peer: await readPeer({ db, node }),
    };
  };
}

/** A head that nobody could even sign shows in the age of the last cosignature: it is renewed all the time. */
function sinceRefresh(age: number | null): number {
  // Some seconds of grace: the renewal itself takes a moment.
  return age === null ? 0 : Math.max(0, age - refreshSeconds - 5);
}

function backlogOf({ entries, oldestAt }: Backlog, secondsSince: (at: Date | null) => number | null) {
  return { backlog: entries, oldestPendingSeconds: secondsSince(oldestAt) };
}

function blockedBy({ entryId, fault, recordedAt }: RefusedEvent): BlockedLog {
  return { entry: entryId, fault, recordedAt: preciseText(recordedAt), remedy: blockedRemedy };
}

async function readPeer({ db, node }: Omit<LogHealthDependencies, 'clock'>): Promise<PeerLogHealth | null> {
  const seen = await readLargestSeen(db, logOriginOf(node.peer.origin));
  if (!seen) return null;
  const { origin, size, root, seenAt, source } = seen;
  return { origin, size, root: encodeBase64(root), seenAt: seenAt.toISOString(), source };
}
