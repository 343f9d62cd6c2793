import { type Language, type Text, textIn } from './texts.browser.ts';

/** Short names of the detectors; what each looks for, the node's answer says. */
const detectorTexts = {
  'same-maker-and-checker': ['Same person decided and approved', '決定及覆核同屬一人', '决定及复核同属一人'],
  'hasty-approval': ['Hasty approval', '覆核過速', '复核过快'],
  'outside-office-hours': ['Outside office hours', '辦公時間以外', '办公时间以外'],
  'volume-spike': ['Volume spike', '數量急升', '数量激增'],
  'agreement-not-in-force': ['Agreement not in force', '協議未生效', '协议未生效'],
  'outside-mandate': ['Outside the mandate', '超出授權', '超出授权'],
  'shared-identity-number': ['Shared identity number', '證件號碼重複', '证件号码重复'],
  'several-pseudonyms': ['Several pseudonyms of one key', '一鑰多個假名', '一钥多个假名'],
  'stale-home-attestation': ['Stale home attestation', '原屬地證明過舊', '原属地证明过旧'],
  backdated: ['Backdated', '追溯生效', '追溯生效'],
  'terminated-still-verified': ['Ended, still verified', '終止後仍被查核', '终止后仍被查验'],
  'abnormal-not-found': ['Abnormal share not found', '查無比例異常', '查无比例异常'],
  'bulk-look-ups': ['Bulk look-ups', '大量查閱', '大量查阅'],
  'purpose-mismatch': ['Purpose mismatch', '用途不符', '用途不符'],
  'key-outside-window': ['Key outside its window', '密鑰逾期使用', '密钥逾期使用'],
  'clock-drift': ['Clock drift', '時鐘偏差', '时钟偏差'],
  'chain-gap': ['Gap in the log', '日誌缺口', '日志缺口'],
  'override-cluster': ['Cluster of overrides', '偏離建議集中', '偏离建议集中'],
} as const satisfies Record<string, Text>;

const known: ReadonlyMap<string, Text> = new Map(Object.entries(detectorTexts));

/** A detector that came later stands for itself. */
export function detectorName(id: string, language: Language): string {
  const text = known.get(id);
  return text ? textIn(text, language) : id;
}
