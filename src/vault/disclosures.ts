import { parseStrictJson } from '../kernel/strict-json.ts';

/** The texts that were stored, byte for byte. @throws when the bytes are something else. */
export function decodeDisclosures(bytes: Uint8Array): readonly string[] {
  const read = parseStrictJson(bytes);
  if (!read.ok) throw new Error(`Stored disclosures do not read: ${read.reason}.`);
  if (Array.isArray(read.value) && read.value.every((one) => typeof one === 'string')) return read.value;
  throw new Error('Stored disclosures are not a list of texts.');
}
