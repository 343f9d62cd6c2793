import { type Outbound, OutboundFailure } from '../kernel/ports.ts';
import { addCheckpointBytesMax, formatAddCheckpoint, type Head } from './add-checkpoint.ts';
import { parseCount } from './checkpoint.ts';
import { headText, SigningFrozen } from './freeze.ts';
import type { PolicyWitness } from './log-policy.ts';
import type { NoteKey } from './note-key.ts';
import { parseNote, verifyNote } from './signed-note.ts';
import type { TileTree } from './tile-tree.ts';

/** What came of asking a witness: its cosignatures, or why there is none. */
export type Cosigning =
  | { readonly kind: 'cosigned'; readonly key: NoteKey; readonly lines: readonly string[] }
  | { readonly kind: 'away' }
  | { readonly kind: 'refused'; readonly status: number }
  /** It knows a larger tree, which another process has published meanwhile. */
  | { readonly kind: 'overtaken' };

export interface CosigningDependencies {
  readonly outbound: Outbound;
  readonly tree: TileTree;
  /** The tree as it stands now, another process may have grown it. */
  readonly headNow: () => Promise<Head>;
}

export interface Submission {
  readonly witness: PolicyWitness & { readonly url: string };
  readonly head: Head;
  /** The checkpoint with the signatures of this log. */
  readonly note: string;
  /** What the witness is thought to know; it says when it is something else. */
  readonly knownSize: number;
}

const timeoutMilliseconds = 5_000;
const sizeMediaType = 'text/x.tlog.size';
const attemptsMax = 3;

/** @throws SigningFrozen when the witness knows more of this log than there is, or that it does not continue. */
export async function submit(deps: CosigningDependencies, submission: Submission): Promise<Cosigning> {
  const { witness, head, note } = submission;
  let oldSize = submission.knownSize;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const proof = await deps.tree.consistencyProof({ oldSize, newSize: head.size });
    const answer = await post(deps.outbound, witness.url, formatAddCheckpoint(note, { oldSize, proof }));
    if (answer === undefined) return { kind: 'away' };
    const { status, body } = answer;
    if (status === 200) return readCosignatures(note, body, witness);
    if (status === 422 || isOtherRoot(answer, oldSize, head))
      throw new SigningFrozen(
        'witness-rejected',
        `${witness.key.name} refuses ${headText(head)} as no continuation.`,
      );
    const size = status === 409 ? sizeIn(answer) : undefined;
    if (size === undefined) return { kind: 'refused', status };
    if (size > head.size) return overtakenOrAhead(deps, submission, size);
    oldSize = size;
  }
  return { kind: 'refused', status: 409 };
}

interface Received {
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly body: string;
}

async function post(outbound: Outbound, url: string, text: string): Promise<Received | undefined> {
  try {
    const answer = await outbound.request(`${url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: Buffer.from(text),
      maxBytes: addCheckpointBytesMax,
      timeoutMilliseconds,
    });
    const body = Buffer.from(answer.body).toString('utf8');
    return { status: answer.status, mediaType: answer.headers['content-type'], body };
  } catch (error) {
    if (error instanceof OutboundFailure) return undefined;
    throw error;
  }
}

function sizeIn({ mediaType, body }: Received): number | undefined {
  if (mediaType?.split(';', 1)[0]?.trim().toLowerCase() !== sizeMediaType || !body.endsWith('\n'))
    return undefined;
  return parseCount(body.slice(0, -1));
}

/**
 * tlog-witness v1.0.0, which an outside witness may still follow, answers 409 where the text of today answers 422: the size is the one it
 * cosigned, and the root is not. Nothing else can be meant by 409 to whoever named that size.
 */
function isOtherRoot(answer: Received, oldSize: number, head: Head): boolean {
  return answer.status === 409 && oldSize === head.size && (sizeIn(answer) ?? oldSize) === oldSize;
}

/** Another process of this node may have published more meanwhile. If the tree itself is smaller, it is an old copy or a fork. */
async function overtakenOrAhead(
  deps: CosigningDependencies,
  { witness }: Submission,
  size: number,
): Promise<Cosigning> {
  const now = await deps.headNow();
  if (size <= now.size) return { kind: 'overtaken' };
  throw new SigningFrozen(
    'witness-ahead',
    `${witness.key.name} has cosigned ${size} entries of this log; the tree here has ${headText(now)}.`,
  );
}

/** The note with the lines of the answer behind it, as the specification proposes; lines of keys that nobody knows are left out. */
function readCosignatures(note: string, lines: string, { key }: PolicyWitness): Cosigning {
  const reading = parseNote(`${note}${lines}`);
  const verdict = reading.ok ? verifyNote(reading.note, [key]) : undefined;
  return verdict?.ok === true
    ? { kind: 'cosigned', key, lines: verdict.signatures.map(({ line }) => line) }
    : { kind: 'refused', status: 200 };
}
