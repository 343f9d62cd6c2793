import type { Signer } from '../kernel/ports.ts';
import { type Disclosure, parseDisclosure } from './disclosure.ts';
import { signKeyBinding } from './key-binding.ts';
import { combineSdJwt, parseSdJwt } from './sd-jwt.ts';

export interface KeyBindingRequest {
  readonly audience: string;
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly signer: Signer;
}

/**
 * What a holder sends of an issued SD-JWT: the disclosures of the claims with these names (a hidden
 * array element has none and is chosen by its disclosure's text), and those that lead to them
 * (RFC 9901 section 4.2.6), bound to the holder's key where the verifier asked for that.
 */
export async function presentation(
  sdJwt: string,
  chosen: readonly string[],
  keyBinding?: KeyBindingRequest,
): Promise<string> {
  const parsed = parseSdJwt(sdJwt);
  if (!parsed.ok) throw new TypeError(`Not an SD-JWT: ${parsed.reason}.`);
  const { issuerJwt, disclosures, keyBindingJwt } = parsed.parts;
  // RFC 9901 section 7.2: what an issuer gives out is not bound yet.
  if (keyBindingJwt !== undefined) throw new TypeError('The SD-JWT is a presentation already.');
  const held = disclosures.map(readOwn);
  const sent = withAncestors(
    held.filter((each) => isChosen(each, chosen)),
    held,
  );
  const texts = held.filter((each) => sent.has(each)).map((each) => each.text);
  const presented = combineSdJwt(issuerJwt, texts);
  if (keyBinding === undefined) return presented;
  return `${presented}${await signKeyBinding(presented, keyBinding, keyBinding.signer)}`;
}

function readOwn(text: string): Disclosure {
  const disclosure = parseDisclosure(text);
  if (disclosure === undefined) throw new TypeError('The SD-JWT has a malformed disclosure.');
  return disclosure;
}

function isChosen(disclosure: Disclosure, chosen: readonly string[]): boolean {
  return chosen.includes(disclosure.kind === 'member' ? disclosure.name : disclosure.text);
}

function withAncestors(chosen: readonly Disclosure[], held: readonly Disclosure[]): ReadonlySet<Disclosure> {
  // A set visits what is added while it is walked, so that parents of parents are found as well.
  const sent = new Set(chosen);
  for (const disclosure of sent) {
    for (const other of held) {
      if (JSON.stringify(other.value).includes(`"${disclosure.digest}"`)) sent.add(other);
    }
  }
  return sent;
}
