import type { FaultTexts } from './fault-text.ts';

export const recognitionFaults = {
  'presentation-not-accepted': {
    kind: 'unprocessable',
    title: {
      en: 'A credential that was presented is not accepted.',
      zhHant: '所出示的憑證不獲接納。',
      zhHans: '所出示的凭证不获接受。',
    },
    detail: {
      en: 'See the codes in `errors`: present the current credential, bound to this request’s nonce and this node, disclosing a name and the birth date.',
      zhHant: '請參閱 errors 所列代碼：出示現行憑證，綁定本次請求的 nonce 及本節點，並披露姓名及出生日期。',
      zhHans: '请参阅 errors 所列代码：出示现行凭证，绑定本次请求的 nonce 及本节点，并披露姓名及出生日期。',
    },
  },
  'chaining-not-allowed': {
    kind: 'unprocessable',
    title: {
      en: 'A recognition is not a source for another recognition.',
      zhHant: '互認憑證不可作為另一項互認的依據。',
      zhHans: '互认凭证不可作为另一项互认的依据。',
    },
    detail: {
      en: 'Present the home credential that attests the award itself.',
      zhHant: '請出示證明原有資格的原屬地憑證。',
      zhHans: '请出示证明原有资格的原属地凭证。',
    },
  },
  'home-side-out-of-reach': {
    kind: 'unavailable',
    title: {
      en: 'The trust list of the home side is out of reach or too old.',
      zhHant: '無法取得原屬地的信任名單，或名單過舊。',
      zhHans: '无法获取原属地的信任名单，或名单过旧。',
    },
    detail: {
      en: 'Nothing can be said about the credential now. Try again later with a new nonce.',
      zhHant: '目前未能就憑證作出判斷，請稍後以新的 nonce 重試。',
      zhHans: '目前无法就凭证作出判断，请稍后以新的 nonce 重试。',
    },
  },
  'holder-key-mismatch': {
    kind: 'unprocessable',
    title: {
      en: 'The credentials are not all bound to the key of the holder.',
      zhHant: '憑證並非全部綁定於持有人的金鑰。',
      zhHans: '凭证并非全部绑定于持有人的密钥。',
    },
    detail: {
      en: 'Present credentials of one key, and call with a token for the same key.',
      zhHant: '請出示綁定於同一金鑰的憑證，並以該金鑰的權杖提出請求。',
      zhHans: '请出示绑定于同一密钥的凭证，并以该密钥的令牌提出请求。',
    },
  },
  'holder-mandate-not-accepted': {
    kind: 'unprocessable',
    title: {
      en: 'The holder’s mandate is missing or does not cover this request.',
      zhHant: '欠缺持有人的授權，或授權不涵蓋此請求。',
      zhHans: '缺少持有人的授权，或授权不涵盖此请求。',
    },
    detail: {
      en: 'Have the holder sign one by the key of the credential, for this node, your organisation and this purpose ({reason}).',
      zhHant: '請由持有人以憑證所綁定的金鑰，就本節點、貴機構及此用途簽署授權（{reason}）。',
      zhHans: '请由持有人以凭证所绑定的密钥，就本节点、贵机构及此用途签署授权（{reason}）。',
    },
  },
  'nonce-not-accepted': {
    kind: 'unprocessable',
    title: {
      en: 'The nonce is unknown, used or expired.',
      zhHant: 'nonce 不明、已使用或已過期。',
      zhHans: 'nonce 不明、已使用或已过期。',
    },
    detail: {
      en: 'Get a new one from /v1/nonces and present again.',
      zhHant: '請由 /v1/nonces 取得新的 nonce 後再出示。',
      zhHans: '请由 /v1/nonces 获取新的 nonce 后再出示。',
    },
  },
  'consent-incomplete': {
    kind: 'unprocessable',
    title: {
      en: 'The consent does not cover what would be kept.',
      zhHant: '同意未涵蓋將予保存的資料。',
      zhHans: '同意未涵盖将予保存的信息。',
    },
    detail: {
      en: 'Name every disclosed item in `consent.items`, and a time of consent that has passed; or disclose less.',
      zhHant: '請在 consent.items 列明每項披露的資料及已過去的同意時間，或減少披露。',
      zhHans: '请在 consent.items 列明每项披露的信息及已过去的同意时间，或减少披露。',
    },
  },
  'not-recognised-here': {
    kind: 'unprocessable',
    title: {
      en: 'No authority of this node is mandated to recognise towards this qualification.',
      zhHant: '本節點沒有主管機構獲授權就此資歷作出承認。',
      zhHans: '本节点没有主管机构获授权就此资历作出承认。',
    },
    detail: {
      en: 'Ask the explorer which side recognises what, and apply there.',
      zhHant: '請查詢對應關係後，向相關一方提出申請。',
      zhHans: '请查询对应关系后，向相关一方提出申请。',
    },
  },
  'no-agreement-row': {
    kind: 'unprocessable',
    title: {
      en: 'No row of any agreement leads from this award to this qualification.',
      zhHant: '沒有任何協議條目由此資格對應至該資歷。',
      zhHans: '没有任何协议条目由此资格对应至该资历。',
    },
    detail: {
      en: 'Ask the explorer what the award counts for.',
      zhHant: '請查詢此資格的對應關係。',
      zhHans: '请查询此资格的对应关系。',
    },
  },
  'application-state': {
    kind: 'conflict',
    title: {
      en: 'The application is in a state that does not allow this.',
      zhHant: '申請目前的狀態不容許此操作。',
      zhHans: '申请目前的状态不允许此操作。',
    },
    detail: {
      en: 'It is now `{state}`. Read it again and decide what can be done.',
      zhHant: '現時狀態為 {state}，請重新讀取申請後再作處理。',
      zhHans: '当前状态为 {state}，请重新读取申请后再作处理。',
    },
  },
  'appeal-late': {
    kind: 'conflict',
    title: {
      en: 'The time to appeal is over.',
      zhHant: '上訴期限已過。',
      zhHans: '申诉期限已过。',
    },
    detail: {
      en: 'It ran until {until}, exclusive. Apply anew if your circumstances have changed.',
      zhHant: '期限於 {until} 前屆滿。如情況有變，可重新申請。',
      zhHans: '期限于 {until} 前届满。如情况有变，可重新申请。',
    },
  },
  'appeal-determined': {
    kind: 'conflict',
    title: {
      en: 'No further appeal lies against this refusal.',
      zhHant: '就此拒絕決定不可再上訴。',
      zhHans: '就此拒绝决定不可再申诉。',
    },
    detail: {
      en: 'It is itself the outcome of an appeal, or the appeal against it was withdrawn. Apply anew if your circumstances have changed.',
      zhHant: '該決定本身即上訴結果，或就其提出的上訴已撤回。如情況有變，可重新申請。',
      zhHans: '该决定本身即申诉结果，或就其提出的申诉已撤回。如情况有变，可重新申请。',
    },
  },
  'took-part': {
    kind: 'forbidden',
    title: {
      en: 'Whoever decided to refuse, or approved it, cannot decide after an appeal against the refusal.',
      zhHant: '曾決定拒絕或批核拒絕決定者，不可在上訴後參與決定。',
      zhHans: '曾决定拒绝或批准拒绝决定者，不可在申诉后参与决定。',
    },
    detail: {
      en: 'It takes natural persons who had no part in the refusal, whatever registrations there are.',
      zhHant: '須由未曾參與該拒絕決定的自然人處理，不論登記身分為何。',
      zhHans: '须由未曾参与该拒绝决定的自然人处理，不论登记身份为何。',
    },
  },
  'proposal-outdated': {
    kind: 'conflict',
    title: {
      en: 'There is a newer proposal.',
      zhHant: '已有較新的建議。',
      zhHans: '已有较新的建议。',
    },
    detail: {
      en: 'Read the application again and act upon its latest proposal.',
      zhHant: '請重新讀取申請，並按最新建議處理。',
      zhHans: '请重新读取申请，并按最新建议处理。',
    },
  },
  'override-required': {
    kind: 'unprocessable',
    title: {
      en: 'The decision departs from the proposal.',
      zhHant: '決定偏離建議。',
      zhHans: '决定偏离建议。',
    },
    detail: {
      en: 'Set `override` and give reasons, or decide as proposed.',
      zhHant: '請設定 override 並說明理由，或按建議作出決定。',
      zhHans: '请设置 override 并说明理由，或按建议作出决定。',
    },
  },
  'override-not-meant': {
    kind: 'unprocessable',
    title: {
      en: 'The decision is what was proposed, so it overrides nothing.',
      zhHant: '決定與建議相同，並無推翻。',
      zhHans: '决定与建议相同，并无推翻。',
    },
    detail: {
      en: 'Set `override` to false.',
      zhHant: '請將 override 設為 false。',
      zhHans: '请将 override 设为 false。',
    },
  },
  'override-not-allowed': {
    kind: 'unprocessable',
    title: {
      en: 'What both sides signed cannot be overridden by one.',
      zhHant: '雙方簽署的內容不可由一方推翻。',
      zhHans: '双方签署的内容不可由一方推翻。',
    },
    detail: {
      en: 'Rule {rule} stands against recognition: decide otherwise, or wait for the evidence that is missing.',
      zhHant: '規則{rule}不容許承認：請另作決定，或等候所欠證據。',
      zhHans: '规则{rule}不允许承认：请另作决定，或等候所缺证据。',
    },
  },
  'reasons-required': {
    kind: 'unprocessable',
    title: {
      en: 'Reasons are required.',
      zhHant: '必須說明理由。',
      zhHans: '必须说明理由。',
    },
    detail: {
      en: 'Give reasons in the language of the holder whenever you refuse or depart from the proposal.',
      zhHant: '凡拒絕或偏離建議，須以持有人的語言說明理由。',
      zhHans: '凡拒绝或偏离建议，须以持有人的语言说明理由。',
    },
  },
  'reasons-language': {
    kind: 'unprocessable',
    title: {
      en: 'The reasons are not in the language of the holder.',
      zhHant: '理由並非以持有人的語言書寫。',
      zhHans: '理由不是以持有人的语言书写。',
    },
    detail: {
      en: 'Write them in `{language}`.',
      zhHant: '請以 {language} 書寫。',
      zhHans: '请以 {language} 书写。',
    },
  },
  'conditions-not-accepted': {
    kind: 'unprocessable',
    title: {
      en: 'The conditions do not fit the decision.',
      zhHant: '條件與決定不符。',
      zhHans: '条件与决定不符。',
    },
    detail: {
      en: 'Only a recognition with conditions has some, and only such as the row of the agreement knows.',
      zhHant: '只有附條件的承認可附條件，且須為協議條目所列者。',
      zhHans: '只有附条件的承认可附条件，且须为协议条目所列者。',
    },
  },
  'signature-not-accepted': {
    kind: 'unprocessable',
    title: {
      en: 'The officer’s signature is not accepted.',
      zhHant: '人員的簽署不獲接納。',
      zhHans: '人员的签名不获接受。',
    },
    detail: {
      en: 'Sign the digest of exactly this decision, for this act, by the key registered for you, just before you send it ({reason}).',
      zhHant: '請以為你登記的金鑰，於提交前就此決定的摘要及此操作簽署（{reason}）。',
      zhHans: '请以为您登记的密钥，于提交前就此决定的摘要及此操作签名（{reason}）。',
    },
  },
  'same-person': {
    kind: 'forbidden',
    title: {
      en: 'The one who decided cannot also approve.',
      zhHant: '作出決定者不可同時批核。',
      zhHans: '作出决定者不可同时批准。',
    },
    detail: {
      en: 'It takes another natural person, whatever registrations there are.',
      zhHant: '須由另一名自然人處理，不論登記身分為何。',
      zhHans: '须由另一名自然人处理，不论登记身份为何。',
    },
  },
  'decision-differs': {
    kind: 'conflict',
    title: {
      en: 'The decision is not the one that was read.',
      zhHant: '該決定並非所閱讀的決定。',
      zhHans: '该决定并非所阅读的决定。',
    },
    detail: {
      en: 'Read the decision again: its digest is another.',
      zhHant: '請重新讀取決定：其摘要不同。',
      zhHans: '请重新读取决定：其摘要不同。',
    },
  },
  'decision-not-pending': {
    kind: 'conflict',
    title: {
      en: 'The decision no longer waits for approval.',
      zhHant: '該決定已無須批核。',
      zhHans: '该决定已无须批准。',
    },
    detail: {
      en: 'It was approved or returned meanwhile. Read the application again.',
      zhHant: '該決定已獲批核或退回，請重新讀取申請。',
      zhHans: '该决定已获批准或退回，请重新读取申请。',
    },
  },
  'evidence-changed': {
    kind: 'conflict',
    title: {
      en: 'The evidence is no longer what was decided upon.',
      zhHant: '證據已不同於作出決定之時。',
      zhHans: '证据已不同于作出决定之时。',
    },
    detail: {
      en: 'Return the decision to assessment, or wait until the home side is in reach ({codes}).',
      zhHant: '請將決定退回評審，或等候可聯絡原屬地（{codes}）。',
      zhHans: '请将决定退回评审，或等候可联络原属地（{codes}）。',
    },
  },
} as const satisfies FaultTexts;
