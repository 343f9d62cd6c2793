import { type Bytes, fromBase64 } from './bytes.browser.ts';
import { hashBytes } from './merkle.browser.ts';
import { type NoteKey, parseNote, verifySignature } from './note.browser.ts';
import { isQuorate, type Policy } from './policy.browser.ts';

/** A checkpoint judged here, by the keys of a policy: what the node says of it counts for nothing. */

export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
  readonly note: string;
}

export interface SignatureCheck {
  readonly key: NoteKey;
  readonly by: 'log' | 'witness';
  readonly state: 'good' | 'forged' | 'missing';
  /** When a witness signed. */
  readonly at: number | undefined;
}

export type HeadFailure = 'malformed' | 'forged' | 'unsigned' | 'rewritten' | 'unsupported';

export type HeadVerdict =
  /** Pending: the log signed, and not enough of the witnesses. */
  | {
      readonly state: 'verified' | 'pending';
      readonly head: Head;
      readonly checks: readonly SignatureCheck[];
    }
  | { readonly state: 'failed'; readonly why: HeadFailure; readonly checks: readonly SignatureCheck[] };

export async function judgeHead(policy: Policy, whole: string): Promise<HeadVerdict> {
  const failed = (why: HeadFailure, checks: readonly SignatureCheck[] = []): HeadVerdict => ({
    state: 'failed',
    why,
    checks,
  });
  const note = parseNote(whole);
  const head = note && headOf(note.text, whole);
  if (!note || !head) return failed('malformed');
  let checks: SignatureCheck[];
  try {
    const logs = policy.logs.filter(({ name }) => name === head.origin);
    checks = await Promise.all([
      ...logs.map((key) => check(note, key, 'log')),
      ...policy.witnesses.map((key) => check(note, key, 'witness')),
    ]);
  } catch {
    return failed('unsupported');
  }
  if (checks.some(({ state }) => state === 'forged')) return failed('forged', checks);
  const good = checks.filter(({ state }) => state === 'good');
  if (!good.some(({ by }) => by === 'log')) return failed('unsigned', checks);
  const cosigned = new Set(good.filter(({ by }) => by === 'witness').map(({ key }) => key));
  return { state: isQuorate(policy.quorum, cosigned) ? 'verified' : 'pending', head, checks };
}

/** A line that bears the name and id of a known key and is not its signature spoils the note, also beside a good one. */
async function check(
  { text, signatures }: NonNullable<ReturnType<typeof parseNote>>,
  key: NoteKey,
  by: 'log' | 'witness',
): Promise<SignatureCheck> {
  const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
  const results = await Promise.all(own.map(({ signature }) => verifySignature(key, text, signature)));
  if (results.includes(undefined)) return { key, by, state: 'forged', at: undefined };
  const times = results.flatMap((result) => result?.at ?? []);
  const state = results.length === 0 ? 'missing' : 'good';
  return { key, by, state, at: times.length === 0 ? undefined : Math.max(...times) };
}

/** C2SP tlog-checkpoint: origin, size, root, each on a line. */
function headOf(text: string, note: string): Head | undefined {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n');
  const size = /^(?:0|[1-9]\d{0,15})$/.test(sizeText) ? Number(sizeText) : Number.NaN;
  const root = fromBase64(rootText);
  if (origin === '' || rest.at(-1) !== '' || rest.slice(0, -1).includes('')) return undefined;
  return root?.length === hashBytes && Number.isSafeInteger(size) ? { origin, size, root, note } : undefined;
}
