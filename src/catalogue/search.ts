import type { Authority, Qualification } from './entries.ts';
import { inOrder, type Keyed } from './ordered.ts';
import type { AwardSide, QualificationKind, ValidityModel } from './vocabulary.ts';

export interface QualificationFilter {
  /** Words that must all occur, in any of the three languages. */
  readonly text?: string | undefined;
  readonly side?: AwardSide | undefined;
  readonly kind?: QualificationKind | undefined;
  readonly framework?: string | undefined;
  readonly level?: string | undefined;
  readonly awardingBody?: string | undefined;
  readonly validityModel?: ValidityModel | undefined;
}

/** A qualification with its searchable words, folded once. */
export interface SearchEntry {
  readonly qualification: Qualification;
  readonly haystack: string;
  readonly exact: ReadonlySet<string>;
}

/**
 * Case, width and diacritics do not tell words apart, nor does punctuation, which between Han characters vanishes:
 * 「初級·公司信貸」 is found by 初級公司信貸. Simplified and Traditional need no table, as every entry holds both.
 */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim();
}

export function searchEntry(qualification: Qualification, awardingBody: Authority | undefined): SearchEntry {
  const { id, abbreviation, name, framework, level, specialism } = qualification;
  const names = [name, awardingBody?.name, specialism?.name].flatMap((of) =>
    of ? [of.en, of.zhHant, of.zhHans] : [],
  );
  const labels = [framework.code, framework.label, level.label, awardingBody?.abbreviation ?? ''];
  return {
    qualification,
    haystack: [id, abbreviation ?? '', ...labels, ...names].map(fold).join('\n'),
    exact: new Set([id, abbreviation ?? ''].map(fold)),
  };
}

/** Whoever types a whole abbreviation or id means that one: it comes first. Otherwise the order is that of ids. */
export function search(
  entries: readonly SearchEntry[],
  filter: QualificationFilter,
): readonly Keyed<Qualification>[] {
  const wanted = filter.text?.trim() ?? '';
  const terms = wanted
    .split(/\s+/u)
    .flatMap((word) => fold(word).split(' '))
    .filter((term) => term !== '');
  // Nothing but punctuation was asked for: no name can match that.
  if (wanted !== '' && terms.length === 0) return [];
  const whole = fold(wanted);
  return inOrder(
    entries
      .filter(({ qualification, haystack }) => {
        return keeps(qualification, filter) && terms.every((term) => haystack.includes(term));
      })
      .map(({ qualification, exact }) => ({
        key: `${wanted !== '' && exact.has(whole) ? 0 : 1}~${qualification.id}`,
        value: qualification,
      })),
  );
}

function keeps(qualification: Qualification, filter: QualificationFilter): boolean {
  return (
    (filter.side === undefined || qualification.side === filter.side) &&
    (filter.kind === undefined || qualification.kind === filter.kind) &&
    (filter.framework === undefined || qualification.framework.code === filter.framework) &&
    (filter.level === undefined || qualification.level.code === filter.level) &&
    (filter.awardingBody === undefined || qualification.awardingBody === filter.awardingBody) &&
    (filter.validityModel === undefined || qualification.validity.model === filter.validityModel)
  );
}
