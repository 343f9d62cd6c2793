import type { FaultTexts } from './fault-text.ts';

export const keysFaults = {
  'no-signing-key': {
    kind: 'conflict',
    title: {
      en: 'There is no key to sign this with.',
      zhHant: '沒有可用於簽署的金鑰。',
      zhHans: '没有可用于签署的密钥。',
    },
    detail: {
      en: 'Ask the operator of this node for a key of the purpose {purpose}.',
      zhHant: '請聯絡本節點營運方，為用途 {purpose} 建立金鑰。',
      zhHans: '请联系本节点运营方，为用途 {purpose} 建立密钥。',
    },
  },
  'rotation-under-way': {
    kind: 'conflict',
    title: {
      en: 'A rotation of this key is under way.',
      zhHant: '此金鑰正在輪換。',
      zhHans: '此密钥正在轮换。',
    },
    detail: {
      en: 'Wait until the former key has stopped, at {until}, and look at /v1/keys first.',
      zhHant: '請待前一金鑰於 {until} 停用，並先查閱 /v1/keys。',
      zhHans: '请待前一密钥于 {until} 停用，并先查阅 /v1/keys。',
    },
  },
  'rotation-time': {
    kind: 'unprocessable',
    title: {
      en: 'The new key cannot begin to sign at that time.',
      zhHant: '新金鑰不能於該時間開始簽署。',
      zhHans: '新密钥不能于该时间开始签署。',
    },
    detail: {
      en: 'Choose a time from {earliest} to {latest}.',
      zhHant: '請選擇 {earliest} 至 {latest} 之間的時間。',
      zhHans: '请选择 {earliest} 至 {latest} 之间的时间。',
    },
  },
  'key-already-compromised': {
    kind: 'conflict',
    title: {
      en: 'The key is already marked as compromised.',
      zhHant: '此金鑰已標記為外洩。',
      zhHans: '此密钥已标记为泄露。',
    },
    detail: {
      en: 'Only an earlier time than {compromisedAt} can be added.',
      zhHant: '只可補報早於 {compromisedAt} 的時間。',
      zhHans: '只可补报早于 {compromisedAt} 的时间。',
    },
  },
  'compromise-in-future': {
    kind: 'unprocessable',
    title: {
      en: 'A compromise cannot lie in the future.',
      zhHant: '外洩時間不可在未來。',
      zhHans: '泄露时间不可在未来。',
    },
    detail: {
      en: 'Give the earliest time at which somebody else may have had the key.',
      zhHant: '請填寫他人最早可能取得此金鑰的時間。',
      zhHans: '请填写他人最早可能取得此密钥的时间。',
    },
  },
} as const satisfies FaultTexts;
