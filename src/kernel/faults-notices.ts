import type { FaultTexts } from './fault-text.ts';

export const noticesFaults = {
  'notice-refused': {
    kind: 'unprocessable',
    title: {
      en: 'This is not a good notice of the other node.',
      zhHant: '此並非對方節點的有效通知。',
      zhHans: '此并非对方节点的有效通知。',
    },
    detail: {
      en: 'Sign it with the notice key of the trust list, for this node, with the present time ({reason}).',
      zhHant: '請以信任名單內的通知金鑰簽署，指明本節點及現時時間（{reason}）。',
      zhHans: '请以信任名单内的通知密钥签署，指明本节点及当前时间（{reason}）。',
    },
  },
} as const satisfies FaultTexts;
