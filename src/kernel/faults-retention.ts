import type { FaultTexts } from './fault-text.ts';

export const retentionFaults = {
  'retention-other-side': {
    kind: 'forbidden',
    title: {
      en: 'Only an authority of this side may hold back what is due here.',
      zhHant: '只有本方機構可在此保留到期的資料。',
      zhHans: '只有本方机构可在此保留到期的信息。',
    },
    detail: {
      en: 'Ask the regulator of this side to place the hold.',
      zhHant: '請向本方監管機構提出保留要求。',
      zhHans: '请向本方监管机构提出保留要求。',
    },
  },
  'hold-past': {
    kind: 'unprocessable',
    title: {
      en: 'The hold would end before it begins.',
      zhHant: '保留期在開始前已告結束。',
      zhHans: '保留期在开始前已告结束。',
    },
    detail: {
      en: 'Give a later date, or none.',
      zhHant: '請填較後日期，或不填。',
      zhHans: '请填较后日期，或不填。',
    },
  },
  'hold-ended': {
    kind: 'conflict',
    title: {
      en: 'The hold does not stand any more.',
      zhHant: '該保留已不再有效。',
      zhHans: '该保留已不再有效。',
    },
    detail: {
      en: 'Read it: it was lifted, or its last day is past.',
      zhHant: '請查閱該保留：已被解除或已過最後一日。',
      zhHans: '请查阅该保留：已被解除或已过最后一日。',
    },
  },
  'hold-same-person': {
    kind: 'forbidden',
    title: {
      en: 'The one who placed the hold cannot lift it.',
      zhHant: '作出保留者不可自行解除。',
      zhHans: '作出保留者不可自行解除。',
    },
    detail: {
      en: 'It takes another natural person, whatever registrations there are.',
      zhHant: '須由另一名自然人處理，不論登記身分為何。',
      zhHans: '须由另一名自然人处理，不论登记身份为何。',
    },
  },
  'hold-of-regulator': {
    kind: 'forbidden',
    title: {
      en: 'A hold of a regulator is lifted by a regulator.',
      zhHant: '監管機構作出的保留只可由監管機構解除。',
      zhHans: '监管机构作出的保留只可由监管机构解除。',
    },
    detail: {
      en: 'Turn to the regulator named by its reference.',
      zhHant: '請按其檔號聯絡有關監管機構。',
      zhHans: '请按其文号联系有关监管机构。',
    },
  },
  'already-restricted': {
    kind: 'conflict',
    title: {
      en: 'An officer has restricted this person already.',
      zhHant: '已有人員限制處理此人的資料。',
      zhHans: '已有人员限制处理此人的信息。',
    },
    detail: {
      en: 'Read the restrictions that stand.',
      zhHant: '請查閱現行限制。',
      zhHans: '请查阅现行限制。',
    },
  },
  'not-restricted': {
    kind: 'conflict',
    title: {
      en: 'This person is not restricted.',
      zhHant: '此人的資料並無限制。',
      zhHans: '此人的信息并无限制。',
    },
    detail: {
      en: 'Nothing has to be lifted.',
      zhHant: '無須解除。',
      zhHans: '无须解除。',
    },
  },
  'window-empty': {
    kind: 'unprocessable',
    title: {
      en: 'The window of time is empty or too long.',
      zhHant: '所選時段為空或過長。',
      zhHans: '所选时段为空或过长。',
    },
    detail: {
      en: 'The end comes after the beginning, by ten years at most; ends are exclusive.',
      zhHant: '終止日須後於起始日，且不超過十年；終止日不包括在內。',
      zhHans: '终止日须后于起始日，且不超过十年；终止日不包括在内。',
    },
  },
} as const satisfies FaultTexts;
