import { ownContextOctets, ownContextResource } from '../formats/index.ts';
import { Fault } from '../kernel/fault.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Representation } from '../platform/representation.ts';
import type { ParallelKeysAnswer } from './archive.schema.ts';
import type { ArchiveDependencies } from './dependencies.ts';

/** What anybody needs who reads exports. */
export interface Publishing {
  readonly context: Representation;
  /** @throws Fault `not-found` for an authority that is not of this node */
  parallelKeys(slug: string): ParallelKeysAnswer;
}

export function createPublishing({
  node,
  trust,
  parallelKeys,
}: Pick<ArchiveDependencies, 'node' | 'trust' | 'parallelKeys'>): Publishing {
  return {
    context: {
      octets: ownContextOctets,
      mediaType: ownContextResource.mediaType,
      tag: ownContextResource.digestSRI,
      cacheControl: 'public, max-age=31536000, immutable',
    },
    parallelKeys(slug) {
      const issuer = issuerOf(node.origin, slug);
      if (!trust.view().authority(issuer)) throw new Fault('not-found');
      const mlDsa = parallelKeys.mlDsa(issuer);
      const keys = mlDsa ? [{ ...mlDsa.jwk, kid: mlDsa.kid }] : [];
      return { issuer, keys, sm2: parallelKeys.sm2(issuer)?.publicKey ?? null };
    },
  };
}
