import serialize from 'canonicalize';

/** Deeper than anything signed here; it also ends the walk of a value that contains itself. */
const depthMax = 64;

/**
 * Canonical JSON, RFC 8785. Whatever has no exact JSON form is a bug of the caller and throws: left
 * to itself, serialisation would drop `undefined` members, turn dates into strings and holes into
 * `null`, and what is signed would differ from what was meant.
 */
export function canonicalize(value: unknown): string {
  assertJson(value, 0);
  const text = serialize(value);
  if (text === undefined) throw new TypeError('The value has no JSON form.');
  return text;
}

export function canonicalBytes(value: unknown): Uint8Array {
  return Buffer.from(canonicalize(value), 'utf8');
}

function assertJson(value: unknown, depth: number): void {
  if (depth > depthMax) throw new RangeError(`Canonical JSON is limited to ${depthMax} levels.`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    assertWellFormed(value);
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('A number without JSON form: NaN or Infinity.');
    return;
  }
  if (typeof value !== 'object') throw new TypeError(`No JSON form: ${typeof value}.`);
  if (Array.isArray(value)) {
    // By index, not for-of over entries: a hole must be seen as the `undefined` it would become.
    for (let index = 0; index < value.length; index += 1) assertJson(value[index], depth + 1);
    return;
  }
  assertPlain(value);
  for (const [name, member] of Object.entries(value)) {
    assertWellFormed(name);
    assertJson(member, depth + 1);
  }
}

/** RFC 8785 section 3.2.2.2: a lone surrogate must stop the serialisation. */
function assertWellFormed(text: string): void {
  if (!text.isWellFormed()) throw new TypeError('A string with a lone surrogate has no UTF-8 form.');
}

function assertPlain(value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('Only plain objects and arrays have a JSON form.');
  }
}
