import { canonicalBytes } from '../kernel/canonical-json.ts';
import { parseStrictJson } from '../kernel/strict-json.ts';

/** A credential of this node and which of its hidden claims are shown. */
export interface SharedCredential {
  readonly credentialId: string;
  readonly fields: readonly string[];
}

export function encodePresentations(presentations: readonly string[]): Uint8Array {
  return canonicalBytes(presentations);
}

const limits = { maxBytes: 300_000, maxDepth: 2 } as const;

/** @throws when the bytes are something else */
export function decodePresentations(plain: Uint8Array): readonly string[] {
  const parsed = parseStrictJson(plain, limits);
  const list: unknown = parsed.ok ? parsed.value : undefined;
  if (!Array.isArray(list)) throw new Error('What was shared does not read.');
  return list.filter((each: unknown) => typeof each === 'string');
}
