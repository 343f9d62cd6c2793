import type { Localised } from '../kernel/localised.ts';

/** What a rule found, for the officer and for the person concerned. The Chinese texts await a lawyer's eye. */
export const traceTexts = {
  'version-governs': {
    en: 'Version {version} of {agreement} governs by its {rule} date, {date}.',
    zhHant: '按其{rule}日期{date}，適用{agreement}第{version}版。',
    zhHans: '按其{rule}日期{date}，适用{agreement}第{version}版。',
  },
  'version-governs-newer-exists': {
    en: 'Version {version} of {agreement} governs by its {rule} date, {date}; version {newer} is newer and does not.',
    zhHant: '按其{rule}日期{date}，適用{agreement}第{version}版；較新的第{newer}版並不適用。',
    zhHans: '按其{rule}日期{date}，适用{agreement}第{version}版；较新的第{newer}版并不适用。',
  },
  'governing-date-unknown': {
    en: 'The {rule} date, which decides the version of {agreement}, is not known.',
    zhHant: '決定{agreement}適用版本的{rule}日期不詳。',
    zhHans: '决定{agreement}适用版本的{rule}日期不详。',
  },
  'outside-term': {
    en: 'No version of {agreement} was in force on its {rule} date, {date}.',
    zhHant: '在其{rule}日期{date}，{agreement}沒有任何版本生效。',
    zhHans: '在其{rule}日期{date}，{agreement}没有任何版本生效。',
  },
  'agreement-unsigned': {
    en: '{agreement}, version {version}, is not signed by both sides.',
    zhHant: '{agreement}第{version}版尚未經雙方簽署。',
    zhHans: '{agreement}第{version}版尚未经双方签署。',
  },
  'agreement-suspended': {
    en: '{agreement}, version {version}, is suspended.',
    zhHant: '{agreement}第{version}版現正暫停。',
    zhHans: '{agreement}第{version}版现正中止。',
  },
  'agreement-terminated': {
    en: '{agreement}, version {version}, has ended.',
    zhHant: '{agreement}第{version}版已終止。',
    zhHans: '{agreement}第{version}版已终止。',
  },
  'source-missing': {
    en: 'No home credential has been presented.',
    zhHant: '尚未出示原屬地憑證。',
    zhHans: '尚未出示原属地凭证。',
  },
  'direction-of-row': {
    en: 'Row {row} leads from {qualification} to {target}.',
    zhHant: '條目{row}由{qualification}指向{target}。',
    zhHans: '条目{row}由{qualification}指向{target}。',
  },
  'against-direction': {
    en: 'Row {row} leads towards {qualification}, not from it; the reverse is not implied.',
    zhHant: '條目{row}指向{qualification}而非由其出發；反向並不成立。',
    zhHans: '条目{row}指向{qualification}而非由其出发；反向并不成立。',
  },
  'other-qualification': {
    en: 'Row {row} does not cover {qualification}.',
    zhHant: '條目{row}不涵蓋{qualification}。',
    zhHans: '条目{row}不涵盖{qualification}。',
  },
  'home-award': {
    en: 'The source is a home award obtained by {route}.',
    zhHant: '依據為以{route}取得的原屬地資格。',
    zhHans: '依据为以{route}取得的原属地资格。',
  },
  'chained-recognition': {
    en: 'A recognition is never the source of another.',
    zhHant: '互認憑證不得作為另一互認的依據。',
    zhHans: '互认凭证不得作为另一互认的依据。',
  },
  'route-unknown': {
    en: 'The home credential does not say how the award was obtained; accepted: {accepted}.',
    zhHant: '原屬地憑證未載明取得途徑；接受：{accepted}。',
    zhHans: '原属地凭证未载明取得途径；接受：{accepted}。',
  },
  'route-not-accepted': {
    en: 'The award was obtained by {route}; the row accepts {accepted}.',
    zhHant: '資格以{route}取得；條目只接受{accepted}。',
    zhHans: '资格以{route}取得；条目只接受{accepted}。',
  },
  'local-law-kept': {
    en: 'Local law and ethics are not exempt. Passed: {passed}. Outstanding: {outstanding}.',
    zhHant: '當地法律及操守部分不獲豁免。已通過：{passed}。尚欠：{outstanding}。',
    zhHans: '当地法律及操守部分不予豁免。已通过：{passed}。尚缺：{outstanding}。',
  },
  'local-law-exempt-by-both': {
    en: 'Both authorities signed the exemption of {exempt}.',
    zhHant: '雙方主管機構已簽署豁免{exempt}。',
    zhHans: '双方主管机构已签署豁免{exempt}。',
  },
  'local-law-exempt-unsigned': {
    en: 'The row exempts {exempt} without the signatures of both authorities; it cannot be applied.',
    zhHant: '條目未經雙方主管機構簽署而豁免{exempt}，不得適用。',
    zhHans: '条目未经双方主管机构签署而豁免{exempt}，不得适用。',
  },
  'no-local-law': {
    en: 'The row holds no component of local law or ethics.',
    zhHant: '條目不含當地法律或操守部分。',
    zhHans: '条目不含当地法律或操守部分。',
  },
  'award-date-accepted': {
    en: 'The award date, {date}, is within what the row accepts.',
    zhHant: '頒授日期{date}在條目接受範圍之內。',
    zhHans: '授予日期{date}在条目接受范围之内。',
  },
  'award-date-outside': {
    en: 'The award date, {date}, is outside what the row accepts ({conditions}).',
    zhHant: '頒授日期{date}不在條目接受範圍之內（{conditions}）。',
    zhHans: '授予日期{date}不在条目接受范围之内（{conditions}）。',
  },
  'award-date-open': {
    en: 'Whether the award date is within what the row accepts cannot be told ({conditions}).',
    zhHant: '未能確定頒授日期是否在條目接受範圍之內（{conditions}）。',
    zhHans: '无法确定授予日期是否在条目接受范围之内（{conditions}）。',
  },
  'no-award-window': {
    en: 'The row does not ask when the award was made.',
    zhHant: '條目沒有頒授日期的要求。',
    zhHans: '条目没有授予日期的要求。',
  },
  'no-recency': {
    en: 'The row does not ask how recent the examination is.',
    zhHant: '條目沒有考試時效的要求。',
    zhHans: '条目没有考试时效的要求。',
  },
  'recency-not-for-titles': {
    en: 'Recency applies to examinations; the source is a standing professional title.',
    zhHant: '時效只適用於考試；所持為持續有效的專業資格。',
    zhHans: '时效只适用于考试；所持为持续有效的专业资格。',
  },
  'examination-recent': {
    en: 'The examination is recent enough.',
    zhHant: '考試仍在時效之內。',
    zhHans: '考试仍在时效之内。',
  },
  'examination-too-old': {
    en: 'The examination of {date} is older than the row accepts.',
    zhHant: '{date}的考試已超出條目接受的時效。',
    zhHans: '{date}的考试已超出条目接受的时效。',
  },
  'examination-date-open': {
    en: 'Whether the examination is recent enough cannot be told.',
    zhHant: '未能確定考試是否仍在時效之內。',
    zhHans: '无法确定考试是否仍在时效之内。',
  },
  'standing-fresh': {
    en: 'The home side last confirmed the record on {date}, {age} days ago; at most {limit} are allowed.',
    zhHant: '原屬地最後於{date}確認紀錄，距今{age}日；上限為{limit}日。',
    zhHans: '原属地最后于{date}确认记录，距今{age}日；上限为{limit}日。',
  },
  'standing-stale': {
    en: 'The home side last confirmed the record on {date}, {age} days ago; at most {limit} are allowed. This is not an adverse finding.',
    zhHant: '原屬地最後於{date}確認紀錄，距今{age}日，超出上限{limit}日。此非不利裁定。',
    zhHans: '原属地最后于{date}确认记录，距今{age}日，超出上限{limit}日。此非不利认定。',
  },
  'freshness-unknown': {
    en: 'When the home side last confirmed the record is not known.',
    zhHant: '原屬地最後確認紀錄的日期不詳。',
    zhHans: '原属地最后确认记录的日期不详。',
  },
  'award-intact': {
    en: 'The row needs the award, which is intact; the home standing does not matter.',
    zhHant: '條目只要求資格本身，資格完好；原屬地狀態不影響結果。',
    zhHans: '条目只要求资格本身，资格完好；原属地状态不影响结果。',
  },
  'certification-current': {
    en: 'The row needs current home standing, and it is current.',
    zhHant: '條目要求原屬地狀態有效，現時有效。',
    zhHans: '条目要求原属地状态有效，目前有效。',
  },
  'award-ended': {
    en: 'The home record says that the award has ended.',
    zhHant: '原屬地紀錄顯示資格已終止。',
    zhHans: '原属地记录显示资格已终止。',
  },
  'standing-suspended': {
    en: 'The row needs current home standing, and it is suspended. Suspension alone is not a finding of misconduct.',
    zhHant: '條目要求原屬地狀態有效，現正暫停。暫停本身並不代表裁定有不當行為。',
    zhHans: '条目要求原属地状态有效，目前中止。中止本身不代表认定存在不当行为。',
  },
  'standing-not-current': {
    en: 'The row needs current home standing, and it is not current; the award itself is intact.',
    zhHant: '條目要求原屬地狀態有效，現時並非有效；資格本身完好。',
    zhHans: '条目要求原属地状态有效，目前并非有效；资格本身完好。',
  },
  'record-unknown': {
    en: 'The home record is out of reach; whether the award stands cannot be told.',
    zhHant: '未能取得原屬地紀錄，無法確定資格是否完好。',
    zhHans: '无法取得原属地记录，无法确定资格是否完好。',
  },
  'standing-unknown': {
    en: 'The row needs current home standing, and the home credential does not state it.',
    zhHant: '條目要求原屬地狀態有效，但原屬地憑證並未載明。',
    zhHans: '条目要求原属地状态有效，但原属地凭证并未载明。',
  },
  'only-row': {
    en: 'No other row matches.',
    zhHant: '沒有其他相符條目。',
    zhHans: '没有其他相符条目。',
  },
  'best-row': {
    en: 'Of the rows that match, this is the best for the holder. Others: {others}.',
    zhHant: '在相符條目中，此條目對持有人最為有利。其他：{others}。',
    zhHans: '在相符条目中，此条目对持有人最为有利。其他：{others}。',
  },
  'better-row': {
    en: 'Another row is better for the holder: {best}.',
    zhHant: '另有對持有人更有利的條目：{best}。',
    zhHans: '另有对持有人更有利的条目：{best}。',
  },
  'evidence-complete': {
    en: 'Every rule could be decided on the evidence.',
    zhHant: '現有證據足以就每項規則作出判斷。',
    zhHans: '现有证据足以就每项规则作出判断。',
  },
  'evidence-missing': {
    en: 'Evidence is missing or uncertain, so there is no conclusion: {open}.',
    zhHant: '證據不足或不確定，因此未有結論：{open}。',
    zhHans: '证据不足或不确定，因此未有结论：{open}。',
  },
  'condition-not-met': {
    en: 'A condition of the row is not met: {conditions}',
    zhHant: '未符合條目的條件：{conditions}',
    zhHans: '未符合条目的条件：{conditions}',
  },
  'not-conferred': {
    en: 'The result says what it does not confer: {texts}',
    zhHant: '結果載明不授予的事項：{texts}',
    zhHans: '结果载明不授予的事项：{texts}',
  },
} as const satisfies Readonly<Record<string, Localised>>;

export type TraceCode = keyof typeof traceTexts;

/** Words that stand for values inside the sentences. */
export const ruleWords = {
  award: { en: 'award', zhHant: '頒授', zhHans: '授予' },
  application: { en: 'application', zhHant: '申請', zhHans: '申请' },
  decision: { en: 'decision', zhHant: '決定', zhHans: '决定' },
} as const satisfies Readonly<Record<string, Localised>>;

export const noneWord: Localised = { en: 'none', zhHant: '無', zhHans: '无' };
