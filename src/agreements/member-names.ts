/** The REST API writes camelCase, signed documents snake_case. Both spellings name the same member, one to one. */

export function snakeNames(value: unknown): unknown {
  return renamed(value, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** A name that already holds a capital is left alone, so that the strict schema sees and refuses it. */
export function camelNames(value: unknown): unknown {
  return renamed(value, (name) =>
    /[A-Z]/.test(name) ? `${name}_` : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((element) => renamed(element, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]),
  );
}
