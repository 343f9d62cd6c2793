import { createHmac, hkdfSync } from 'node:crypto';

/**
 * A share code: 95 bits of a keyed hash and a check character, in an alphabet without I, L, O and U (Crockford's base 32), in four
 * groups of five. It is derived from the identifier of what is shared, so that its holder can be shown it again while the database,
 * without the key of the node, tells nobody any code.
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = /^[0-9A-HJKMNP-TV-Z]+$/;
const size = alphabet.length;
const bodyCharacters = 19;
const groupCharacters = 5;

const lookAlikes: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

export function shareCodeOf(key: Uint8Array, id: string): string {
  const hash = createHmac('sha256', key).update(`wenjin-share-code/1\0${id}`).digest();
  // 256 is a multiple of 32, so that every character is as likely as another.
  const body = [...hash.subarray(0, bodyCharacters)].map((octet) => alphabet.charAt(octet % size)).join('');
  return grouped(`${body}${checkCharacter(body)}`);
}

/** As it was made, from however it was typed: small letters, other separators or none, O for 0. Undefined when it cannot be a code. */
export function normalShareCode(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[OIL]/g, (letter) => lookAlikes[letter] ?? letter);
  if (plain.length !== bodyCharacters + 1 || !characters.test(plain)) return undefined;
  const body = plain.slice(0, bodyCharacters);
  return plain.endsWith(checkCharacter(body)) ? grouped(plain) : undefined;
}

/** By which a code is found. Nobody without the key of the node can try codes against a stolen database. */
export function shareCodeDigest(key: Uint8Array, code: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(`wenjin-share-digest/1\0${code}`).digest());
}

/** Encrypts what was shared: for each code another one. */
export function shareContentKey(key: Uint8Array, code: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', code, key, 'wenjin-share-content/1', 32));
}

/** Luhn's sum for 32 characters: every wrong character shows, and nearly every two that changed places. */
function checkCharacter(body: string): string {
  let sum = 0;
  for (let position = 0; position < body.length; position++) {
    // The last character of the body is doubled, and every second one before it.
    const weight = (body.length - position) % 2 === 1 ? 2 : 1;
    const value = alphabet.indexOf(body.charAt(position)) * weight;
    sum += Math.floor(value / size) + (value % size);
  }
  return alphabet.charAt((size - (sum % size)) % size);
}

function grouped(plain: string): string {
  return plain.match(new RegExp(`.{${String(groupCharacters)}}`, 'g'))?.join('-') ?? plain;
}
