import type { Localised } from '../kernel/localised.ts';
import { type CredentialType, vct } from '../kernel/vocabulary.ts';

/**
 * The claims of each type, once for everybody: what may be disclosed selectively, what wallets show, and what the published type says.
 * The published octets hang on this. What has been issued names them by their digest, so another list is another version of the type.
 */
export interface TypeClaim {
  /** SD-JWT VC, section "Claim Path"; `null` stands for every element. */
  readonly path: readonly [string, ...(string | null)[]];
  readonly label: Localised;
  /** `always`: the holder's to show or not. `never`: everybody is shown it who is shown the credential. */
  readonly sd: 'always' | 'never';
  /** In every credential of the type, whatever of it is disclosed. */
  readonly mandatory: boolean;
  /** For people: wallets show it. */
  readonly shown: boolean;
}

type Path = TypeClaim['path'];
const of = (en: string, zhHant: string, zhHans: string): Localised => ({ en, zhHant, zhHans });

const shown = (path: Path, label: Localised): TypeClaim => ({
  path,
  label,
  sd: 'never',
  mandatory: true,
  shown: true,
});
const sometimes = (path: Path, label: Localised): TypeClaim => ({ ...shown(path, label), mandatory: false });
const technical = (path: Path, label: Localised): TypeClaim => ({ ...shown(path, label), shown: false });
const personal = (name: string, label: Localised, mandatory: boolean): TypeClaim => ({
  ...shown([name], label),
  sd: 'always',
  mandatory,
});

const person: readonly TypeClaim[] = [
  personal('name_en', of('Name in English', '英文姓名', '英文姓名'), false),
  personal('name_zh_hant', of('Name in traditional Chinese', '中文姓名（繁體）', '中文姓名（繁体）'), false),
  personal('name_zh_hans', of('Name in simplified Chinese', '中文姓名（簡體）', '中文姓名（简体）'), false),
  personal('birth_date', of('Date of birth', '出生日期', '出生日期'), true),
];

const number = shown(['number'], of('Number of this credential', '憑證編號', '凭证编号'));
const demonstration: TypeClaim = {
  ...technical(['demonstration'], of('Demonstration only', '僅供示範', '仅供演示')),
  mandatory: false,
};
const record = technical(['record'], of('Record of the award', '資格記錄', '资格记录'));
const agreement: readonly TypeClaim[] = [
  technical(['agreement'], of('Terms that apply', '適用條款', '适用条款')),
  shown(['agreement', 'id'], of('Under agreement', '所依協議', '所依协议')),
];

export const typeClaims: Readonly<Record<CredentialType, readonly TypeClaim[]>> = {
  [vct.homeAttestation]: [
    shown(['qualification'], of('Qualification', '資格', '资格')),
    shown(['award_date'], of('Awarded on', '頒授日期', '授予日期')),
    shown(['route'], of('By way of', '取得途徑', '取得途径')),
    technical(['specialisms'], of('Specialisms', '專項', '专项')),
    sometimes(['specialisms', null, 'code'], of('Specialism', '專項', '专项')),
    technical(['standing'], of('Standing', '狀態', '状态')),
    shown(['standing', 'state'], of('Standing', '狀態', '状态')),
    shown(['standing', 'as_of'], of('Standing as of', '狀態截至', '状态截至')),
    sometimes(['standing', 'next_due'], of('Next due', '下次到期', '下次到期')),
    shown(['first_attested_on'], of('First attested on', '首次證明日期', '首次证明日期')),
    ...person,
    personal('certificate_number', of('Number of the certificate', '證書編號', '证书编号'), true),
    number,
    record,
    demonstration,
  ],
  [vct.bridgingResult]: [
    technical(['results'], of('Results', '結果', '结果')),
    shown(['results', null, 'component'], of('Component', '組成部分', '组成部分')),
    shown(['results', null, 'outcome'], of('Outcome', '結果', '结果')),
    shown(['results', null, 'date'], of('Passed on', '通過日期', '通过日期')),
    ...agreement,
    ...person,
    number,
    demonstration,
  ],
  [vct.recognition]: [
    shown(['target'], of('Recognised as', '獲承認為', '获承认为')),
    shown(['decision'], of('Decision', '決定', '决定')),
    shown(['effect'], of('Effect', '效力', '效力')),
    technical(['components'], of('Components', '組成部分', '组成部分')),
    sometimes(['components', null], of('Component', '組成部分', '组成部分')),
    technical(['conditions'], of('Conditions', '條件', '条件')),
    sometimes(['conditions', null, 'code'], of('Condition', '條件', '条件')),
    technical(['not_conferred'], of('Not conferred', '並不賦予', '并不赋予')),
    shown(['not_conferred', null, 'code'], of('Not conferred', '並不賦予', '并不赋予')),
    shown(['review_by'], of('Review by', '覆檢期限', '复核期限')),
    technical(['home'], of('What is recognised', '所承認的資格', '所承认的资格')),
    shown(['home', 'qualification'], of('Home qualification', '原屬地資格', '原属地资格')),
    shown(['home', 'iss'], of('Home authority', '原屬地機構', '原属地机构')),
    ...agreement,
    ...person,
    number,
    technical(['recognition'], of('Recognition', '承認', '承认')),
    demonstration,
  ],
};

export const typeNames: Readonly<
  Record<CredentialType, { readonly name: Localised; readonly description: Localised }>
> = {
  [vct.homeAttestation]: {
    name: of('Attestation of a qualification', '專業資格證明', '专业资格证明'),
    description: of(
      'What was awarded, and how it stands. It attests; it does not award.',
      '證明已頒授的資格及其現況；並非頒授資格。',
      '证明已授予的资格及其现况；并非授予资格。',
    ),
  },
  [vct.bridgingResult]: {
    name: of('Result of a bridging examination', '銜接考核結果', '衔接考核结果'),
    description: of(
      'Which components of a bridging were passed. It recognises nothing by itself.',
      '證明已通過的銜接組成部分；本身並非承認。',
      '证明已通过的衔接组成部分；本身并非承认。',
    ),
  },
  [vct.recognition]: {
    name: of('Recognition of a qualification', '專業資格承認', '专业资格承认'),
    description: of(
      'What a qualification of the other side counts for here, with its conditions.',
      '另一方的資格在此地獲承認的範圍及其條件。',
      '另一方的资格在此地获承认的范围及其条件。',
    ),
  },
};
