import type { Localised } from '../kernel/localised.ts';

interface PointerTexts {
  readonly invalid: Localised;
  readonly [code: string]: Localised | undefined;
}

/** What can be wrong with one member of a request. */
export const pointerTexts: PointerTexts = {
  invalid: { en: 'The value is not valid.', zhHant: '數值無效。', zhHans: '数值无效。' },
  required: { en: 'The member is required.', zhHant: '此欄位為必填。', zhHans: '此字段为必填。' },
  type: { en: 'The value has the wrong type.', zhHant: '數值類型不符。', zhHans: '数值类型不符。' },
  'unknown-member': {
    en: 'The contract knows no such member.',
    zhHant: '介面規格沒有此欄位。',
    zhHans: '接口规范没有此字段。',
  },
  'too-long': {
    en: 'The value is too long or too large.',
    zhHant: '數值過長或過大。',
    zhHans: '数值过长或过大。',
  },
  'too-short': {
    en: 'The value is too short or too small.',
    zhHant: '數值過短或過小。',
    zhHans: '数值过短或过小。',
  },
  format: { en: 'The value has the wrong format.', zhHant: '格式不符。', zhHans: '格式不符。' },
  choice: {
    en: 'The value is not one of those allowed.',
    zhHant: '數值不在允許範圍內。',
    zhHans: '数值不在允许范围内。',
  },
  text: {
    en: 'NUL and lone surrogates are not allowed.',
    zhHant: '不得含有 NUL 或孤立代理碼位。',
    zhHans: '不得含有 NUL 或孤立代理码位。',
  },
  'identity-number-before-offer': {
    en: 'No identity number may be sent before an offer was made.',
    zhHant: '發出聘約前不得提交身份證明號碼。',
    zhHans: '发出录用通知前不得提交身份证件号码。',
  },
  'check-character': {
    en: 'The check character does not fit the rest of the number.',
    zhHant: '校驗碼與號碼不符。',
    zhHans: '校验码与号码不符。',
  },
  repeated: { en: 'The value stands twice.', zhHant: '數值重複。', zhHans: '数值重复。' },
  'in-future': {
    en: 'The instant lies in the future.',
    zhHant: '時間在未來。',
    zhHans: '时间在未来。',
  },
  period: {
    en: 'The dates do not fit together, or lie in the past.',
    zhHant: '日期不相符或已過去。',
    zhHans: '日期不相符或已过去。',
  },
  'parties-of-nodes': {
    en: 'The parties must be this node and its peer.',
    zhHant: '締約方須為本節點及其對等節點。',
    zhHans: '缔约方须为本节点及其对等节点。',
  },
  'demonstration-flag': {
    en: 'Demonstration documents belong to demonstration nodes, and only there.',
    zhHant: '示範文件只適用於示範節點。',
    zhHans: '示范文件只适用于示范节点。',
  },
  'row-of-agreement': {
    en: 'A row begins with the id of its agreement.',
    zhHant: '條目編號須以所屬協議編號開首。',
    zhHans: '条目编号须以所属协议编号开头。',
  },
  'row-unknown': {
    en: 'The catalogue knows no such row.',
    zhHant: '目錄內沒有此條目。',
    zhHans: '目录内没有此条目。',
  },
  'row-published': {
    en: 'What a body publishes by itself, now or formerly, is never signed into an agreement.',
    zhHant: '單方（現時或過往）公布的條目不得納入協議。',
    zhHans: '单方（现时或过往）公布的条目不得纳入协议。',
  },
  'qualification-unknown': {
    en: 'The catalogue knows no such qualification.',
    zhHant: '目錄內沒有此資歷。',
    zhHans: '目录内没有此资历。',
  },
  direction: {
    en: 'A row goes from one side to the other.',
    zhHant: '條目須由一方指向另一方。',
    zhHans: '条目须由一方指向另一方。',
  },
  'local-law-exempt': {
    en: 'Local law and ethics are exempt only where both sides sign exactly that.',
    zhHant: '當地法律及操守部分除非雙方就此明文簽署，否則不得豁免。',
    zhHans: '当地法律及操守部分除非双方就此明文签署，否则不得豁免。',
  },
  'component-order': {
    en: 'An exempt component precedes nothing; local law and ethics precede a role or a title.',
    zhHant: '獲豁免部分無須先行完成；當地法律及操守部分須先於職務資格或專業稱號。',
    zhHans: '获豁免部分无须先行完成；当地法律及操守部分须先于职务资格或专业称号。',
  },
};
