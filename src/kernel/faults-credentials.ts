import type { FaultTexts } from './fault-text.ts';

export const credentialsFaults = {
  'not-mandated': {
    kind: 'forbidden',
    title: {
      en: 'This authority has no mandate for that.',
      zhHant: '此機構未獲授權處理該事項。',
      zhHans: '此机构未获授权处理该事项。',
    },
    detail: {
      en: 'Have the mandate for this credential type and qualification put on the trust list first.',
      zhHant: '請先將相關憑證類型及資格的授權列入信任名單。',
      zhHans: '请先将相关凭证类型及资格的授权列入信任名单。',
    },
  },
  'key-proof-refused': {
    kind: 'unprocessable',
    title: {
      en: 'The proof of the holder’s key does not hold.',
      zhHant: '持有人金鑰的證明不成立。',
      zhHans: '持有人密钥的证明不成立。',
    },
    detail: {
      en: 'Sign a fresh proof for this node with the key that the credential is to be bound to ({reason}).',
      zhHant: '請以憑證所綁定的金鑰，為本節點重新簽署證明（{reason}）。',
      zhHans: '请以凭证所绑定的密钥，为本节点重新签署证明（{reason}）。',
    },
  },
  'credential-not-sound': {
    kind: 'unprocessable',
    title: {
      en: 'The credential would not be sound, so it was not signed.',
      zhHant: '該憑證內容不妥，未予簽署。',
      zhHans: '该凭证内容不妥，未予签署。',
    },
    detail: {
      en: 'Correct what is wrong and ask again: {problems}.',
      zhHant: '請更正後重新提交：{problems}。',
      zhHans: '请更正后重新提交：{problems}。',
    },
  },
  'credential-already-issued': {
    kind: 'conflict',
    title: { en: 'It was issued already.', zhHant: '已經簽發。', zhHans: '已经签发。' },
    detail: {
      en: 'Read it instead of issuing it again.',
      zhHant: '請直接查閱，無須再次簽發。',
      zhHans: '请直接查阅，无须再次签发。',
    },
  },
  'record-ended': {
    kind: 'conflict',
    title: {
      en: 'The award of this record was ended.',
      zhHant: '該紀錄的資格已終止。',
      zhHans: '该记录的资格已终止。',
    },
    detail: {
      en: 'An ended award is not attested again; a new award gets a new record.',
      zhHant: '已終止的資格不會再獲證明；新資格另立紀錄。',
      zhHans: '已终止的资格不会再获证明；新资格另立记录。',
    },
  },
  'identity-conflict': {
    kind: 'conflict',
    title: {
      en: 'What was given belongs to different people.',
      zhHant: '所提供的資料屬於不同人士。',
      zhHans: '所提供的信息属于不同人员。',
    },
    detail: {
      en: 'Compare the identity numbers, the birth date and the holder’s key with your file.',
      zhHant: '請將身份證明號碼、出生日期及持有人金鑰與檔案核對。',
      zhHans: '请将身份证件号码、出生日期及持有人密钥与档案核对。',
    },
  },
  'award-of-another': {
    kind: 'conflict',
    title: {
      en: 'That certificate number is another award’s.',
      zhHant: '該證書編號屬於另一項資格。',
      zhHans: '该证书编号属于另一项资格。',
    },
    detail: {
      en: 'A certificate number of a qualification names one award of one person; compare it with your file.',
      zhHant: '同一資格的證書編號只屬一人的一項資格；請與檔案核對。',
      zhHans: '同一资格的证书编号只属一人的一项资格；请与档案核对。',
    },
  },
  'standing-differs': {
    kind: 'conflict',
    title: {
      en: 'The record says otherwise of the standing.',
      zhHant: '紀錄所載的狀態與此不符。',
      zhHans: '记录所载的状态与此不符。',
    },
    detail: {
      en: 'Change the standing of the record first, where everybody who relies on it hears of it; then attest.',
      zhHant: '請先更改紀錄的狀態，使依賴者得知，然後再作證明。',
      zhHans: '请先更改记录的状态，使依赖者得知，然后再作证明。',
    },
  },
  'not-renewable': {
    kind: 'conflict',
    title: {
      en: 'This credential cannot be renewed.',
      zhHant: '此憑證不能續期。',
      zhHans: '此凭证不能续期。',
    },
    detail: {
      en: 'Only a home attestation in force, of an award that stands, is renewed; a suspended one is reinstated or ended first.',
      zhHant: '只有生效中且資格仍有效的原屬地證明可續期；暫停者須先恢復或終止。',
      zhHans: '只有生效中且资格仍有效的原属地证明可续期；中止者须先恢复或终止。',
    },
  },
  'not-in-force': {
    kind: 'conflict',
    title: {
      en: 'There is nothing in force that could be given.',
      zhHant: '沒有生效中的憑證可供發出。',
      zhHans: '没有生效中的凭证可供发出。',
    },
    detail: {
      en: 'It was ended, suspended or superseded, or the person is gone; ask the authority.',
      zhHant: '該憑證已終止、暫停或被取代，或有關人士的資料已不在；請向簽發機構查詢。',
      zhHans: '该凭证已终止、中止或被替换，或有关人员的资料已不在；请向签发机构查询。',
    },
  },
  'too-many-copies': {
    kind: 'conflict',
    title: {
      en: 'The credential is bound to as many keys as it can be.',
      zhHant: '此憑證所綁定的金鑰已達上限。',
      zhHans: '此凭证所绑定的密钥已达上限。',
    },
    detail: {
      en: 'Use the credentials that the wallet has, or ask the authority for a renewal.',
      zhHant: '請使用錢包內已有的憑證，或向簽發機構申請續期。',
      zhHans: '请使用钱包内已有的凭证，或向签发机构申请续期。',
    },
  },
  'agreement-row-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'The agreement has no such row or component.',
      zhHant: '該協議沒有此條目或組成部分。',
      zhHans: '该协议没有此条目或组成部分。',
    },
    detail: {
      en: 'Name a row of a version that this node holds, and components of that row.',
      zhHant: '請指明本節點所持版本的條目及其組成部分。',
      zhHans: '请指明本节点所持版本的条目及其组成部分。',
    },
  },
  'transition-refused': {
    kind: 'conflict',
    title: {
      en: 'From this state that step is not possible.',
      zhHant: '現時狀態不容許此步驟。',
      zhHans: '现时状态不容许此步骤。',
    },
    detail: {
      en: 'The present state is {state}; see the life cycle in the documentation.',
      zhHant: '現時狀態為 {state}；請參閱文件內的生命週期。',
      zhHans: '现时状态为 {state}；请参阅文件内的生命周期。',
    },
  },
  'officer-required': {
    kind: 'forbidden',
    title: {
      en: 'Only an officer can decide that.',
      zhHant: '只有人員可作此決定。',
      zhHans: '只有人员可作此决定。',
    },
    detail: {
      en: 'Use the token of a registered natural person.',
      zhHant: '請使用已登記自然人的權杖。',
      zhHans: '请使用已登记自然人的令牌。',
    },
  },
  'not-proposed': {
    kind: 'conflict',
    title: { en: 'There is nothing to approve.', zhHant: '沒有待批准事項。', zhHans: '没有待批准事项。' },
    detail: {
      en: 'It was decided already, or never needed a second person.',
      zhHant: '該事項已有決定，或無須第二人批准。',
      zhHans: '该事项已有决定，或无须第二人批准。',
    },
  },
} as const satisfies FaultTexts;
