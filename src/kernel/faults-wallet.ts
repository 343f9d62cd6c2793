import type { FaultTexts } from './fault-text.ts';

/** Those that begin with `vci-` are told to wallets in the words of OpenID4VCI 1.0 and never as problem documents. */
export const walletFaults = {
  'vci-invalid-credential-request': {
    kind: 'malformed',
    title: {
      en: 'The credential request is malformed.',
      zhHant: '憑證請求格式有誤。',
      zhHans: '凭证请求格式有误。',
    },
    detail: {
      en: 'Send what the metadata of the issuer describes ({reason}).',
      zhHant: '請按簽發機構的元資料提交（{reason}）。',
      zhHans: '请按签发机构的元数据提交（{reason}）。',
    },
  },
  'vci-unknown-configuration': {
    kind: 'malformed',
    title: {
      en: 'This issuer has no such credential configuration.',
      zhHant: '此簽發機構沒有該憑證設定。',
      zhHans: '此签发机构没有该凭证配置。',
    },
    detail: {
      en: 'Take one of the token, from the metadata of the issuer.',
      zhHant: '請從簽發機構的元資料中，選用權杖所涵蓋的設定。',
      zhHans: '请从签发机构的元数据中，选用令牌所涵盖的配置。',
    },
  },
  'vci-unknown-identifier': {
    kind: 'malformed',
    title: {
      en: 'The token has no such credential identifier.',
      zhHant: '權杖沒有該憑證識別碼。',
      zhHans: '令牌没有该凭证标识符。',
    },
    detail: {
      en: 'Take one of the token response.',
      zhHant: '請採用權杖回應中的識別碼。',
      zhHans: '请采用令牌响应中的标识符。',
    },
  },
  'vci-invalid-proof': {
    kind: 'malformed',
    title: {
      en: 'A proof of possession does not hold.',
      zhHant: '持有證明不成立。',
      zhHans: '持有证明不成立。',
    },
    detail: {
      en: 'Sign a proof for this issuer with a nonce of its nonce endpoint ({reason}).',
      zhHant: '請以此簽發機構的隨機數，為其簽署證明（{reason}）。',
      zhHans: '请以此签发机构的随机数，为其签署证明（{reason}）。',
    },
  },
  'vci-invalid-nonce': {
    kind: 'malformed',
    title: {
      en: 'The nonce of a proof is not good any more.',
      zhHant: '證明所用的隨機數已失效。',
      zhHans: '证明所用的随机数已失效。',
    },
    detail: {
      en: 'Ask the nonce endpoint for a fresh one and sign again.',
      zhHant: '請向隨機數端點索取新的隨機數，再行簽署。',
      zhHans: '请向随机数端点获取新的随机数，再行签署。',
    },
  },
  'vci-invalid-encryption': {
    kind: 'malformed',
    title: {
      en: 'The encryption that was asked for is not possible.',
      zhHant: '所要求的加密方式不可行。',
      zhHans: '所要求的加密方式不可行。',
    },
    detail: {
      en: 'Encrypt the request too, by the keys and algorithms of the metadata ({reason}).',
      zhHant: '請同時加密請求，並採用元資料所列的金鑰與演算法（{reason}）。',
      zhHans: '请同时加密请求，并采用元数据所列的密钥与算法（{reason}）。',
    },
  },
  'vci-denied': {
    kind: 'malformed',
    title: {
      en: 'The credential cannot be issued.',
      zhHant: '不能簽發該憑證。',
      zhHans: '不能签发该凭证。',
    },
    detail: {
      en: 'Ask the authority that offered it ({reason}).',
      zhHant: '請向提供該憑證的機構查詢（{reason}）。',
      zhHans: '请向提供该凭证的机构查询（{reason}）。',
    },
  },
  'vci-foreign-token': {
    kind: 'unauthenticated',
    title: {
      en: 'The token enables nothing at this issuer.',
      zhHant: '此權杖在該簽發機構並無效力。',
      zhHans: '此令牌在该签发机构并无效力。',
    },
    detail: {
      en: 'It is of another issuer, or what it was granted for is over.',
      zhHant: '權杖屬於其他簽發機構，或其授權已經終止。',
      zhHans: '令牌属于其他签发机构，或其授权已经终止。',
    },
  },
  'vci-invalid-transaction': {
    kind: 'malformed',
    title: {
      en: 'The transaction is unknown or over.',
      zhHant: '該交易不存在或已完成。',
      zhHans: '该交易不存在或已完成。',
    },
    detail: {
      en: 'Ask the credential endpoint anew.',
      zhHant: '請重新向憑證端點提出請求。',
      zhHans: '请重新向凭证端点提出请求。',
    },
  },
  'vci-invalid-notification-id': {
    kind: 'malformed',
    title: {
      en: 'The notification identifier is unknown.',
      zhHant: '通知識別碼不存在。',
      zhHans: '通知标识符不存在。',
    },
    detail: {
      en: 'Send the one of the credential response, with a token of the same grant.',
      zhHant: '請提交憑證回應中的識別碼，並使用同一授權的權杖。',
      zhHans: '请提交凭证响应中的标识符，并使用同一授权的令牌。',
    },
  },
  'vci-invalid-notification': {
    kind: 'malformed',
    title: {
      en: 'The notification is malformed.',
      zhHant: '通知格式有誤。',
      zhHans: '通知格式有误。',
    },
    detail: {
      en: 'Send notification_id and one of the three events ({reason}).',
      zhHant: '請提交 notification_id 及三種事件之一（{reason}）。',
      zhHans: '请提交 notification_id 及三种事件之一（{reason}）。',
    },
  },
  'offer-closed': {
    kind: 'conflict',
    title: {
      en: 'The offer is not open any more.',
      zhHant: '該要約已關閉。',
      zhHans: '该要约已关闭。',
    },
    detail: {
      en: 'It was taken up, revoked or has expired; make a new one if it is still wanted.',
      zhHant: '要約已獲接納、撤回或過期；如仍需要，請重新提出。',
      zhHans: '要约已获接受、撤回或过期；如仍需要，请重新提出。',
    },
  },
  'offer-not-possible': {
    kind: 'conflict',
    title: {
      en: 'There is nothing to offer of this application.',
      zhHant: '該申請沒有可供提供的憑證。',
      zhHans: '该申请没有可供提供的凭证。',
    },
    detail: {
      en: 'Only an application that is open or recognised can be offered to a wallet.',
      zhHant: '只有處理中或已獲承認的申請，方可提供予錢包。',
      zhHans: '只有处理中或已获承认的申请，方可提供给钱包。',
    },
  },
} as const satisfies FaultTexts;
