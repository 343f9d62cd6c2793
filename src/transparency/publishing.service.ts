import type { NodeIdentity } from '../kernel/node.ts';
import type { Clock, Outbound } from '../kernel/ports.ts';
import type { Database } from '../platform/database.ts';
import { emptyTree, type Head, sameHead } from './add-checkpoint.ts';
import { checkpointText } from './checkpoint.ts';
import {
  insertFreeze,
  insertSigned,
  putCosigned,
  readDurableHead,
  readFreeze,
  readNewestSigned,
  type SignedHead,
  waitForDisk,
} from './checkpoints.store.ts';
import { assertContinues, storedTree } from './continuity.service.ts';
import { type Cosigning, submit } from './cosigning.service.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { SigningFrozen } from './freeze.ts';
import { LogDamage } from './log-damage.ts';
import { isQuorate, type PolicyWitness } from './log-policy.ts';
import { logKeyOf, logOriginOf } from './log-names.ts';
import type { NodeKeys } from './node-keys.ts';
import { formatNote, signNote } from './signed-note.ts';
import { askWitness, assertNewest } from './signing-guard.service.ts';
import { TileFault } from './tile-tree.ts';
import { readHead } from './tree.store.ts';
import { keepSeen } from './witness.store.ts';

export interface PublishingDependencies {
  /** As the role of the log. */
  readonly db: Database;
  readonly clock: Clock;
  readonly node: Pick<NodeIdentity, 'origin' | 'peer'>;
  readonly keys: NodeKeys;
  readonly outbound: Outbound;
  /** Undefined while the keys of the peer are not known. */
  readonly policy: () => EffectivePolicy | undefined;
}

export type Publishing =
  | { readonly kind: 'not-due' }
  | { readonly kind: 'cosigned'; readonly size: number }
  /** Signed and not cosigned by enough witnesses; tried again. */
  | { readonly kind: 'pending'; readonly size: number; readonly cosignings: readonly Cosigning['kind'][] }
  /** Nothing is signed: the peer's keys or its witness's answer are not there yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'frozen'; readonly reason: string; readonly detail: string; readonly isNew: boolean };

export interface Publisher {
  /** Signs the head when it is due and has it cosigned. Several processes may; each sees what the others signed. */
  publishIfDue(): Promise<Publishing>;
}

/** A cosignature no older than this says that the log is alive, also when nothing happens. */
export const refreshSeconds = 30;
/** No head is signed more often, by however many processes. */
const cadenceMilliseconds = 1_000;

export function createPublisher(deps: PublishingDependencies): Publisher {
  const { db, clock, policy } = deps;
  /** By the address of a witness, what it is known to have cosigned; undefined before the guard let this process sign. */
  let known: Map<string, number> | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;

  async function publish(effective: EffectivePolicy, newest: SignedHead | undefined): Promise<Publishing> {
    // What others say is asked before the tree is read: what another process of this node publishes meanwhile is in it then.
    const witnessed = known ? undefined : await askWitness(deps);
    if (!known && witnessed === undefined) return { kind: 'waiting' };
    const head = await db.transaction(readDurableHead);
    if (witnessed !== undefined) await assertNewest(db, { head, newest, witnessed });
    known ??= new Map(
      peerAddresses(effective, deps).map((url) => [
        url,
        witnessed === 'never-seen' ? 0 : (witnessed?.size ?? 0),
      ]),
    );
    if (!isDue(head, newest, clock.now())) return { kind: 'not-due' };
    await assertContinues(db, newest ?? emptyTree, head);
    const signed = await sign(deps, head, newest);
    return collect(deps, { signed, head, effective, known });
  }

  return {
    async publishIfDue() {
      const now = clock.now();
      if (Math.abs(now.getTime() - attemptedAt) < cadenceMilliseconds) return { kind: 'not-due' };
      // In this order, so that the head is never the older of the two.
      const newest = await readNewestSigned(db);
      const head = await readHead(db);
      // A process that has not signed yet first finds out whether it may, due or not.
      if (known ? !isDue(head, newest, now) : isEmpty(head) && isEmpty(newest)) return { kind: 'not-due' };
      attemptedAt = now.getTime();
      const freeze = await readFreeze(db);
      if (freeze) return { kind: 'frozen', reason: freeze.reason, detail: freeze.detail, isNew: false };
      const effective = policy();
      if (!effective) return { kind: 'waiting' };
      try {
        return await publish(effective, newest);
      } catch (error) {
        return freezeFor(deps, error);
      }
    },
  };
}

function isEmpty(head: Head | undefined): boolean {
  return head === undefined || head.size === 0;
}

/** Also when the head is another than was signed and should not be: nothing may pass over that in silence. */
function isDue(head: Head, newest: SignedHead | undefined, now: Date): boolean {
  if (newest === undefined) return head.size > 0;
  if (newest.size >= head.size && !sameHead(newest, head)) return true;
  const isAwaited = head.size > newest.size || newest.cosignedAt === null;
  // By absolute distance: a clock that was set back must not keep the log silent.
  const age = Math.abs(now.getTime() - newest.signedAt.getTime());
  return age >= (isAwaited ? cadenceMilliseconds : refreshSeconds * 1000);
}

function peerAddresses({ policy }: EffectivePolicy, { node }: PublishingDependencies): string[] {
  return policy.witnesses.flatMap(({ url }) => (url?.startsWith(`${node.peer.origin}/`) ? [url] : []));
}

/** The head as it was signed before, when it is the same and by the same keys; else a new signature, on disk before anybody gets it. */
async function sign(
  { db, clock, node, keys }: PublishingDependencies,
  head: Head,
  newest: SignedHead | undefined,
): Promise<SignedHead> {
  const text = checkpointText({ origin: logOriginOf(node.origin), ...head });
  const lines: string[] = [];
  for (const { signer, material } of keys.logSigners())
    lines.push(await signNote({ key: logKeyOf(node.origin, material), signer }, text));
  const note = formatNote(text, lines);
  if (newest?.note === note && newest.cosignedAt === null) return newest;
  const signed = { ...head, note, signedAt: clock.now() };
  const id = await db.transaction(async (tx) => {
    await waitForDisk(tx);
    return insertSigned(tx, signed);
  });
  return { ...signed, id, cosignedNote: null, cosignedAt: null };
}

interface Collection {
  readonly signed: SignedHead;
  readonly head: Head;
  readonly effective: EffectivePolicy;
  readonly known: Map<string, number>;
}

async function collect(deps: PublishingDependencies, collection: Collection): Promise<Publishing> {
  const { db, clock, outbound } = deps;
  const { signed, head, effective, known } = collection;
  const { witnesses, quorum } = effective.policy;
  const asking = { outbound, tree: storedTree(db), headNow: () => readHead(db) };
  const cosignings = await Promise.all(
    witnesses.filter(hasAddress).map(async (witness): Promise<Cosigning> => {
      const knownSize = Math.min(known.get(witness.url) ?? 0, head.size);
      const cosigning = await submit(asking, { witness, head, note: signed.note, knownSize });
      if (cosigning.kind === 'cosigned') known.set(witness.url, head.size);
      return cosigning;
    }),
  );
  const cosigned = cosignings.filter((each) => each.kind === 'cosigned');
  if (!isQuorate(quorum, new Set(cosigned.map(({ key }) => key))))
    return { kind: 'pending', size: head.size, cosignings: cosignings.map(({ kind }) => kind) };
  const note = `${signed.note}${cosigned.flatMap(({ lines }) => lines).join('')}`;
  await db.transaction((tx) => putCosigned(tx, signed.id, { note, at: clock.now() }));
  return { kind: 'cosigned', size: head.size };
}

function hasAddress(witness: PolicyWitness): witness is PolicyWitness & { readonly url: string } {
  return witness.url !== undefined;
}

/** From here on nothing is signed, by any process and after any restart, until a person has looked. @throws what is no reason for it */
async function freezeFor({ db, clock, node }: PublishingDependencies, error: unknown): Promise<Publishing> {
  const isDamage = error instanceof LogDamage || error instanceof TileFault;
  if (!(error instanceof SigningFrozen) && !isDamage) throw error;
  const { reason, evidence } =
    error instanceof SigningFrozen ? error : { reason: 'damage', evidence: undefined };
  const at = clock.now();
  await db.transaction(async (tx) => {
    await insertFreeze(tx, { reason, detail: error.message, frozenAt: at });
    if (evidence) await keepSeen(tx, { origin: logOriginOf(node.origin), ...evidence, seenAt: at });
  });
  return { kind: 'frozen', reason, detail: error.message, isNew: true };
}
