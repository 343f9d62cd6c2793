import { canonicalBytes } from '../kernel/canonical-json.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { person } from './person.schema.ts';

/** What the vault holds of a person, in the forms of the source documents: folding is for comparing, not for keeping. */
export interface Person {
  readonly nameEn?: string | undefined;
  readonly nameZhHant?: string | undefined;
  readonly nameZhHans?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly birthDate?: string | undefined;
}

export function encodePerson(of: Person): Uint8Array {
  const members: Record<string, string> = {};
  for (const [name, value] of Object.entries(person.parse(of)))
    if (value !== undefined) members[name] = value;
  return canonicalBytes(members);
}

/** @throws when the bytes are not what `encodePerson` wrote. */
export function decodePerson(bytes: Uint8Array): Person {
  const read = parseStrictObject(bytes);
  if (!read.ok) throw new Error(`A stored person does not read: ${read.reason}.`);
  return person.parse(read.value);
}
