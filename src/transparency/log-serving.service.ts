import type { Database } from '../platform/database.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { bundlePrefix } from './entry-bundle.ts';
import type { Published } from './published.service.ts';
import { type TilePath, widthOf } from './tile-path.ts';
import { readBundles, readTile } from './tree.store.ts';

export interface LogServing {
  /** The last checkpoint that enough witnesses cosigned, also while they are away. */
  checkpoint(): Promise<string | undefined>;
  /** Undefined for what the tree of that checkpoint does not have. A narrower width than it has is there for ever. */
  resource(path: TilePath): Promise<Uint8Array | undefined>;
  /** What a verifier needs to judge a checkpoint; undefined while the keys of the other side are not known. */
  policy(): string | undefined;
}

export interface LogServingDependencies {
  readonly db: Database;
  readonly published: Published;
  readonly policy: () => EffectivePolicy | undefined;
}

export function createLogServing({ db, published, policy }: LogServingDependencies): LogServing {
  return {
    checkpoint: async () => (await published.current())?.note,
    async resource(path) {
      const level = path.kind === 'tile' ? path.level : 0;
      const size = (await published.current())?.size ?? 0;
      if (path.width > widthOf({ level, n: path.n }, size)) return undefined;
      if (path.kind === 'tile') return readTile(db, path);
      const [bundle] = await readBundles(db, { from: path.n, until: path.n + 1 });
      return bundle && bundlePrefix(bundle.data, path.width);
    },
    policy: () => policy()?.text,
  };
}
