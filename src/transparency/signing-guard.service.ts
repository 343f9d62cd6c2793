import { sha256Hex } from '../kernel/digest.ts';
import type { NodeIdentity } from '../kernel/node.ts';
import type { Outbound } from '../kernel/ports.ts';
import type { Reader } from '../platform/database.ts';
import { addCheckpointBytesMax, type Head, sameHead } from './add-checkpoint.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { continues, storedTree } from './continuity.service.ts';
import { headText, SigningFrozen } from './freeze.ts';
import { logKeyOf, logOriginOf, witnessAddressOf } from './log-names.ts';
import type { NodeKeys } from './node-keys.ts';
import { parseNote, verifyNote } from './signed-note.ts';

export interface GuardDependencies {
  readonly node: Pick<NodeIdentity, 'origin' | 'peer'>;
  readonly keys: Pick<NodeKeys, 'ownLogKeys'>;
  readonly outbound: Outbound;
}

const timeoutMilliseconds = 5_000;

export interface Heads {
  /** The tree, read after what follows was. */
  readonly head: Head;
  /** The newest that was signed here. */
  readonly newest: Head | undefined;
  readonly witnessed: Witnessed;
}

/**
 * Before a process signs for the first time: is this the newest tree that there ever was of this log? By the heads that were signed here,
 * and by the witness on the other side, which an old copy of our database does not take back with it.
 * @throws SigningFrozen
 */
export async function assertNewest(db: Reader, { head, newest, witnessed }: Heads): Promise<void> {
  if (newest !== undefined && newest.size >= head.size && !sameHead(newest, head))
    throw new SigningFrozen(
      'own-checkpoint-ahead',
      `A head of ${headText(newest)} was signed here; the tree has ${headText(head)}.`,
    );
  if (witnessed === 'never-seen' || (await continues(storedTree(db), witnessed, head))) return;
  throw new SigningFrozen(
    'witness-ahead',
    `The witness of the peer knows ${headText(witnessed)}; the tree here has ${headText(head)}.`,
    witnessed,
  );
}

/** What the witness of the peer cosigned last of this log. */
export type Witnessed = (Head & { readonly note: string; readonly source: string }) | 'never-seen';

/** Undefined for anything but an answer that settles it, a head that we signed or that there was none: then nothing may be signed. */
export async function askWitness({
  node,
  keys,
  outbound,
}: GuardDependencies): Promise<Witnessed | undefined> {
  const origin = logOriginOf(node.origin);
  const source = `${witnessAddressOf(node.peer.origin)}/${sha256Hex(origin)}/checkpoint`;
  const answer = await outbound
    .request(source, { method: 'GET', maxBytes: addCheckpointBytesMax, timeoutMilliseconds })
    .catch(() => undefined);
  if (answer?.status === 404) return 'never-seen';
  const reading = answer?.status === 200 ? parseNote(answer.body) : undefined;
  if (!reading?.ok) return undefined;
  const ownKeys = keys.ownLogKeys().map((key) => logKeyOf(node.origin, key));
  const checkpoint = parseCheckpoint(reading.note.text);
  if (!verifyNote(reading.note, ownKeys).ok || !checkpoint.ok || checkpoint.checkpoint.origin !== origin)
    return undefined;
  const { size, root } = checkpoint.checkpoint;
  return { size, root, note: Buffer.from(answer?.body ?? '').toString('utf8'), source };
}
