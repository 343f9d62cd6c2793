import type { Localised } from '../kernel/localised.ts';

/** What the explorer says beside the rows. The Chinese texts await a lawyer's eye. */

export const equivalenceNotice: Localised = {
  en: 'This concerns qualifications only. It is not a licence, fitness assessment or hiring recommendation, and does not entitle anyone to practise. Published and illustrative rows are information, not decisions.',
  zhHant:
    '本結果只涉及資歷，並非牌照、適當人選評估或聘用建議，亦不構成執業資格。已公布及示例條目僅供參考，並非決定。',
  zhHans:
    '本结果仅涉及资历，不构成执照、任职资格评估或录用建议，也不构成执业资格。已公布及示例条目仅供参考，并非决定。',
};

export const noneTexts = {
  'same-side': {
    en: 'The qualification and the target are on the same side; this service answers across the boundary.',
    zhHant: '所持資歷與目標同屬一方；本服務只解答跨境對應。',
    zhHans: '所持资历与目标同属一方；本服务只解答跨境对应。',
  },
  'nothing-recognised': {
    en: 'The rows for this question recognise nothing. What comes nearest is listed.',
    zhHant: '相關條目沒有承認任何部分。最接近者見下。',
    zhHans: '相关条目没有认可任何部分。最接近者见下。',
  },
  'no-row': {
    en: 'No agreement in force and no published row answers this question. That is no judgement of the qualification. What comes nearest is listed.',
    zhHant: '現行協議及已公布條目均未涵蓋此問題。此非對有關資歷的評價。最接近者見下。',
    zhHans: '现行协议及已公布条目均未涵盖此问题。此非对有关资历的评价。最接近者见下。',
  },
  'role-unknown': {
    en: 'No qualification of the target side matches these words. Look it up with GET /v1/qualifications.',
    zhHant: '目標一方沒有符合此名稱的資歷。請以 GET /v1/qualifications 查找。',
    zhHans: '目标一方没有符合此名称的资历。请以 GET /v1/qualifications 查找。',
  },
} as const satisfies Readonly<Record<string, Localised>>;
export type NoneReason = keyof typeof noneTexts;

export const nearestText: Localised = {
  en: '“{from}” counts towards “{to}” by row {row}.',
  zhHant: '按條目{row}，「{from}」可計入「{to}」。',
  zhHans: '按条目{row}，“{from}”可计入“{to}”。',
};
