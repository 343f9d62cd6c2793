import type { FaultTexts } from './fault-text.ts';

export const archiveFaults = {
  'claims-not-permitted': {
    kind: 'forbidden',
    title: {
      en: 'These claims of the person are not for you to export.',
      zhHant: '你無權匯出此人的這些資料。',
      zhHans: '您无权导出此人的这些信息。',
    },
    detail: {
      en: 'Ask without `claims`, or have the holder or an officer of the issuing authority export it.',
      zhHant: '請不附 `claims` 再提出，或由持有人或簽發機構的人員匯出。',
      zhHans: '请不带 `claims` 再提出，或由持有人或签发机构的人员导出。',
    },
  },
  'suite-not-offered': {
    kind: 'unprocessable',
    title: {
      en: 'This node does not sign by that algorithm.',
      zhHant: '本節點不以該演算法簽署。',
      zhHans: '本节点不以该算法签名。',
    },
    detail: {
      en: 'Ask without `{suite}`; the operator of the node decides which are switched on.',
      zhHant: '請不要求 `{suite}`；啟用哪些演算法由節點營運者決定。',
      zhHans: '请不要求 `{suite}`；启用哪些算法由节点运营者决定。',
    },
  },
  'not-this-record': {
    kind: 'unprocessable',
    title: {
      en: 'What you sent is not what the record says.',
      zhHant: '你提交的內容與紀錄不符。',
      zhHans: '您提交的内容与记录不符。',
    },
    detail: {
      en: 'Only records are signed. Send the `id` of one, and of the other members none or those of its export.',
      zhHant: '只會簽署紀錄。請提交某紀錄的 `id`，其他成員可略去，或與其匯出內容一致。',
      zhHans: '只会签署记录。请提交某记录的 `id`，其他成员可省略，或与其导出内容一致。',
    },
  },
} as const satisfies FaultTexts;
