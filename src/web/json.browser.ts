/** JSON of the node's, of which nothing is taken for granted: what is not there is undefined. */
export type Loose = Readonly<Record<string, unknown>>;

export function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

export function looseList(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(looseOf) : [];
}

export function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function parsedJson(text: string): Loose {
  try {
    return looseOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** RFC 8785: members in the order of their UTF-16 code units, the rest as ECMAScript writes it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
