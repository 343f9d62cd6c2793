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
