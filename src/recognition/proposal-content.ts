import { canonicalBytes } from '../kernel/canonical-json.ts';
import { sha256Base64url } from '../kernel/digest.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { Proposal } from './engine.ts';
import { type ProposalContent, proposalContent } from './proposal.schema.ts';

const limits = { maxBytes: 1_048_576, maxDepth: 16 } as const;

/** Canonical JSON of the proposal, and its digest: what officers decided upon can be shown to be what was proposed. */
export function encodeProposal(proposed: { readonly best: Proposal; readonly others: readonly Proposal[] }): {
  readonly content: Uint8Array;
  readonly digest: string;
} {
  const content = canonicalBytes(proposed);
  return { content, digest: sha256Base64url(content) };
}

/** @throws when the bytes are not what `encodeProposal` wrote. */
export function decodeProposal(content: Uint8Array): ProposalContent {
  const read = parseStrictObject(content, limits);
  if (!read.ok) throw new Error(`A stored proposal does not read: ${read.reason}.`);
  return proposalContent.parse(read.value);
}
