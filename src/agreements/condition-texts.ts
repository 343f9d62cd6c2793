import type { AcquisitionRoute, Condition } from '../catalogue/index.ts';
import { fill, type Language, type Localised } from '../kernel/localised.ts';

/** Each condition in words. The Chinese texts await a lawyer's eye. */

export const routeTexts: Readonly<Record<AcquisitionRoute, Localised>> = {
  examination: { en: 'examination', zhHant: '考試', zhHans: '考试' },
  assessment: { en: 'assessment', zhHant: '評核', zhHans: '评核' },
  grandfathering: { en: 'grandfathering', zhHant: '過渡豁免', zhHans: '过渡认可' },
  exemption: { en: 'exemption', zhHant: '豁免', zhHans: '免试' },
};

const languageTexts: Readonly<Record<Language, Localised>> = {
  en: { en: 'English', zhHant: '英文', zhHans: '英文' },
  'zh-Hant': { en: 'Traditional Chinese', zhHant: '繁體中文', zhHans: '繁体中文' },
  'zh-Hans': { en: 'Simplified Chinese', zhHant: '簡體中文', zhHans: '简体中文' },
};

const texts = {
  route: {
    en: 'The award was obtained by {routes}.',
    zhHant: '資格以{routes}取得。',
    zhHans: '资格以{routes}取得。',
  },
  from: {
    en: 'The award was made on or after {from}.',
    zhHant: '頒授日期為{from}或之後。',
    zhHans: '授予日期为{from}或之后。',
  },
  until: {
    en: 'The award was made before {until}.',
    zhHant: '頒授日期早於{until}。',
    zhHans: '授予日期早于{until}。',
  },
  between: {
    en: 'The award was made on or after {from} and before {until}.',
    zhHant: '頒授日期為{from}或之後，並早於{until}。',
    zhHans: '授予日期为{from}或之后，并早于{until}。',
  },
  experience: {
    en: 'At least {months} months of relevant experience.',
    zhHant: '具備最少{months}個月相關經驗。',
    zhHans: '具备至少{months}个月相关经验。',
  },
  standingAge: {
    en: 'The home side confirmed the standing within the last {days} days.',
    zhHant: '原屬地已於過去{days}日內確認有關狀態。',
    zhHans: '原属地已于过去{days}日内确认有关状态。',
  },
  recency: {
    en: 'The examination was passed within the last {months} months.',
    zhHant: '考試於過去{months}個月內合格。',
    zhHans: '考试于过去{months}个月内合格。',
  },
  cpd: {
    en: 'At least {hours} hours of continuing professional development within {months} months.',
    zhHant: '於{months}個月內完成最少{hours}小時持續專業發展。',
    zhHans: '于{months}个月内完成至少{hours}小时继续教育。',
  },
  language: {
    en: 'The award was taken in {languages}.',
    zhHant: '以{languages}取得資格。',
    zhHans: '以{languages}取得资格。',
  },
  accreditation: {
    en: 'The qualification was on the qualifications register on the day of the award.',
    zhHant: '頒授當日，該資歷名列資歷名冊。',
    zhHans: '授予当日，该资历列于资历名册。',
  },
  stream: {
    en: 'The stream of the award matches the specialism.',
    zhHant: '資格的專修範疇與專業類別相符。',
    zhHans: '资格的专修方向与专业类别相符。',
  },
} as const satisfies Readonly<Record<string, Localised>>;

export function conditionText(condition: Condition): Localised {
  switch (condition.code) {
    case 'route':
      return fillLocalised(texts.route, 'routes', listed(condition.anyOf.map((route) => routeTexts[route])));
    case 'award-date':
      return awardDateText(condition);
    case 'experience':
      return fill(texts.experience, { months: String(condition.minimumMonths) });
    case 'standing-age':
      return fill(texts.standingAge, { days: String(condition.maximumDays) });
    case 'recency':
      return fill(texts.recency, { months: String(condition.maximumMonths) });
    case 'cpd':
      return fill(texts.cpd, {
        hours: String(condition.minimumHours),
        months: String(condition.withinMonths),
      });
    case 'language':
      return fillLocalised(
        texts.language,
        'languages',
        listed(condition.anyOf.map((language) => languageTexts[language])),
      );
    case 'accreditation-at-award':
      return texts.accreditation;
    case 'stream-matches-specialism':
      return texts.stream;
    case 'note':
      return wordsOf(condition.text);
  }
}

function awardDateText({
  from,
  until,
}: {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}): Localised {
  if (from === undefined) return fill(texts.until, { until: until ?? '' });
  return until === undefined ? fill(texts.from, { from }) : fill(texts.between, { from, until });
}

/** The three languages of a text that also says how far it can be relied on. */
export function wordsOf({ en, zhHant, zhHans }: Localised): Localised {
  return { en, zhHant, zhHans };
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(items: readonly Localised[]): Localised {
  const joined = (of: readonly string[], comma: string, or: string): string =>
    of.length < 2 ? (of[0] ?? '') : `${of.slice(0, -1).join(comma)}${or}${of.at(-1) ?? ''}`;
  return {
    en: joined(
      items.map(({ en }) => en),
      ', ',
      ' or ',
    ),
    zhHant: joined(
      items.map(({ zhHant }) => zhHant),
      '、',
      '或',
    ),
    zhHans: joined(
      items.map(({ zhHans }) => zhHans),
      '、',
      '或',
    ),
  };
}

/** Fills one placeholder with a value that is itself in three languages. */
export function fillLocalised(template: Localised, name: string, value: Localised): Localised {
  return {
    en: template.en.replaceAll(`{${name}}`, () => value.en),
    zhHant: template.zhHant.replaceAll(`{${name}}`, () => value.zhHant),
    zhHans: template.zhHans.replaceAll(`{${name}}`, () => value.zhHans),
  };
}
