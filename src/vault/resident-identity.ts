import { isCivilDate } from '../kernel/instants.ts';

/** The Mainland resident identity number (GB 11643): region, birth date, sequence, check character. */

const form = /^\d{17}[\dX]$/;

export type ResidentIdRefusal = 'format' | 'birth-date' | 'check-character';

/** Undefined when the number is right. Regions are not looked up: they come and go, and residence permits have their own. */
export function refusalOfResidentId(number: string): ResidentIdRefusal | undefined {
  if (!form.test(number)) return 'format';
  if (!isCivilDate(birthDateOf(number))) return 'birth-date';
  return number.at(-1) === residentIdCheckCharacter(number.slice(0, 17)) ? undefined : 'check-character';
}

function birthDateOf(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}

/** ISO 7064 MOD 11-2: the digits weigh 2^17 down to 2^1 modulo 11, and the whole leaves 1; ten is written X. */
export function residentIdCheckCharacter(digits: string): string {
  let sum = 0;
  for (const digit of digits) sum = ((sum + Number(digit)) * 2) % 11;
  const check = (12 - sum) % 11;
  return check === 10 ? 'X' : String(check);
}
