import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { canonicalBytes } from '../kernel/canonical-json.ts';
import { commitmentOf } from '../platform/event-entry.ts';
import { openingLine } from './audit-state.schema.ts';

/** Salts and payloads that somebody holds, and the commitments that they open. */
export interface Openings {
  /** Does what is held for this entry open its commitment? True also where nothing is held. */
  opens(entry: { readonly id: string; readonly commitment: string }): boolean;
  /** Openings of which no entry came by. */
  unseen(): string[];
}

/** One line of JSON: `{id, salt, payload}`. @throws Error for another. */
export function parseOpening(line: string): { readonly id: string; readonly commitment: string } {
  const { id, salt, payload } = openingLine.parse(JSON.parse(line));
  const bytes = decodeBase64url(salt);
  if (bytes?.length !== 32) throw new Error(`The salt of ${id} is not 32 octets in base64url.`);
  return { id, commitment: encodeBase64url(commitmentOf(bytes, canonicalBytes(payload))) };
}

export function createOpenings(
  held: Iterable<{ readonly id: string; readonly commitment: string }>,
): Openings {
  const commitments = new Map<string, string>();
  for (const { id, commitment } of held) commitments.set(id, commitment);
  const seen = new Set<string>();
  return {
    opens({ id, commitment }) {
      const expected = commitments.get(id);
      if (expected === undefined) return true;
      seen.add(id);
      return expected === commitment;
    },
    unseen: () => [...commitments.keys()].filter((id) => !seen.has(id)),
  };
}
