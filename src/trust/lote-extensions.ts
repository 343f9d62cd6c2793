import type { Extension } from './lote.schema.ts';

/**
 * The value that an extension of this name holds, or the word `critical-extension-unknown`. Clause 6.3.17: a reader who does not know a critical extension refuses the list; what is
 * not critical may be passed over.
 */
export function extensionIn(extensions: readonly Extension[] | undefined, name: string): unknown {
  const known = (extensions ?? []).filter((extension) => Object.hasOwn(extension, name));
  const isUnknown = (extension: Extension): boolean => extension.Critical && !known.includes(extension);
  if (extensions?.some(isUnknown)) return 'critical-extension-unknown';
  return known.length === 1 ? known[0]?.[name] : undefined;
}
