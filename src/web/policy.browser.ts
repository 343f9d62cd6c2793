import { same } from './bytes.browser.ts';
import { logKeyType, type NoteKey, parseVkey, witnessKeyType } from './note.browser.ts';

/** C2SP tlog-policy: whose signatures make a checkpoint good. */

type Quorum =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly key: NoteKey }
  | { readonly kind: 'group'; readonly threshold: number; readonly members: readonly Quorum[] };

export interface Policy {
  readonly logs: readonly NoteKey[];
  readonly witnesses: readonly NoteKey[];
  readonly quorum: Quorum;
}

/** Undefined for what is no policy, whatever is wrong with it. */
export async function parsePolicy(text: string): Promise<Policy | undefined> {
  const draft: Draft = { logs: [], witnesses: [], names: new Map(), members: new Set(), quorum: undefined };
  for (const line of text.split('\n')) {
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword === undefined || keyword.startsWith('#')) continue;
    const read = readers.get(keyword);
    if (!read || !(await read(draft, items))) return undefined;
  }
  const { logs, quorum } = draft;
  // What keys of other types sign is neither believed nor refused: they may be named, and cosign nothing.
  const witnesses = draft.witnesses.filter(({ type }) => type === witnessKeyType);
  return quorum === undefined || logs.length === 0 ? undefined : { logs, witnesses, quorum };
}

interface Draft {
  readonly logs: NoteKey[];
  readonly witnesses: NoteKey[];
  readonly names: Map<string, Quorum>;
  /** Who is in a group already: nobody counts twice. */
  readonly members: Set<string>;
  quorum: Quorum | undefined;
}

/** False for a line that is wrong. */
type ReadLine = (draft: Draft, items: readonly string[]) => boolean | Promise<boolean>;

const readers: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  ['log', readLog],
  ['witness', readWitness],
  ['group', readGroup],
  ['quorum', readQuorum],
]);

async function readLog({ logs }: Draft, [vkey = '', , ...more]: readonly string[]): Promise<boolean> {
  const key = await parseVkey(vkey);
  if (key?.type !== logKeyType || more.length > 0 || isListed(logs, key)) return false;
  logs.push(key);
  return true;
}

async function readWitness(draft: Draft, items: readonly string[]): Promise<boolean> {
  const [name = '', vkey = '', , ...more] = items;
  const key = await parseVkey(vkey);
  if (key === undefined || key.type === logKeyType || more.length > 0) return false;
  if (isListed(draft.witnesses, key)) return false;
  draft.witnesses.push(key);
  return define(draft, name, { kind: 'witness', key });
}

function readGroup(draft: Draft, [name = '', count = '', ...of]: readonly string[]): boolean {
  const members = of.flatMap((one) => (draft.members.has(one) ? [] : (draft.names.get(one) ?? [])));
  if (members.length !== of.length || new Set(of).size !== of.length) return false;
  for (const one of of) draft.members.add(one);
  const threshold = count === 'any' ? 1 : count === 'all' ? of.length : wholeOf(count);
  if (threshold < 1 || threshold > of.length) return false;
  return define(draft, name, { kind: 'group', threshold, members });
}

const wholeOf = (text: string): number => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0);

function readQuorum(draft: Draft, [name = '', ...more]: readonly string[]): boolean {
  if (draft.quorum !== undefined || more.length > 0) return false;
  draft.quorum = name === 'none' ? { kind: 'none' } : draft.names.get(name);
  return draft.quorum !== undefined;
}

function define({ names }: Draft, name: string, quorum: Quorum): boolean {
  if (name === '' || name === 'none' || names.has(name)) return false;
  names.set(name, quorum);
  return true;
}

/** By the public key itself, whatever its name: one key is one signatory. */
const isListed = (listed: readonly NoteKey[], { material }: NoteKey): boolean =>
  listed.some((key) => same(key.material, material));

export function isQuorate(quorum: Quorum, cosigned: ReadonlySet<NoteKey>): boolean {
  if (quorum.kind === 'none') return true;
  if (quorum.kind === 'witness') return cosigned.has(quorum.key);
  return quorum.members.filter((member) => isQuorate(member, cosigned)).length >= quorum.threshold;
}
