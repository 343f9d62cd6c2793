import type { FaultTexts } from './fault-text.ts';

export const vaultFaults = {
  'identity-number-invalid': {
    kind: 'unprocessable',
    title: {
      en: 'The identity number is not a possible one.',
      zhHant: '身份證明號碼不正確。',
      zhHans: '身份证件号码不正确。',
    },
    detail: {
      en: 'Compare it with the document, check character included ({reason}).',
      zhHant: '請與證件核對，包括校驗碼（{reason}）。',
      zhHans: '请与证件核对，包括校验码（{reason}）。',
    },
  },
  'subject-erased': {
    kind: 'conflict',
    title: {
      en: 'The personal data of this person has been erased.',
      zhHant: '此人的個人資料已被刪除。',
      zhHans: '此人的个人信息已被删除。',
    },
    detail: {
      en: 'Nothing more can be recorded about them under this pseudonym; begin a new record if they return.',
      zhHant: '不能再以此代號記錄其資料；如其再次申請，請另立紀錄。',
      zhHans: '不能再以此代号记录其信息；如其再次申请，请另立记录。',
    },
  },
  'subject-restricted': {
    kind: 'conflict',
    title: {
      en: 'The personal data of this person may only be stored.',
      zhHant: '此人的個人資料只可儲存，不得作其他處理。',
      zhHans: '此人的个人信息仅可存储，不得进行其他处理。',
    },
    detail: {
      en: 'Ask the privacy officer whether the restriction can be lifted.',
      zhHant: '請向私隱主任查詢可否解除限制。',
      zhHans: '请向隐私负责人查询能否解除限制。',
    },
  },
} as const satisfies FaultTexts;
