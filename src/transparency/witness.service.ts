import { sha256Hex } from '../kernel/digest.ts';
import { epochSeconds, wholeSeconds } from '../kernel/instants.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import {
  type AddCheckpoint,
  emptyTree,
  judgeAddCheckpoint,
  parseAddCheckpoint,
  type WitnessRefusal,
} from './add-checkpoint.ts';
import { cosign } from './cosignature.ts';
import { logKeyOf, logOriginOf, witnessKeyOf } from './log-names.ts';
import type { NodeKeys } from './node-keys.ts';
import { formatNote } from './signed-note.ts';
import { advanceWitnessed, keepSeen, readWitnessed } from './witness.store.ts';

export interface WitnessDependencies {
  readonly db: Database;
  readonly clock: Clock;
  readonly node: Pick<NodeIdentity, 'origin' | 'peer'>;
  readonly keys: Pick<NodeKeys, 'witnessSigner' | 'peerLogKeys'>;
  /** Told of a head that the peer signed and that does not continue what was cosigned here: it is kept as evidence. */
  readonly onInconsistent: (head: { readonly origin: string; readonly size: number }) => void;
}

export type CosignatureAnswer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'malformed' }
  | WitnessRefusal;

export interface Witness {
  /** C2SP tlog-witness, `add-checkpoint`. What it cosigns is durable before it answers; what it refuses changes nothing. */
  addCheckpoint(body: string): Promise<CosignatureAnswer>;
  /** The newest that was cosigned, by the SHA-256 of its origin in hexadecimal. */
  checkpoint(originDigest: string): Promise<string | undefined>;
}

const source = 'add-checkpoint';

export function createWitness(deps: WitnessDependencies): Witness {
  const { db, node, keys } = deps;
  const peerLog = logOriginOf(node.peer.origin);
  return {
    async addCheckpoint(body) {
      const call = parseAddCheckpoint(body);
      if (!call) return { kind: 'malformed' };
      const known = call.origin === peerLog;
      const latest = (known ? await readWitnessed(db, call.origin) : undefined) ?? emptyTree;
      const verdict = judgeAddCheckpoint(call, {
        keys: known ? keys.peerLogKeys().map((each) => logKeyOf(node.peer.origin, each)) : undefined,
        latest,
      });
      if (verdict.kind === 'inconsistent') await keepEvidence(deps, call);
      if (verdict.kind !== 'good') return verdict;
      const { signer, material } = keys.witnessSigner();
      const at = wholeSeconds(deps.clock.now());
      const key = witnessKeyOf(node.origin, material);
      const line = await cosign({ key, signer }, call.note.text, epochSeconds(at));
      const note = formatNote(call.note.text, [...verdict.signatures.map((each) => each.line), line]);
      const witnessed = { origin: call.origin, ...call.head, note, cosignedAt: at };
      const advanced = await db.transaction(async (tx) => {
        if (!(await advanceWitnessed(tx, latest, witnessed))) return false;
        await keepSeen(tx, { ...witnessed, source, seenAt: at });
        return true;
      });
      if (advanced) return { kind: 'cosigned', lines: line };
      // Another call for this log was faster. Our cosignature is forgotten: nobody has seen it.
      const { size } = (await readWitnessed(db, call.origin)) ?? emptyTree;
      return { kind: 'stale', size };
    },
    async checkpoint(originDigest) {
      if (originDigest !== sha256Hex(peerLog)) return undefined;
      return (await readWitnessed(db, peerLog))?.note;
    },
  };
}

async function keepEvidence(
  { db, clock, onInconsistent }: WitnessDependencies,
  { origin, head, note }: AddCheckpoint,
): Promise<void> {
  const whole = formatNote(
    note.text,
    note.signatures.map(({ line }) => line),
  );
  await db.transaction((tx) =>
    keepSeen(tx, { origin, ...head, note: whole, source: `${source}, refused`, seenAt: clock.now() }),
  );
  onInconsistent({ origin, size: head.size });
}
