import type { FaultTexts } from './fault-text.ts';

export const disclosureFaults = {
  'disclosure-other-side': {
    kind: 'forbidden',
    title: {
      en: 'Only officers of this side decide what leaves it.',
      zhHant: '只有本方人員可決定向對方披露的資料。',
      zhHans: '只有本方人员可决定向对方披露的信息。',
    },
    detail: {
      en: 'Ask a regulator or a privacy officer of this side.',
      zhHant: '請聯絡本方監管機構或私隱主任。',
      zhHans: '请联系本方监管机构或隐私负责人。',
    },
  },
  'disclosure-not-across': {
    kind: 'forbidden',
    title: {
      en: 'Cases are for regulators of the other side, registered within the boundary area.',
      zhHant: '個案只供註冊於兩地範圍內的對方監管機構提出。',
      zhHans: '个案仅供注册于两地范围内的对方监管机构提出。',
    },
    detail: {
      en: 'Read on this side’s own terms; where those say no, a case does not change it.',
      zhHant: '請按本方規則查閱；規則不容許者，個案亦不能改變。',
      zhHans: '请按本方规则查阅；规则不允许的，个案也不能改变。',
    },
  },
  'disclosure-basis-other-side': {
    kind: 'unprocessable',
    title: {
      en: 'This legal basis is not one of the side where the data are.',
      zhHant: '此法律依據不屬於資料所在地的法律。',
      zhHans: '此法律依据不属于数据所在地的法律。',
    },
    detail: {
      en: 'Give a basis in the law of the side whose node you ask.',
      zhHant: '請提供所查節點一方的法律依據。',
      zhHans: '请提供所查节点一方的法律依据。',
    },
  },
  'disclosure-until': {
    kind: 'unprocessable',
    title: {
      en: 'A case ends after today, and within 90 days.',
      zhHant: '個案須於今日之後、90 日之內結束。',
      zhHans: '个案须在今日之后、90 日之内结束。',
    },
    detail: {
      en: 'Give such a date; when more time is needed, open another case.',
      zhHant: '請填寫該期限內的日期；如需更多時間，請另開個案。',
      zhHans: '请填写该期限内的日期；如需更多时间，请另开个案。',
    },
  },
  'disclosure-decided': {
    kind: 'conflict',
    title: {
      en: 'The case is not in a state in which this can be said.',
      zhHant: '個案現時的狀態不容許此決定。',
      zhHans: '个案当前状态不允许此决定。',
    },
    detail: {
      en: 'Read it: it was approved, refused or closed, or its last day is past.',
      zhHant: '請查閱個案：已獲批准、被拒絕、已關閉，或已過期。',
      zhHans: '请查阅个案：已获批准、被拒绝、已关闭，或已过期。',
    },
  },
  'disclosure-same-person': {
    kind: 'forbidden',
    title: {
      en: 'Opening and both approvals are for three different persons.',
      zhHant: '提出個案及兩次批准須由三名不同的人作出。',
      zhHans: '提出个案及两次批准须由三名不同的人作出。',
    },
    detail: {
      en: 'Another natural person has to approve, whatever registrations there are.',
      zhHant: '須由另一名自然人批准，不論登記身分為何。',
      zhHans: '须由另一名自然人批准，不论登记身份为何。',
    },
  },
} as const satisfies FaultTexts;
