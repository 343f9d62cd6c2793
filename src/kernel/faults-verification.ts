import type { FaultTexts } from './fault-text.ts';

export const verificationFaults = {
  'authorisation-expired': {
    kind: 'unprocessable',
    title: {
      en: 'The authorisation to look at this person has expired.',
      zhHant: '查閱此人的授權已過期。',
      zhHans: '查阅此人的授权已过期。',
    },
    detail: {
      en: 'Obtain a new authorisation and send its reference and expiry.',
      zhHant: '請取得新的授權，並提交其編號及到期時間。',
      zhHans: '请取得新的授权，并提交其编号及到期时间。',
    },
  },
} as const satisfies FaultTexts;
