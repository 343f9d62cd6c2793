/** The Hong Kong identity card number: one or two letters, six digits, a check digit, which cards print in brackets. */

const form = /^([A-Z]{1,2})(\d{6})(?:\(([\dA])\)|([\dA]))$/;

/** Letters count 10 to 35; the blank before a single letter counts 36. */
const blank = 36;

/** The number without brackets; undefined when its form is another. The check digit may still be wrong. */
export function readHkid(number: string): string | undefined {
  const parts = form.exec(number);
  return parts ? `${parts[1]}${parts[2]}${parts[3] ?? parts[4]}` : undefined;
}

export function hkidChecks(number: string): boolean {
  return number.at(-1) === hkidCheckDigit(number.slice(0, -1));
}

/** Eight places weigh 9 down to 2, and the whole with the check digit is divisible by 11; ten is written A. */
export function hkidCheckDigit(lettersAndDigits: string): string {
  const places = Array.from(lettersAndDigits, (character) => parseInt(character, 36));
  if (places.length === 7) places.unshift(blank);
  const sum = places.reduce((total, value, place) => total + value * (9 - place), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'A' : String(check);
}
