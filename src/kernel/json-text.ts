/** Looks at JSON texts without building values: what a parser's result can no longer show. */

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;

/** RFC 6901 section 3. */
export function pointerToken(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * The number of members written in a JSON text, or `undefined` when it nests too deeply: known before
 * anything is parsed. For a text that is not JSON the number means nothing.
 */
export function countMembers(text: string, depthMax: number): number | undefined {
  let members = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      index = closingQuote(text, index);
    } else if (unit === colon) {
      members += 1;
    } else if (opens(unit)) {
      depth += 1;
      if (depth > depthMax) return undefined;
    } else if (closes(unit)) {
      depth -= 1;
    }
  }
  return members;
}

interface Container {
  /** Names seen so far; an array has none. */
  readonly names: Set<string> | undefined;
  index: number;
  token: string;
}

/** Where a name stands for the second time, in a text that is JSON. */
export function duplicatePointer(text: string): string | undefined {
  const open: Container[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const inside = open.at(-1);
    if (unit === quote) {
      const end = closingQuote(text, index);
      if (inside?.names !== undefined && namesMember(text, end)) {
        const name = String(JSON.parse(text.slice(index, end + 1)));
        inside.token = pointerToken(name);
        if (inside.names.has(name)) return open.map((each) => each.token).join('');
        inside.names.add(name);
      }
      index = end;
    } else if (opens(unit)) {
      open.push({ names: text[index] === '{' ? new Set() : undefined, index: 0, token: '/0' });
    } else if (closes(unit)) {
      open.pop();
    } else if (unit === comma && inside?.names === undefined && inside !== undefined) {
      inside.index += 1;
      inside.token = `/${inside.index}`;
    }
  }
  return undefined;
}

/** `{` or `[`: their codes differ in one bit only, as do those of `}` and `]`. */
function opens(unit: number): boolean {
  return (unit | 0x20) === 0x7b;
}

function closes(unit: number): boolean {
  return (unit | 0x20) === 0x7d;
}

/** Where a string ends, or the length of the text. Faster than `indexOf`, since most strings are short. */
function closingQuote(text: string, opening: number): number {
  let index = opening + 1;
  for (; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === quote) return index;
    if (unit === backslash) index += 1;
  }
  return text.length;
}

function namesMember(text: string, closing: number): boolean {
  const separator = /[ \t\n\r]*:/y;
  separator.lastIndex = closing + 1;
  return separator.test(text);
}
