import { type Bytes, fromBase64, same, toHex } from './bytes.browser.ts';
import { type Head, type HeadVerdict, judgeHead } from './head.browser.ts';
import { looseOf, textList } from './json.browser.ts';
import { hashBytes, leafHash, verifyGrowth, verifyInclusion } from './merkle.browser.ts';
import { parsePolicy, type Policy } from './policy.browser.ts';
import type { Server } from './server.browser.ts';
import {
  bundlePath,
  entriesOf,
  inclusionPath,
  type ReadTile,
  type Tile,
  tilePath,
  tileWidth,
  widthOf,
} from './tiles.browser.ts';

/** The log as this page sees it: read from the node, believed only as far as it is proved. */

export interface PolicyInUse {
  readonly policy: Policy;
  /** `served`: as this node shows it. `own`: a copy that the examiner brought. */
  readonly source: 'served' | 'own';
}

export interface ProvedEntry {
  readonly index: number;
  readonly bytes: Bytes;
  readonly leaf: Bytes;
  readonly path: readonly Bytes[];
  readonly state: 'verified' | 'pending' | 'failed';
}

export interface Log {
  readonly inUse: PolicyInUse | undefined;
  /** Undefined until the first `update`. */
  readonly verdict: HeadVerdict | undefined;
  /** What was checked last, on this browser: the head of now continues it. */
  readonly before: { readonly size: number } | undefined;
  /** False for what is no policy. An empty text goes back to the served one. */
  bringPolicy(text: string): Promise<boolean>;
  /** Fetches the newest head and judges it: signatures, and that the tree only grew since the last one. */
  update(): Promise<HeadVerdict>;
  /** Entries of a bundle, each with its proof under the head. @throws Error for a bundle that is not one */
  bundle(n: number): Promise<readonly Bytes[]>;
  prove(index: number, bytes: Bytes): Promise<ProvedEntry>;
  /** Bundles are for regulators: the next bearer asks for them anew. */
  forgetEntries(): void;
}

export interface LogDependencies {
  readonly server: Server;
  /** Keeps the last good head beyond this page: public octets only. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}

export function createLog({ server, memory }: LogDependencies): Log {
  let inUse: PolicyInUse | undefined;
  let verdict: HeadVerdict | undefined;
  let before: Head | undefined;
  const { fetched, readTile, kept } = createReader(server);

  const saw = (head: Head): void => {
    before = head;
  };
  const headNow = (): Head | undefined =>
    verdict === undefined || verdict.state === 'failed' ? undefined : verdict.head;

  async function policyInUse(): Promise<PolicyInUse | undefined> {
    if (inUse) return inUse;
    const policy = await parsePolicy(await server.text('/log/policy'));
    inUse = policy && { policy, source: 'served' };
    return inUse;
  }

  return {
    get inUse() {
      return inUse;
    },
    get verdict() {
      return verdict;
    },
    get before() {
      return before;
    },
    async bringPolicy(text) {
      const policy = text.trim() === '' ? undefined : await parsePolicy(text);
      if (text.trim() !== '' && policy === undefined) return false;
      inUse = policy && { policy, source: 'own' };
      verdict = undefined;
      return true;
    },
    async update() {
      const using = await policyInUse();
      if (!using) throw new Error('policy');
      const note = await server.text('/log/checkpoint');
      const judged = await judgeHead(using.policy, note);
      verdict = await continued(judged, { server, memory, policy: using.policy, before: headNow(), saw });
      return verdict;
    },
    async bundle(n) {
      const size = headNow()?.size ?? 0;
      const width = widthOf(0, n, size);
      const entries = entriesOf(await fetched(bundlePath({ n, width })), width);
      if (!entries) throw new Error('bundle');
      return entries;
    },
    forgetEntries() {
      for (const path of kept.keys()) if (path.startsWith('tile/entries/')) kept.delete(path);
    },
    prove: (index, bytes) => prove(readTile, verdict, { index, bytes }),
  };
}

/** Verified only as far as the head is. */
async function prove(
  readTile: ReadTile,
  verdict: HeadVerdict | undefined,
  entry: { readonly index: number; readonly bytes: Bytes },
): Promise<ProvedEntry> {
  const { index, bytes } = entry;
  const leaf = await leafHash(bytes);
  if (verdict === undefined || verdict.state === 'failed')
    return { ...entry, leaf, path: [], state: 'failed' };
  const { size, root } = verdict.head;
  const path = await inclusionPath(readTile, index, size).catch(withheld);
  const included = path !== undefined && (await verifyInclusion({ index, size, leaf, root, path }));
  return { index, bytes, leaf, path: path ?? [], state: included ? verdict.state : 'failed' };
}

/** A tile that is withheld or of another size proves nothing; a line that is cut says nothing about the log. */
function withheld(error: unknown): undefined {
  if (error instanceof TypeError) throw error;
}

/** Each once: what was fetched for one proof serves the next. What failed is asked for again. */
function createReader(server: Server) {
  const kept = new Map<string, Promise<Bytes>>();
  function fetched(path: string): Promise<Bytes> {
    const known = kept.get(path);
    if (known) return known;
    const fresh = server.bytes(`/log/${path}`);
    kept.set(path, fresh);
    fresh.catch(() => kept.delete(path));
    return fresh;
  }
  const readTile: ReadTile = async (tile: Tile) => {
    const hashes = await fetched(tilePath(tile));
    if (hashes.length !== tile.width * hashBytes) throw new Error('A tile is not of its size.');
    return hashes;
  };
  return { fetched, readTile, kept };
}

interface Continuing {
  readonly server: Server;
  readonly memory: LogDependencies['memory'];
  readonly policy: Policy;
  /** Of this page; else the one that was kept. */
  readonly before: Head | undefined;
  readonly saw: (head: Head) => void;
}

/** A head that does not continue the last good one of the same key is a rewritten log, however well it is signed. */
async function continued(judged: HeadVerdict, asked: Continuing): Promise<HeadVerdict> {
  if (judged.state !== 'verified') return judged;
  const { server, memory, policy, before, saw } = asked;
  const { head, checks } = judged;
  const logKey = checks.find(({ by, state }) => by === 'log' && state === 'good')?.key;
  const place = `wenjin.head.${head.origin}.${logKey === undefined ? '' : toHex(logKey.material)}`;
  const last = before ?? (await keptHead(policy, memory?.getItem(place) ?? undefined));
  if (last) {
    if (!(await grew(server, last, head))) return { state: 'failed', why: 'rewritten', checks };
    saw(last);
  }
  memory?.setItem(place, head.note);
  return judged;
}

/** What was kept is octets of anybody's: it counts when it is signed as the policy asks. */
async function keptHead(policy: Policy, note: string | undefined): Promise<Head | undefined> {
  const judged = note === undefined ? undefined : await judgeHead(policy, note);
  return judged?.state === 'verified' ? judged.head : undefined;
}

async function grew(server: Server, from: Head, to: Head): Promise<boolean> {
  if (from.size > to.size) return false;
  if (from.size === to.size) return same(from.root, to.root);
  if (from.size === 0) return true;
  const path = `/v1/log/consistency?from=${String(from.size)}&to=${String(to.size)}`;
  const { proof } = looseOf(await server.json(path));
  const hashes = textList(proof).map(fromBase64);
  const known = hashes.filter((hash) => hash !== undefined);
  return known.length === hashes.length && verifyGrowth({ from, to, proof: known });
}

export { tileWidth };
