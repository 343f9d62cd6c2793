import type { FaultTexts } from './fault-text.ts';

/** Refusals of the reading room. */
export const auditFaults = {
  'statistics-too-wide': {
    kind: 'unprocessable',
    title: {
      en: 'The figures have more rows than one answer holds.',
      zhHant: '數字行數超過單次答覆上限。',
      zhHans: '数字行数超过单次答复上限。',
    },
    detail: {
      en: 'Ask for fewer months, or for one direction, authority or qualification.',
      zhHant: '請減少月份，或限定方向、機構或資格。',
      zhHans: '请减少月份，或限定方向、机构或资格。',
    },
  },
} as const satisfies FaultTexts;
