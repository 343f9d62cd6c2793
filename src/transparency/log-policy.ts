import { decodeUtf8 } from '../kernel/strict-json.ts';
import { cosignerKeyType, logKeyType, type NoteKey, parseVkey } from './note-key.ts';

/** The policy file of C2SP tlog-policy: whose signatures make a checkpoint good. */

export interface PolicyLog {
  readonly key: NoteKey;
  readonly url: string | undefined;
}

export interface PolicyWitness extends PolicyLog {
  /** Of the file only. */
  readonly name: string;
}

export type Quorum =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly witness: PolicyWitness }
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly threshold: number;
      readonly members: readonly Quorum[];
    };

export interface LogPolicy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly quorum: Quorum;
}

export type PolicyRefusal =
  | 'too-large'
  | 'character'
  | 'unterminated-line'
  | 'keyword'
  | 'items'
  | 'key'
  | 'duplicate-key'
  | 'duplicate-name'
  | 'unknown-name'
  | 'second-membership'
  | 'threshold'
  | 'second-quorum'
  | 'no-quorum';

export type PolicyReading =
  | { readonly ok: true; readonly policy: LogPolicy }
  | { readonly ok: false; readonly reason: PolicyRefusal; readonly line: number };

const bytesMax = 262_144;

/** Read as octets, of which those past ASCII mean nothing: two names are the same when their octets are. */
export function parsePolicy(input: Uint8Array | string): PolicyReading {
  const bytes = Buffer.from(input);
  if (bytes.length > bytesMax) return refused('too-large', 0);
  const lines = bytes.toString('latin1').split('\n');
  if (lines.pop() !== '') return refused('unterminated-line', lines.length + 1);
  const draft: Draft = { logs: [], witnesses: [], names: new Map(), members: new Set(), quorum: undefined };
  for (const [index, line] of lines.entries()) {
    const reason = readLine(draft, line);
    if (reason !== undefined) return refused(reason, index + 1);
  }
  const { logs, witnesses, quorum } = draft;
  return quorum === undefined
    ? refused('no-quorum', lines.length)
    : { ok: true, policy: { logs, witnesses, quorum } };
}

interface Draft {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly names: Map<string, Quorum>;
  /** Names that are in a group already: nobody may count twice. */
  readonly members: Set<string>;
  quorum: Quorum | undefined;
}

function refused(reason: PolicyRefusal, line: number): PolicyReading {
  return { ok: false, reason, line };
}

function readLine(draft: Draft, line: string): PolicyRefusal | undefined {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(line)) return 'character';
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
  if (keyword === undefined || keyword.startsWith('#')) return undefined;
  switch (keyword) {
    case 'log':
      return readLog(draft, items);
    case 'witness':
      return readWitness(draft, items);
    case 'group':
      return readGroup(draft, items);
    case 'quorum':
      return readQuorum(draft, items);
    default:
      return 'keyword';
  }
}

function readLog({ logs }: Draft, [vkey, url, ...more]: readonly string[]): PolicyRefusal | undefined {
  if (vkey === undefined || more.length > 0) return 'items';
  const key = keyOf(vkey);
  if (key === undefined || key.type === cosignerKeyType) return 'key';
  if (isListed(logs, key)) return 'duplicate-key';
  logs.push({ key, url: url && textOf(url) });
  return undefined;
}

function readWitness(draft: Draft, [name, vkey, url, ...more]: readonly string[]): PolicyRefusal | undefined {
  if (name === undefined || vkey === undefined || more.length > 0) return 'items';
  const key = keyOf(vkey);
  if (key === undefined || key.type === logKeyType) return 'key';
  if (isListed(draft.witnesses, key)) return 'duplicate-key';
  const witness = { name: textOf(name), key, url: url && textOf(url) };
  draft.witnesses.push(witness);
  return define(draft, name, { kind: 'witness', witness });
}

function readGroup(draft: Draft, [name, count, ...names]: readonly string[]): PolicyRefusal | undefined {
  if (name === undefined || count === undefined || names.length === 0) return 'items';
  const members: Quorum[] = [];
  for (const each of names) {
    const member = draft.names.get(each);
    if (member === undefined) return 'unknown-name';
    if (draft.members.has(each)) return 'second-membership';
    draft.members.add(each);
    members.push(member);
  }
  const threshold = thresholdOf(count, members.length);
  if (threshold === undefined) return 'threshold';
  return define(draft, name, { kind: 'group', name: textOf(name), threshold, members });
}

function thresholdOf(text: string, members: number): number | undefined {
  if (text === 'any') return 1;
  if (text === 'all') return members;
  const threshold = /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : 0;
  return threshold >= 1 && threshold <= members ? threshold : undefined;
}

function readQuorum(draft: Draft, [name, ...more]: readonly string[]): PolicyRefusal | undefined {
  if (name === undefined || more.length > 0) return 'items';
  if (draft.quorum !== undefined) return 'second-quorum';
  draft.quorum = name === 'none' ? { kind: 'none' } : draft.names.get(name);
  return draft.quorum === undefined ? 'unknown-name' : undefined;
}

function define({ names }: Draft, name: string, quorum: Quorum): PolicyRefusal | undefined {
  if (name === 'none' || names.has(name)) return 'duplicate-name';
  names.set(name, quorum);
  return undefined;
}

/** Names of keys are UTF-8 in a note, and so they are here. */
function keyOf(vkey: string): NoteKey | undefined {
  const text = decodeUtf8(Buffer.from(vkey, 'latin1'));
  return text === undefined ? undefined : parseVkey(text);
}

function textOf(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}

/** By the public key itself, whatever its name: one key is one signatory. */
function isListed(listed: readonly PolicyLog[], { material }: NoteKey): boolean {
  return listed.some(({ key }) => Buffer.compare(key.material, material) === 0);
}

/** Have enough of those who must cosigned? */
export function isQuorate(quorum: Quorum, cosigned: ReadonlySet<NoteKey>): boolean {
  switch (quorum.kind) {
    case 'none':
      return true;
    case 'witness':
      return cosigned.has(quorum.witness.key);
    case 'group':
      return quorum.members.filter((member) => isQuorate(member, cosigned)).length >= quorum.threshold;
  }
}
