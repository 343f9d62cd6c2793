import type { Localised } from '../kernel/localised.ts';
import type { ConfigurationId } from './vocabulary.ts';

/** What wallets show of a credential, in this order (OpenID4VCI 1.0 appendix B.2). */

interface ShownClaim {
  /** Claims path pointer (appendix C). */
  readonly path: readonly (string | null)[];
  readonly label: Localised;
  /** In every credential of the type. */
  readonly mandatory?: boolean;
}

const of = (en: string, zhHant: string, zhHans: string): Localised => ({ en, zhHant, zhHans });

const person: readonly ShownClaim[] = [
  { path: ['name_en'], label: of('Name in English', '英文姓名', '英文姓名') },
  {
    path: ['name_zh_hant'],
    label: of('Name in traditional Chinese', '中文姓名（繁體）', '中文姓名（繁体）'),
  },
  { path: ['name_zh_hans'], label: of('Name in simplified Chinese', '中文姓名（簡體）', '中文姓名（简体）') },
  { path: ['birth_date'], label: of('Date of birth', '出生日期', '出生日期'), mandatory: true },
];

const number: ShownClaim = {
  path: ['number'],
  label: of('Number of this credential', '憑證編號', '凭证编号'),
  mandatory: true,
};

export const shownClaims: Readonly<Record<ConfigurationId, readonly ShownClaim[]>> = {
  'home-attestation': [
    { path: ['qualification'], label: of('Qualification', '資格', '资格'), mandatory: true },
    { path: ['award_date'], label: of('Awarded on', '頒授日期', '授予日期'), mandatory: true },
    { path: ['route'], label: of('By way of', '取得途徑', '取得途径'), mandatory: true },
    { path: ['specialisms', null, 'code'], label: of('Specialism', '專項', '专项') },
    { path: ['standing', 'state'], label: of('Standing', '狀態', '状态'), mandatory: true },
    { path: ['standing', 'as_of'], label: of('Standing as of', '狀態截至', '状态截至'), mandatory: true },
    { path: ['standing', 'next_due'], label: of('Next due', '下次到期', '下次到期') },
    {
      path: ['first_attested_on'],
      label: of('First attested on', '首次證明日期', '首次证明日期'),
      mandatory: true,
    },
    ...person,
    {
      path: ['certificate_number'],
      label: of('Number of the certificate', '證書編號', '证书编号'),
      mandatory: true,
    },
    number,
  ],
  'qualification-recognition': [
    { path: ['target'], label: of('Recognised as', '獲承認為', '获承认为'), mandatory: true },
    { path: ['decision'], label: of('Decision', '決定', '决定'), mandatory: true },
    { path: ['effect'], label: of('Effect', '效力', '效力'), mandatory: true },
    { path: ['components', null], label: of('Component', '組成部分', '组成部分') },
    { path: ['conditions', null, 'code'], label: of('Condition', '條件', '条件') },
    {
      path: ['not_conferred', null, 'code'],
      label: of('Not conferred', '並不賦予', '并不赋予'),
      mandatory: true,
    },
    { path: ['review_by'], label: of('Review by', '覆檢期限', '复核期限'), mandatory: true },
    {
      path: ['home', 'qualification'],
      label: of('Home qualification', '原屬地資格', '原属地资格'),
      mandatory: true,
    },
    { path: ['home', 'iss'], label: of('Home authority', '原屬地機構', '原属地机构'), mandatory: true },
    { path: ['agreement', 'id'], label: of('Under agreement', '所依協議', '所依协议'), mandatory: true },
    ...person,
    number,
  ],
};

export const configurationNames: Readonly<
  Record<ConfigurationId, { readonly name: Localised; readonly description: Localised }>
> = {
  'home-attestation': {
    name: of('Attestation of a qualification', '專業資格證明', '专业资格证明'),
    description: of(
      'What was awarded, and how it stands. It attests; it does not award.',
      '證明已頒授的資格及其現況；並非頒授資格。',
      '证明已授予的资格及其现况；并非授予资格。',
    ),
  },
  'qualification-recognition': {
    name: of('Recognition of a qualification', '專業資格承認', '专业资格承认'),
    description: of(
      'What a qualification of the other side counts for here, with its conditions.',
      '另一方的資格在此地獲承認的範圍及其條件。',
      '另一方的资格在此地获承认的范围及其条件。',
    ),
  },
};
