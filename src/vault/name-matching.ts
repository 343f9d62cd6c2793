import { simplifiedForm } from './simplified-characters.ts';

/**
 * A Chinese name as it is compared: compatibility forms resolved; white space, the middle dots of transcribed names,
 * invisible characters and variation selectors left out.
 */
export function chineseName(name: string): string {
  return name.normalize('NFKC').replace(/[\s\u00b7\u2022\u2027\u30fb\p{Cf}\p{Variation_Selector}]/gu, '');
}

/** The same in the form that the Mainland writes, in which 陳 and 陈 are one. */
export function foldedChineseName(name: string): string {
  return simplifiedForm(chineseName(name));
}

/**
 * Do two romanised names read the same? Case, accents, hyphens and spaces say nothing (TAI-MAN, Tai Man, Taiman), nor does
 * which part comes first (CHAN Tai Man, Tai Man CHAN). Different spellings of one Chinese name do not compare equal
 * here: CHAN Tai Man and CHEN Dawen are both right for 陳大文, so a difference proves nothing (domain, 2.3).
 */
export function romanisedNamesAgree(one: string, other: string): boolean {
  const parts = romanisedParts(one);
  const whole = romanisedParts(other).join('');
  if (whole === '') return false;
  return parts.some((_, start) => [...parts.slice(start), ...parts.slice(0, start)].join('') === whole);
}

/** Whether there is anything to compare in it. */
export function isRomanised(name: string): boolean {
  return romanisedParts(name).length > 0;
}

/** Letters of any alphabet are kept: a Cyrillic look-alike must not drop out and leave an equal rest. */
function romanisedParts(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
}
