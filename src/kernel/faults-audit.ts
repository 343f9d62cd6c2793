import type { FaultTexts } from './fault-text.ts';

/** Refusals of the reading room. */
export const auditFaults = {
  'statistics-too-wide': {
    kind: 'unprocessable',
    title: {
      en: 'The figures have more rows than one answer holds.',
      zhHant: '數字行數超過單次答覆上限。',
      zhHans: '数字行数超过单次答复上限。',
    },
    detail: {
      en: 'Ask for fewer months, or for one direction, authority or qualification.',
      zhHant: '請減少月份，或限定方向、機構或資格。',
      zhHans: '请减少月份，或限定方向、机构或资格。',
    },
  },
  'export-closed': {
    kind: 'forbidden',
    title: {
      en: 'This profile is for examiners of this side.',
      zhHant: '此輸出類別只供本地監管人員使用。',
      zhHans: '此导出类别仅供本地监管人员使用。',
    },
    detail: {
      en: 'Ask for the profile `cross-boundary` or `public`.',
      zhHant: '請改用 `cross-boundary` 或 `public` 類別。',
      zhHans: '请改用 `cross-boundary` 或 `public` 类别。',
    },
  },
  'export-case-closed': {
    kind: 'forbidden',
    title: {
      en: 'This disclosure case opens no export to you.',
      zhHant: '此披露個案不向你開放任何輸出。',
      zhHans: '此披露个案不向您开放任何导出。',
    },
    detail: {
      en: 'It must be of your organisation, approved by two and in force, and asked for with the profile `cross-boundary`.',
      zhHant: '個案須屬你的機構、經兩人批准並仍然有效，且須選用 `cross-boundary` 類別。',
      zhHans: '个案须属您的机构、经两人批准并仍然有效，且须选用 `cross-boundary` 类别。',
    },
  },
  'exports-too-many': {
    kind: 'too-many',
    title: {
      en: 'You are reading as many exports as one may at a time.',
      zhHant: '你同時讀取的輸出已達上限。',
      zhHans: '您同时读取的导出已达上限。',
    },
    detail: {
      en: 'Files and manifests, {max} at a time: let one end, or give it up.',
      zhHant: '檔案與清單合計同時最多 {max} 項；請待其一完成或放棄。',
      zhHans: '文件与清单合计同时最多 {max} 项；请待其一完成或放弃。',
    },
  },
  'export-not-ready': {
    kind: 'unavailable',
    title: {
      en: 'The log has no cosigned checkpoint yet.',
      zhHant: '日誌尚無已聯署的檢查點。',
      zhHans: '日志尚无已联署的检查点。',
    },
    detail: {
      en: 'An export is pinned to one. Ask again in a moment.',
      zhHant: '輸出須以檢查點為準，請稍後再試。',
      zhHans: '导出须以检查点为准，请稍后再试。',
    },
  },
  'export-size-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'No checkpoint of this size was cosigned.',
      zhHant: '沒有此大小的已聯署檢查點。',
      zhHans: '没有此大小的已联署检查点。',
    },
    detail: {
      en: 'Take the size that the manifest states, or leave it out.',
      zhHant: '請採用清單所載大小，或不要提供。',
      zhHans: '请采用清单所载大小，或不要提供。',
    },
  },
} as const satisfies FaultTexts;
