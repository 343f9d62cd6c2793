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
  const logs: NoteKey[] = [];
  const witnesses: NoteKey[] = [];
  const names = new Map<string, Quorum>();
  const members = new Set<string>();
  let quorum: Quorum | undefined;
  for (const line of text.split('\n')) {
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword === undefined || keyword.startsWith('#')) continue;
    const [first = '', second = '', ...rest] = items;
    if (keyword === 'log') {
      const key = await parseVkey(first);
      if (key?.type !== logKeyType) return undefined;
      logs.push(key);
    } else if (keyword === 'witness') {
      const key = await parseVkey(second);
      if (key === undefined || key.type === logKeyType || names.has(first)) return undefined;
      if (key.type === witnessKeyType) witnesses.push(key);
      names.set(first, { kind: 'witness', key });
    } else if (keyword === 'group') {
      const group = groupOf(second, rest, { names, members });
      if (group === undefined || names.has(first)) return undefined;
      names.set(first, group);
    } else if (keyword === 'quorum' && quorum === undefined) {
      quorum = first === 'none' ? { kind: 'none' } : names.get(first);
    } else {
      return undefined;
    }
  }
  return quorum === undefined || logs.length === 0 ? undefined : { logs, witnesses, quorum };
}

interface Known {
  readonly names: ReadonlyMap<string, Quorum>;
  /** Who is in a group already: nobody counts twice. */
  readonly members: Set<string>;
}

function groupOf(count: string, of: readonly string[], { names, members }: Known): Quorum | undefined {
  const found = of.flatMap((name) => (members.has(name) ? [] : (names.get(name) ?? [])));
  for (const name of of) members.add(name);
  const threshold = count === 'any' ? 1 : count === 'all' ? of.length : Number(count);
  const possible = Number.isInteger(threshold) && threshold >= 1 && threshold <= of.length;
  return possible && found.length === of.length ? { kind: 'group', threshold, members: found } : undefined;
}

export function isQuorate(quorum: Quorum, cosigned: ReadonlySet<NoteKey>): boolean {
  if (quorum.kind === 'none') return true;
  if (quorum.kind === 'witness') return cosigned.has(quorum.key);
  return quorum.members.filter((member) => isQuorate(member, cosigned)).length >= quorum.threshold;
}
