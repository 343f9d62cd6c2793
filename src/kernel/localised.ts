/** Texts for people are kept in English, 繁體 and 简体. */

export const languages = ['en', 'zh-Hant', 'zh-Hans'] as const;
export type Language = (typeof languages)[number];

export interface Localised {
  readonly en: string;
  readonly zhHant: string;
  readonly zhHans: string;
}

export function textIn(text: Localised, language: Language): string {
  switch (language) {
    case 'en':
      return text.en;
    case 'zh-Hant':
      return text.zhHant;
    case 'zh-Hans':
      return text.zhHans;
  }
}

/** Fills `{name}` in all three languages. A name without a value stays as it is, so that its absence is seen. */
export function fill(text: Localised, values: Readonly<Record<string, string>>): Localised {
  const fillOne = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return { en: fillOne(text.en), zhHant: fillOne(text.zhHant), zhHans: fillOne(text.zhHans) };
}

/** RFC 9110 section 12.5.4, with the ranges that this service can satisfy; English when none matches. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return 'en';
  const ranges = acceptLanguage
    .slice(0, 200)
    .split(',')
    .map((part, position) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((p) => /^\s*q=([01](?:\.\d{0,3})?)$/.exec(p)?.[1]).find(Boolean);
      return { range, quality: quality === undefined ? 1 : Number(quality), position };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.position - b.position);
  for (const { range } of ranges) {
    if (range.startsWith('en') || range === '*') return 'en';
    if (/^zh-(hant|tw|hk|mo)/.test(range)) return 'zh-Hant';
    if (range.startsWith('zh')) return 'zh-Hans';
  }
  return 'en';
}
