import type { FaultTexts } from './fault-text.ts';

export const accessFaults = {
  'key-already-registered': {
    kind: 'conflict',
    title: {
      en: 'This key is registered already.',
      zhHant: '此公鑰已經登記。',
      zhHans: '此公钥已经登记。',
    },
    detail: {
      en: 'Generate a new key pair: one key stands for one client or officer, for ever.',
      zhHant: '請產生新的金鑰對：每條公鑰永久只對應一個用戶端或人員。',
      zhHans: '请生成新的密钥对：每个公钥永久只对应一个客户端或人员。',
    },
  },
  'key-unusable': {
    kind: 'unprocessable',
    title: {
      en: 'The public key is not usable.',
      zhHant: '公鑰不可使用。',
      zhHans: '公钥不可使用。',
    },
    detail: {
      en: 'Send a P-256 point that lies on the curve, or an Ed25519 point that is not of small order.',
      zhHant: '請提交位於曲線上的 P-256 點，或非小階的 Ed25519 點。',
      zhHans: '请提交位于曲线上的 P-256 点，或非小阶的 Ed25519 点。',
    },
  },
  'role-not-available': {
    kind: 'unprocessable',
    title: {
      en: 'The organisation cannot have such a role.',
      zhHant: '該機構不能擔任此角色。',
      zhHans: '该机构不能担任此角色。',
    },
    detail: {
      en: 'Ask for roles that the kind of organisation allows, for a client or an officer as the role demands; some need an authority.',
      zhHant: '請選用該類機構可擔任的角色；部分角色只可由用戶端或人員擔任，部分須有所屬主管機構。',
      zhHans: '请选用该类机构可担任的角色；部分角色只能由客户端或人员担任，部分须有所属主管机构。',
    },
  },
  'person-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'No officer was ever registered for this person.',
      zhHant: '沒有為此人登記過任何人員。',
      zhHans: '从未为此人登记过任何人员。',
    },
    detail: {
      en: 'Leave `personId` out for a person who is new here; repeat it from an earlier registration of the same person.',
      zhHant: '如屬首次登記，請勿提交 personId；否則請沿用該人先前登記的值。',
      zhHans: '如属首次登记，请勿提交 personId；否则请沿用该人先前登记的值。',
    },
  },
  'registration-ended': {
    kind: 'conflict',
    title: {
      en: 'The registration has ended.',
      zhHant: '登記已經終止。',
      zhHans: '登记已经终止。',
    },
    detail: {
      en: 'Nothing more can be done with it; register anew.',
      zhHant: '不能再作任何變更，請重新登記。',
      zhHans: '不能再作任何变更，请重新登记。',
    },
  },
  'oauth-invalid-request': {
    kind: 'malformed',
    title: {
      en: 'The token request is malformed.',
      zhHant: '權杖請求格式有誤。',
      zhHans: '令牌请求格式有误。',
    },
    detail: {
      en: 'Send each parameter once, form-encoded ({reason}).',
      zhHant: '請以表單編碼提交，每個參數只出現一次（{reason}）。',
      zhHans: '请以表单编码提交，每个参数只出现一次（{reason}）。',
    },
  },
  'oauth-invalid-client': {
    kind: 'unauthenticated',
    title: {
      en: 'The client could not be authenticated.',
      zhHant: '未能確認用戶端身分。',
      zhHans: '无法确认客户端身份。',
    },
    detail: {
      en: 'Send a fresh private_key_jwt assertion by the registered key ({reason}).',
      zhHant: '請以已登記的金鑰提交新的 private_key_jwt 聲明（{reason}）。',
      zhHans: '请以已登记的密钥提交新的 private_key_jwt 声明（{reason}）。',
    },
  },
  'oauth-invalid-grant': {
    kind: 'malformed',
    title: {
      en: 'The assertion was refused.',
      zhHant: '聲明被拒絕。',
      zhHans: '声明被拒绝。',
    },
    detail: {
      en: 'Send a fresh assertion by the registered key ({reason}).',
      zhHant: '請以已登記的金鑰提交新的聲明（{reason}）。',
      zhHans: '请以已登记的密钥提交新的声明（{reason}）。',
    },
  },
  'oauth-unauthorized-client': {
    kind: 'malformed',
    title: {
      en: 'The client may not have a token of its own.',
      zhHant: '此用戶端不得自行取得權杖。',
      zhHans: '此客户端不得自行获取令牌。',
    },
    detail: {
      en: 'It has no roles: add the assertion of an officer.',
      zhHant: '此用戶端沒有角色，請一併提交人員的聲明。',
      zhHans: '此客户端没有角色，请一并提交人员的声明。',
    },
  },
  'oauth-unsupported-grant-type': {
    kind: 'malformed',
    title: {
      en: 'The grant type is not supported.',
      zhHant: '不支援此授權類型。',
      zhHans: '不支持此授权类型。',
    },
    detail: {
      en: 'Use one of those in /.well-known/oauth-authorization-server.',
      zhHant: '請使用 /.well-known/oauth-authorization-server 所列類型。',
      zhHans: '请使用 /.well-known/oauth-authorization-server 所列类型。',
    },
  },
  'oauth-invalid-target': {
    kind: 'malformed',
    title: {
      en: 'It is not clear whose credentials are wanted.',
      zhHant: '未能確定所要求的是哪一簽發機構的憑證。',
      zhHans: '无法确定所请求的是哪一签发机构的凭证。',
    },
    detail: {
      en: 'Name one credential issuer of this node in `resource` or in `locations`.',
      zhHant: '請在 resource 或 locations 指明本節點的一個憑證簽發者。',
      zhHans: '请在 resource 或 locations 中指明本节点的一个凭证签发者。',
    },
  },
  'oauth-unsupported-response-type': {
    kind: 'malformed',
    title: {
      en: 'The response type is not supported.',
      zhHant: '不支援此回應類型。',
      zhHans: '不支持此响应类型。',
    },
    detail: {
      en: 'Ask for `code`.',
      zhHant: '請使用 code。',
      zhHans: '请使用 code。',
    },
  },
  'oauth-request-not-supported': {
    kind: 'malformed',
    title: {
      en: 'Request objects are not supported.',
      zhHant: '不支援請求物件。',
      zhHans: '不支持请求对象。',
    },
    detail: {
      en: 'Push the parameters themselves.',
      zhHant: '請直接推送各參數。',
      zhHans: '请直接推送各参数。',
    },
  },
  'authorization-request-unknown': {
    kind: 'malformed',
    title: {
      en: 'This request cannot be continued.',
      zhHant: '此請求不能繼續。',
      zhHans: '此请求无法继续。',
    },
    detail: {
      en: 'It was not made by your wallet, was opened before, or took too long. Begin again in your wallet.',
      zhHant: '請求並非由你的錢包發出、已被開啟過，或已逾時。請在錢包重新開始。',
      zhHans: '请求并非由您的钱包发出、已被打开过，或已超时。请在钱包中重新开始。',
    },
  },
  'sign-in-taken': {
    kind: 'conflict',
    title: {
      en: 'This account is linked to another person.',
      zhHant: '此帳戶已連結至另一人。',
      zhHans: '此账户已关联到另一人。',
    },
    detail: {
      en: 'One account stands for one person. Take the other link away first, if it was wrong.',
      zhHant: '一個帳戶只代表一人。如先前的連結有誤，請先予解除。',
      zhHans: '一个账户只代表一人。如先前的关联有误，请先解除。',
    },
  },
  'sign-in-provider-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'People do not sign in with this provider here.',
      zhHant: '本節點並不使用此登入服務。',
      zhHans: '本节点不使用此登录服务。',
    },
    detail: {
      en: 'Name the issuer that this node is configured with.',
      zhHant: '請填寫本節點所設定的登入服務。',
      zhHans: '请填写本节点所配置的登录服务。',
    },
  },
  'oauth-invalid-dpop-proof': {
    kind: 'malformed',
    title: {
      en: 'The DPoP proof was refused.',
      zhHant: 'DPoP 證明被拒絕。',
      zhHans: 'DPoP 证明被拒绝。',
    },
    detail: {
      en: 'Send a new proof for this method and address, by an ES256 or Ed25519 key ({reason}).',
      zhHant: '請以 ES256 或 Ed25519 金鑰，為此方法及地址提交新的證明（{reason}）。',
      zhHans: '请以 ES256 或 Ed25519 密钥，为此方法及地址提交新的证明（{reason}）。',
    },
  },
  'oauth-use-dpop-nonce': {
    kind: 'malformed',
    title: {
      en: 'The DPoP proof needs a nonce of this server.',
      zhHant: 'DPoP 證明須包含本伺服器的隨機值。',
      zhHans: 'DPoP 证明须包含本服务器的随机值。',
    },
    detail: {
      en: 'Send a new proof with the nonce of the header DPoP-Nonce.',
      zhHant: '請以 DPoP-Nonce 標頭所給的隨機值提交新的證明。',
      zhHans: '请以 DPoP-Nonce 标头给出的随机值提交新的证明。',
    },
  },
  'oauth-invalid-authorization-details': {
    kind: 'malformed',
    title: {
      en: 'What `authorization_details` asks for cannot be granted.',
      zhHant: 'authorization_details 所要求的項目不能授予。',
      zhHans: 'authorization_details 所要求的内容不能授予。',
    },
    detail: {
      en: 'Ask for type `openid_credential` and for configurations of the metadata or the offer ({reason}).',
      zhHant: '請以 openid_credential 類型要求元資料或要約所列的憑證設定（{reason}）。',
      zhHans: '请以 openid_credential 类型请求元数据或要约所列的凭证配置（{reason}）。',
    },
  },
  'oauth-invalid-scope': {
    kind: 'malformed',
    title: {
      en: 'A scope was asked for that cannot be granted.',
      zhHant: '所要求的範圍不能授予。',
      zhHans: '所要求的范围不能授予。',
    },
    detail: {
      en: 'Ask only for scopes that the registered roles allow.',
      zhHant: '請只要求已登記角色可獲授予的範圍。',
      zhHans: '请只要求已登记角色可获授予的范围。',
    },
  },
} as const satisfies FaultTexts;
