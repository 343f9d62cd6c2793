import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sha256Hex } from '../kernel/digest.ts';
import { type AuditState, formatAuditState, parseAuditState } from '../transparency/audit-state.ts';
import type { Evidence } from '../transparency/head-comparison.ts';
import { createOpenings, type Openings, parseOpening } from '../transparency/log-openings.ts';
import { type LogPolicy, parsePolicy } from '../transparency/log-policy.ts';

/** The files that a verifier is given and keeps. What cannot be read throws: nothing was checked then. */

export async function readPolicyFile(file: string): Promise<LogPolicy> {
  const reading = parsePolicy(await readFile(file));
  if (reading.ok) return reading.policy;
  throw new Error(`The policy ${file} is refused: ${reading.reason} in line ${reading.line}.`);
}

/** Undefined before the first round. */
export async function readStateFile(file: string): Promise<AuditState | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return parseAuditState(text);
  } catch (error) {
    throw new Error(`The state ${file} was not written by this program, or was changed.`, { cause: error });
  }
}

export async function readOpeningsFile(file: string): Promise<Openings> {
  const held: ReturnType<typeof parseOpening>[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (line === '') continue;
    try {
      held.push(parseOpening(line));
    } catch (error) {
      throw new Error(`Line ${number} of ${file} is not an opening.`, { cause: error });
    }
  }
  return createOpenings(held);
}

export async function writeStateFile(file: string, state: AuditState): Promise<void> {
  await writeWhole(file, formatAuditState(state));
}

/** Named after the notes: the same contradiction seen again is the same file. Gives its path. */
export async function writeEvidence(folder: string, evidence: Evidence): Promise<string> {
  const digest = sha256Hex(evidence.notes.join('\n')).slice(0, 16);
  const file = path.join(folder, `log-evidence-${evidence.kind}-${digest}.json`);
  await writeWhole(file, `${JSON.stringify(evidence, null, 2)}\n`);
  return file;
}

/** The whole of it or what was there before, also when the machine stops in between. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  // The name, too, is durable only when its folder is; Windows has no handle for one.
  if (process.platform === 'win32') return;
  const folder = await open(path.dirname(file));
  await folder.sync();
  await folder.close();
}
