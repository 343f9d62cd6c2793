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
};
