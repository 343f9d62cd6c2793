import type { FaultTexts } from './fault-text.ts';

export const trustFaults = {
  'authority-exists': {
    kind: 'conflict',
    title: {
      en: 'An authority of that slug is registered.',
      zhHant: '已有使用該代號的機構。',
      zhHans: '已有使用该代号的机构。',
    },
    detail: {
      en: 'Choose another slug: it stands in everything the authority signs and is never used again.',
      zhHant: '請另選代號：代號會寫入該機構簽署的所有文件，且永不重用。',
      zhHans: '请另选代号：代号会写入该机构签署的所有文件，且永不重用。',
    },
  },
  'qualification-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'The catalogue has no such qualification.',
      zhHant: '目錄內沒有該資格。',
      zhHans: '目录中没有该资格。',
    },
    detail: {
      en: 'Use identifiers of /v1/qualifications for what `errors` names.',
      zhHant: '請就 errors 所列項目改用 /v1/qualifications 的識別碼。',
      zhHans: '请就 errors 所列项目改用 /v1/qualifications 的标识符。',
    },
  },
  'mandate-window': {
    kind: 'unprocessable',
    title: {
      en: 'A mandate must end after it begins.',
      zhHant: '授權的終止時間須在開始之後。',
      zhHans: '授权的终止时间须在开始之后。',
    },
    detail: {
      en: 'Give an `until` that is at least one second after `from`, or none.',
      zhHant: '請提供至少遲於 from 一秒的 until，或不填。',
      zhHans: '请提供至少晚于 from 一秒的 until，或不填。',
    },
  },
  'mandate-end-past': {
    kind: 'unprocessable',
    title: {
      en: 'A mandate cannot be ended in the past.',
      zhHant: '不可追溯終止授權。',
      zhHans: '不可追溯终止授权。',
    },
    detail: {
      en: 'What was issued under it stays issued under it: end it now or later, and annul single credentials instead.',
      zhHant: '已據此簽發者仍屬有權簽發：請於現在或之後終止，個別憑證請另行撤銷。',
      zhHans: '已据此签发者仍属有权签发：请于现在或之后终止，个别凭证请另行撤销。',
    },
  },
  'mandate-ended': {
    kind: 'conflict',
    title: {
      en: 'The mandate already ends by then.',
      zhHant: '該授權於該時間前已終止。',
      zhHans: '该授权在该时间前已终止。',
    },
    detail: {
      en: 'It ends at {until}. To authorise again, grant a new mandate.',
      zhHant: '該授權於 {until} 終止。如須再次授權，請另行授予。',
      zhHans: '该授权于 {until} 终止。如须再次授权，请另行授予。',
    },
  },
  'trust-list-full': {
    kind: 'conflict',
    title: {
      en: 'The trust list has no room for this.',
      zhHant: '信任名單已滿。',
      zhHans: '信任名单已满。',
    },
    detail: {
      en: 'Put several qualifications into one mandate instead of granting one each.',
      zhHant: '請將多項資格合併為一項授權，而非逐一授予。',
      zhHans: '请将多项资格合并为一项授权，而非逐一授予。',
    },
  },
} as const satisfies FaultTexts;
