import type { Bytes } from './bytes.browser.ts';
import { type ContinuityDependencies, createContinuity, type ProofSource } from './continuity.browser.ts';
import { type Head, type HeadVerdict, judgeHead } from './head.browser.ts';
import { hashBytes, leafHash, verifyInclusion } from './merkle.browser.ts';
import { parsePolicy, type Policy } from './policy.browser.ts';
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
  /** Of the head that it was proved under, which may be another than that of now. */
  readonly size: number;
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
  /** A checkpoint that came from elsewhere than the log, judged by the policy in use. */
  judge(note: string): Promise<HeadVerdict>;
  /** Entries of a bundle, each with its proof under the head. @throws Error for a bundle that is not one */
  bundle(n: number): Promise<readonly Bytes[]>;
  prove(index: number, bytes: Bytes): Promise<ProvedEntry>;
  /** Bundles are for regulators: the next bearer asks for them anew. */
  forgetEntries(): void;
}

/** What the log asks of the node. */
export interface LogSource extends ProofSource {
  text(path: string): Promise<string>;
  bytes(path: string): Promise<Bytes>;
}

export interface LogDependencies extends ContinuityDependencies {
  readonly server: LogSource;
}

/** Tiles and bundles that stay in memory: the log of somebody who reads on for hours does not all gather there. */
const keptMax = 256;

export function createLog({ server, memory }: LogDependencies): Log {
  let inUse: PolicyInUse | undefined;
  let verdict: HeadVerdict | undefined;
  const continuity = createContinuity({ server, memory });
  const { fetched, readTile, kept } = createReader(server);
  /** One after the other: a head is judged by the policy that is in use when it is shown, and held against the one before it. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const own = turn.then(act);
    turn = own.catch(() => undefined);
    return own;
  }
  const headNow = (): Head | undefined =>
    verdict === undefined || verdict.state === 'failed' ? undefined : verdict.head;

  async function policyInUse(): Promise<PolicyInUse> {
    if (inUse) return inUse;
    const policy = await parsePolicy(await server.text('/log/policy'));
    if (!policy) throw new Error('policy');
    inUse = { policy, source: 'served' };
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
      return continuity.before;
    },
    bringPolicy: (text) =>
      inTurn(async () => {
        const policy = text.trim() === '' ? undefined : await parsePolicy(text);
        if (text.trim() !== '' && policy === undefined) return false;
        inUse = policy && { policy, source: 'own' };
        verdict = undefined;
        return true;
      }),
    update: () =>
      inTurn(async () => {
        const { policy } = await policyInUse();
        const judged = await judgeHead(policy, await server.text('/log/checkpoint'));
        verdict = await continuity.check(judged, policy);
        return verdict;
      }),
    judge: (note) => inTurn(async () => judgeHead((await policyInUse()).policy, note)),
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
    return { ...entry, leaf, path: [], size: 0, state: 'failed' };
  const { size, root } = verdict.head;
  const path = await inclusionPath(readTile, index, size).catch(withheld);
  const included = path !== undefined && (await verifyInclusion({ index, size, leaf, root, path }));
  return { index, bytes, leaf, path: path ?? [], size, state: included ? verdict.state : 'failed' };
}

/** A tile that is withheld or of another size proves nothing; a line that is cut says nothing about the log. */
function withheld(error: unknown): undefined {
  if (error instanceof TypeError) throw error;
}

/** Each once: what was fetched for one proof serves the next. What failed is asked for again. */
function createReader(server: LogSource) {
  const kept = new Map<string, Promise<Bytes>>();
  function fetched(path: string): Promise<Bytes> {
    const known = kept.get(path);
    if (known) return known;
    const fresh = server.bytes(`/log/${path}`);
    kept.set(path, fresh);
    for (const oldest of kept.keys()) if (kept.size > keptMax) kept.delete(oldest);
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

export { tileWidth };
