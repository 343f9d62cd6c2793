import { chineseName, foldedChineseName, isRomanised, romanisedNamesAgree } from './name-matching.ts';
import type { Person } from './person.ts';

export const matchLevels = ['none', 'partial', 'strong'] as const;

/** Which form of the name agreed: as written in one script, or only when both are folded to simplified characters. */
export const matchedCodes = [
  'identity-number',
  'birth-date',
  'name-zh-hant',
  'name-zh-hans',
  'name-zh-folded',
  'name-en',
] as const;

/** `romanisation` is no contradiction: the two sides spell the same name differently. */
export const mismatchedCodes = ['identity-number', 'birth-date', 'name-zh', 'romanisation'] as const;

export type MatchedCode = (typeof matchedCodes)[number];
export type MismatchedCode = (typeof mismatchedCodes)[number];

/** Codes only, never a stored value (domain, 5.5). */
export interface IdentityMatch {
  readonly level: (typeof matchLevels)[number];
  readonly matchedOn: readonly MatchedCode[];
  readonly mismatchedOn: readonly MismatchedCode[];
}

/** `not-held`: nothing to compare with, which is neither for nor against. */
export type IdentityNumberComparison = 'matched' | 'mismatched' | 'not-held';

interface Finding {
  readonly matched?: MatchedCode;
  readonly mismatched?: MismatchedCode;
}

/**
 * `strong` takes two independent facts that agree (name, birth date, identity number) and none that contradicts; `partial` one
 * of weight; `none` the rest. What one side left out is not compared. A difference in romanisation never lowers the level.
 */
export function matchIdentity({
  supplied,
  known,
  identityNumber = 'not-held',
}: {
  readonly supplied: Person;
  readonly known: Person;
  readonly identityNumber?: IdentityNumberComparison;
}): IdentityMatch {
  const findings = [
    ...numberFindings(identityNumber),
    ...birthDateFindings(supplied, known),
    ...chineseNameFindings(supplied, known),
    ...romanisedNameFindings(supplied, known),
  ];
  const matchedOn = codesOf(
    matchedCodes,
    findings.map((finding) => finding.matched),
  );
  const mismatchedOn = codesOf(
    mismatchedCodes,
    findings.map((finding) => finding.mismatched),
  );
  return { level: levelOf({ matchedOn, mismatchedOn }), matchedOn, mismatchedOn };
}

/** Does anything speak against it being the same person? */
export function isContradicted({ mismatchedOn }: Pick<IdentityMatch, 'mismatchedOn'>): boolean {
  return mismatchedOn.some((code) => code !== 'romanisation');
}

function levelOf(match: Pick<IdentityMatch, 'matchedOn' | 'mismatchedOn'>): IdentityMatch['level'] {
  const number = match.matchedOn.includes('identity-number');
  const birthDate = match.matchedOn.includes('birth-date');
  const name = match.matchedOn.some((code) => code.startsWith('name-'));
  const contradicted = isContradicted(match);
  const facts = Number(number) + Number(birthDate) + Number(name);
  if (facts >= 2 && !contradicted) return 'strong';
  if (number || name) return 'partial';
  // Many people share a birth date: alone it weighs only while nothing contradicts it.
  return birthDate && !contradicted ? 'partial' : 'none';
}

function numberFindings(comparison: IdentityNumberComparison): Finding[] {
  if (comparison === 'not-held') return [];
  return [comparison === 'matched' ? { matched: 'identity-number' } : { mismatched: 'identity-number' }];
}

function birthDateFindings({ birthDate: one }: Person, { birthDate: other }: Person): Finding[] {
  if (one === undefined || other === undefined) return [];
  return [one === other ? { matched: 'birth-date' } : { mismatched: 'birth-date' }];
}

/** Each form that was supplied is looked for among the known ones, first as written, then folded. */
function chineseNameFindings(supplied: Person, known: Person): Finding[] {
  const hant = writtenName(supplied.nameZhHant);
  const hans = writtenName(supplied.nameZhHans);
  const knownHant = writtenName(known.nameZhHant);
  const knownHans = writtenName(known.nameZhHans);
  const folded = new Set([knownHant, knownHans].filter((name) => name !== undefined).map(foldedChineseName));
  if (folded.size === 0) return [];
  const find = (name: string | undefined, same: string | undefined, code: MatchedCode): Finding[] => {
    if (name === undefined) return [];
    if (name === same) return [{ matched: code }];
    return [folded.has(foldedChineseName(name)) ? { matched: 'name-zh-folded' } : { mismatched: 'name-zh' }];
  };
  return [...find(hant, knownHant, 'name-zh-hant'), ...find(hans, knownHans, 'name-zh-hans')];
}

function romanisedNameFindings({ nameEn: one }: Person, { nameEn: other }: Person): Finding[] {
  if (one === undefined || other === undefined || !isRomanised(one) || !isRomanised(other)) return [];
  return [romanisedNamesAgree(one, other) ? { matched: 'name-en' } : { mismatched: 'romanisation' }];
}

/** Undefined for what holds no character to compare. */
function writtenName(name: string | undefined): string | undefined {
  const written = name === undefined ? '' : chineseName(name);
  return written === '' ? undefined : written;
}

/** Each code once, in the order of the vocabulary. */
function codesOf<Code>(vocabulary: readonly Code[], found: readonly (Code | undefined)[]): Code[] {
  return vocabulary.filter((code) => found.includes(code));
}
