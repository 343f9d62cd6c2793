import { hkidCheckDigit } from './hong-kong-identity.ts';
import { residentIdCheckCharacter } from './resident-identity.ts';

/** Numbers that check but can belong to nobody, for demonstrations and tests. */

/** Region 99 is assigned to no place. */
const region = '990000';

/** `sequence` counts from 0 to 999 among those born on one day. */
export function syntheticResidentId({
  birthDate,
  sequence,
}: {
  readonly birthDate: string;
  readonly sequence: number;
}): string {
  const digits = `${region}${birthDate.replaceAll('-', '')}${padded(sequence, 3)}`;
  return `${digits}${residentIdCheckCharacter(digits)}`;
}

/** No card begins with QQ. Written as cards are, with the check digit in brackets. */
export function syntheticHkid(serial: number): string {
  const number = `QQ${padded(serial, 6)}`;
  return `${number}(${hkidCheckDigit(number)})`;
}

function padded(value: number, places: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 10 ** places) {
    throw new RangeError(`Not a whole number of at most ${places} digits.`);
  }
  return String(value).padStart(places, '0');
}
