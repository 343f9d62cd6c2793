import type { FaultTexts } from './fault-text.ts';

export const sharingFaults = {
  'share-code-other-purpose': {
    kind: 'forbidden',
    title: {
      en: 'The code was made for another purpose.',
      zhHant: '此分享碼是為另一用途而設。',
      zhHans: '此分享码是为另一用途而设。',
    },
    detail: {
      en: 'It is for `{purpose}`. Look for that purpose, or ask its holder for another code.',
      zhHant: '其用途為 {purpose}。請按該用途查核，或請持有人另發分享碼。',
      zhHans: '其用途为 {purpose}。请按该用途核验，或请持有人另发分享码。',
    },
  },
  'share-codes-too-many': {
    kind: 'conflict',
    title: {
      en: 'You have as many codes as one can have at a time.',
      zhHant: '你現有的分享碼數目已達上限。',
      zhHans: '您现有的分享码数量已达上限。',
    },
    detail: {
      en: 'Revoke one of the {max} that you have.',
      zhHant: '請先撤銷現有 {max} 個分享碼中的一個。',
      zhHans: '请先撤销现有 {max} 个分享码中的一个。',
    },
  },
  'share-audience-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'No such organisation is registered at this node.',
      zhHant: '本節點並無登記此機構。',
      zhHans: '本节点没有登记此机构。',
    },
    detail: {
      en: 'Leave the audience out, or ask the organisation for its identifier here.',
      zhHant: '請不要指定對象，或向該機構查詢其在本節點的識別碼。',
      zhHans: '请不要指定对象，或向该机构查询其在本节点的标识。',
    },
  },
  'share-not-genuine': {
    kind: 'unprocessable',
    title: {
      en: 'A credential that you share does not pass its own check.',
      zhHant: '你所分享的憑證未能通過查核。',
      zhHans: '您所分享的凭证未能通过核验。',
    },
    detail: {
      en: 'The check says {result}. Share the current credential as its issuer gave it to you.',
      zhHant: '查核結果為 {result}。請分享簽發機構發給你的現行憑證。',
      zhHans: '核验结果为 {result}。请分享签发机构发给您的现行凭证。',
    },
  },
} as const satisfies FaultTexts;
