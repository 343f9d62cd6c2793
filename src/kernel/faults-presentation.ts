import type { FaultTexts } from './fault-text.ts';

/** Those that begin with `vp-` are told to wallets in the form of OAuth and never as problem documents. */
export const presentationFaults = {
  'vp-request-over': {
    kind: 'not-found',
    title: {
      en: 'The request is unknown or over.',
      zhHant: '請求不存在或已結束。',
      zhHans: '请求不存在或已结束。',
    },
    detail: {
      en: 'Ask whoever wants to see your credentials for a new link.',
      zhHant: '請向要求出示憑證者索取新的連結。',
      zhHans: '请向要求出示凭证者索取新的链接。',
    },
  },
  'vp-response-refused': {
    kind: 'malformed',
    title: {
      en: 'The answer to the request is refused.',
      zhHant: '對請求的回覆不獲接納。',
      zhHans: '对请求的回复不被接受。',
    },
    detail: {
      en: 'Answer what was asked, bound to this request ({reason}).',
      zhHant: '請按請求內容回覆，並綁定本次請求（{reason}）。',
      zhHans: '请按请求内容回复，并绑定本次请求（{reason}）。',
    },
  },
  'vp-metadata-refused': {
    kind: 'malformed',
    title: {
      en: 'This wallet cannot answer the request.',
      zhHant: '此錢包無法回覆該請求。',
      zhHans: '此钱包无法回复该请求。',
    },
    detail: {
      en: 'Use a wallet that conforms to OpenID4VP 1.0 ({reason}).',
      zhHant: '請使用符合 OpenID4VP 1.0 的錢包（{reason}）。',
      zhHans: '请使用符合 OpenID4VP 1.0 的钱包（{reason}）。',
    },
  },
  'vp-formats-not-supported': {
    kind: 'malformed',
    title: {
      en: 'This wallet has no credentials of the form that is asked for.',
      zhHant: '此錢包不支援所要求格式的憑證。',
      zhHans: '此钱包不支持所要求格式的凭证。',
    },
    detail: {
      en: 'Use a wallet that holds SD-JWT VCs signed with ES256.',
      zhHant: '請使用可存放以 ES256 簽署的 SD-JWT VC 的錢包。',
      zhHans: '请使用可存放以 ES256 签署的 SD-JWT VC 的钱包。',
    },
  },
  'presentation-redirect-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'Wallets may not send browsers to this address.',
      zhHant: '錢包不得將瀏覽器導向此網址。',
      zhHans: '钱包不得将浏览器导向此网址。',
    },
    detail: {
      en: 'Leave it out and ask for the result, or have the operator of this node allow its origin.',
      zhHant: '請不要填寫並自行查詢結果，或請本節點營運者准許該來源。',
      zhHans: '请不要填写并自行查询结果，或请本节点运营者允许该来源。',
    },
  },
  'presentation-claims-not-for-you': {
    kind: 'forbidden',
    title: {
      en: 'Answers to you hold no personal data, so none is asked for.',
      zhHant: '提供予你的結果不含個人資料，故不作此要求。',
      zhHans: '提供给您的结果不含个人信息，故不作此要求。',
    },
    detail: {
      en: 'Ask without `claims`: qualification, standing and recognition are shown all the same.',
      zhHant: '請不要填寫 claims：資格、狀態及互認結果仍會顯示。',
      zhHans: '请不要填写 claims：资格、状态及互认结果仍会显示。',
    },
  },
  'presentation-over': {
    kind: 'conflict',
    title: {
      en: 'The request has been answered or has expired.',
      zhHant: '請求已獲回覆或已過期。',
      zhHans: '请求已获回复或已过期。',
    },
    detail: { en: 'Read it to see which.', zhHant: '請查閱其狀態。', zhHans: '请查阅其状态。' },
  },
  'presentation-code-wrong': {
    kind: 'forbidden',
    title: {
      en: 'The code is not the one that the browser was sent back with.',
      zhHant: '此代碼並非瀏覽器返回時所附的代碼。',
      zhHans: '此代码并非浏览器返回时所附的代码。',
    },
    detail: {
      en: 'Send the `response_code` from the fragment of the address, from the session that asked.',
      zhHant: '請由提出請求的工作階段提交網址片段中的 response_code。',
      zhHans: '请由提出请求的会话提交网址片段中的 response_code。',
    },
  },
} as const satisfies FaultTexts;
