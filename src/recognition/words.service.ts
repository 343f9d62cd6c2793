import { parseStrictObject } from '../kernel/strict-json.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { Vault } from '../vault/index.ts';
import type { AppealRow, Application, ApprovalRow, DecisionRow } from './application.ts';
import { decision } from './decision.schema.ts';

/** What officers and applicants write in words may say anything of the person: it is kept under the person's key, and goes when that goes. */

type Whose = Pick<Application, 'subjectId'>;

const decisionContext = (id: string): string => `recognition-decision:${id}`;
const groundsContext = (id: string): string => `recognition-appeal:${id}`;
const noteContext = (id: string): string => `recognition-note:${id}`;

export function sealDecision(
  tx: Transaction,
  vault: Vault,
  { subjectId, id, content }: Whose & { readonly id: string; readonly content: Uint8Array },
): Promise<Uint8Array> {
  return vault.seal(tx, subjectId, content, decisionContext(id));
}

/** Null where none were given, and once the person was erased. */
export async function reasonsOf(
  reader: Reader,
  vault: Vault,
  { subjectId, id, sealed }: Whose & Pick<DecisionRow, 'id' | 'sealed'>,
): Promise<string | null> {
  const content = await vault.open(reader, subjectId, sealed, decisionContext(id));
  if (content === undefined) return null;
  const read = parseStrictObject(content);
  if (!read.ok) throw new Error(`Decision ${id} does not read: ${read.reason}.`);
  return decision.parse(read.value).reasons ?? null;
}

export async function sealNote(
  tx: Transaction,
  vault: Vault,
  { subjectId, id, note }: Whose & { readonly id: string; readonly note: string | null },
): Promise<Uint8Array | null> {
  return note === null ? null : vault.seal(tx, subjectId, Buffer.from(note, 'utf8'), noteContext(id));
}

export async function noteOf(
  reader: Reader,
  vault: Vault,
  { subjectId, id, noteSealed }: Whose & Pick<ApprovalRow, 'id' | 'noteSealed'>,
): Promise<string | null> {
  const note = noteSealed && (await vault.open(reader, subjectId, noteSealed, noteContext(id)));
  return note ? Buffer.from(note).toString('utf8') : null;
}

export function sealGrounds(
  tx: Transaction,
  vault: Vault,
  { subjectId, id, grounds }: Whose & { readonly id: string; readonly grounds: string },
): Promise<Uint8Array> {
  return vault.seal(tx, subjectId, Buffer.from(grounds, 'utf8'), groundsContext(id));
}

/** Null once the person was erased. */
export async function groundsOf(
  reader: Reader,
  vault: Vault,
  { subjectId, id, groundsSealed }: Whose & Pick<AppealRow, 'id' | 'groundsSealed'>,
): Promise<string | null> {
  const grounds = await vault.open(reader, subjectId, groundsSealed, groundsContext(id));
  return grounds ? Buffer.from(grounds).toString('utf8') : null;
}
