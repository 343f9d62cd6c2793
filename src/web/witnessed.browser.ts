import { toHex, utf8 } from './bytes.browser.ts';
import { sha256 } from './merkle.browser.ts';
import { type NoteKey, parseNote, verifySignature } from './note.browser.ts';
import type { Desk } from './view.browser.ts';

/** What the witness of this node cosigned last for a log, each signature checked by the policy in use. */
export interface Witnessed {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** `unknown`: of a key that the policy in use does not hold for this log. */
  readonly signatures: readonly {
    readonly name: string;
    readonly id: string;
    readonly state: 'good' | 'forged' | 'unknown';
  }[];
}

/** C2SP tlog-witness: what was cosigned last, by the name of the log. */
export async function readWitnessed(desk: Desk, of: string): Promise<Witnessed | undefined> {
  const name = toHex(await sha256(utf8(of)));
  const text = await desk.server.text(`/witness/${name}/checkpoint`).catch(() => undefined);
  const note = text === undefined ? undefined : parseNote(text);
  if (!note) return undefined;
  const { policy } = desk.log.inUse ?? {};
  const [origin = '', size = '', root = ''] = note.text.split('\n');
  // Signatures on the head of another log say nothing about this one, however good they are.
  const keys: readonly NoteKey[] =
    policy && origin === of ? [...policy.logs.filter((key) => key.name === of), ...policy.witnesses] : [];
  const signatures = await Promise.all(
    note.signatures.map(async ({ name: signer, id, signature }) => {
      const key = keys.find((one) => one.name === signer && one.id === id);
      const good = key && (await verifySignature(key, note.text, signature));
      return {
        name: signer,
        id,
        state: !key ? ('unknown' as const) : good ? ('good' as const) : ('forged' as const),
      };
    }),
  );
  return { origin, size: Number(size), root, signatures };
}
