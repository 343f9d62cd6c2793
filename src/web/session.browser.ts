import { fromBase64url, textOf } from './bytes.browser.ts';
import { parsedJson, textList } from './json.browser.ts';

/** The examiner's token: in the memory of this page and nowhere else, until it ends, is refused, or is forgotten. */
export interface Session {
  token(): string | undefined;
  /** Seconds since 1970. */
  readonly expiresAt: number | undefined;
  /** What it says of its bearer; the node decides what it is good for. */
  readonly roles: readonly string[];
  /** False for what is no token, or one that has ended. */
  use(text: string): boolean;
  forget(): void;
  /** The node did not accept it. */
  refused(): void;
}

interface Held {
  readonly token: string;
  readonly expiresAt: number;
  readonly roles: readonly string[];
  readonly bearer: unknown;
}

export interface SessionDependencies {
  readonly nowSeconds: () => number;
  /** It came, or it went and why. */
  readonly changed: (why: 'used' | 'forgotten' | 'expired' | 'refused') => void;
}

export function createSession({ nowSeconds, changed }: SessionDependencies): Session {
  let held: Held | undefined;
  let bearer: unknown;
  const drop = (why: 'forgotten' | 'expired' | 'refused'): void => {
    if (held === undefined) return;
    held = undefined;
    changed(why);
  };
  return {
    token() {
      if (held && held.expiresAt <= nowSeconds()) drop('expired');
      return held?.token;
    },
    get expiresAt() {
      return held?.expiresAt;
    },
    get roles() {
      return held?.roles ?? [];
    },
    use(text) {
      const read = readToken(text.trim().replace(/^Bearer /i, ''));
      if (!read || read.expiresAt <= nowSeconds()) return false;
      // What somebody else was shown is not for the next one to see.
      if (bearer !== undefined && bearer !== read.bearer) changed('forgotten');
      held = read;
      bearer = read.bearer;
      changed('used');
      return true;
    },
    forget: () => {
      drop('forgotten');
    },
    refused: () => {
      drop('refused');
    },
  };
}

/** RFC 9068: read for its end and its roles alone. */
function readToken(token: string): Held | undefined {
  if (token.length > 8192 || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  const payload = fromBase64url(token.split('.')[1] ?? '');
  const { exp, roles, sub } = parsedJson((payload && textOf(payload)) ?? '');
  return typeof exp === 'number' ? { token, expiresAt: exp, roles: textList(roles), bearer: sub } : undefined;
}
