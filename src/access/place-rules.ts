import type { Purpose, RegisteredPlace } from '../kernel/caller.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { Localised } from '../kernel/localised.ts';

export interface PlaceRule {
  readonly id: string;
  /** Every member that is there must hold. */
  readonly when: {
    readonly node?: readonly Jurisdiction[];
    readonly subject?: readonly Jurisdiction[];
    readonly places?: readonly RegisteredPlace[];
    readonly gbaEligible?: boolean;
    readonly contractFiled?: boolean;
    readonly purposes?: readonly Purpose[];
  };
  readonly personalData: boolean;
  readonly reason: Localised;
}

/** What nobody needs to know a person for: no place makes these a ground for personal data. */
const impersonalPurposes = [
  'public-information',
  'authentication',
  'agreement-making',
  'node-operation',
  'node-exchange',
] as const satisfies readonly Purpose[];

/** What the parties to a GBA Standard Contract may take personal data across the boundary for: recognising and verifying, nothing else. */
const contractPurposes = ['verification', 'recognition', 'bridging'] as const satisfies readonly Purpose[];

const acrossReason = {
  en: 'A GBA Standard Contract is filed, and both parties are in Hong Kong or one of the nine cities.',
  zhHant: '已備案《粵港澳大灣區標準合同》，且雙方均位於香港或九個內地城市。',
  zhHans: '已备案《粤港澳大湾区标准合同》，且双方均位于香港或九个内地城市。',
} as const;

const noContractReason = {
  en: 'Crossing the boundary takes a GBA Standard Contract that is filed, by an organisation that is eligible.',
  zhHant: '跨境提供須由合資格機構訂立並備案《粵港澳大灣區標準合同》。',
  zhHans: '跨境提供须由符合条件的机构订立并备案《粤港澳大湾区标准合同》。',
} as const;

/**
 * May an answer hold personal data? The first rule that fits decides; when none does, it may not. Grounds: domain 4.2; the GBA Standard
 * Contract covers Hong Kong and nine cities of Guangdong, and forbids to pass on what it brought anywhere else (domain 0, fact 6). Each
 * rule awaits a lawyer on each side (domain 4.7).
 */
export const placeRules: readonly PlaceRule[] = [
  {
    id: 'impersonal-purpose',
    when: { purposes: impersonalPurposes },
    personalData: false,
    reason: {
      en: 'This purpose needs no personal data.',
      zhHant: '此用途無須個人資料。',
      zhHans: '此用途无须个人信息。',
    },
  },
  {
    id: 'hk-within',
    when: { node: ['HK'], places: ['HK'] },
    personalData: true,
    reason: {
      en: 'Both the organisation and this node are in Hong Kong.',
      zhHant: '機構與本節點均位於香港。',
      zhHans: '机构与本节点均位于香港。',
    },
  },
  {
    id: 'sz-within-gba',
    when: { node: ['CN-SZ'], places: ['GBA-MAINLAND'] },
    personalData: true,
    reason: {
      en: 'Both the organisation and this node are in the Mainland cities of the Greater Bay Area.',
      zhHant: '機構與本節點均位於大灣區內地城市。',
      zhHans: '机构与本节点均位于大湾区内地城市。',
    },
  },
  {
    id: 'sz-within-mainland',
    when: { node: ['CN-SZ'], subject: ['CN-SZ'], places: ['MAINLAND-OTHER'] },
    personalData: true,
    reason: {
      en: 'The personal data come from the Mainland and stay there.',
      zhHant: '個人資料源自內地並留在內地。',
      zhHans: '个人信息源自内地并留在内地。',
    },
  },
  {
    id: 'no-onward-transfer',
    when: { node: ['CN-SZ'], subject: ['HK'], places: ['MAINLAND-OTHER'] },
    personalData: false,
    reason: {
      en: 'What came from Hong Kong may not be passed on outside the Greater Bay Area.',
      zhHant: '源自香港的個人資料不得轉移至大灣區以外。',
      zhHans: '源自香港的个人信息不得转移至大湾区以外。',
    },
  },
  {
    id: 'outside-gba',
    when: { places: ['MAINLAND-OTHER', 'ELSEWHERE'] },
    personalData: false,
    reason: {
      en: 'The organisation is registered where no instrument lets this node send personal data.',
      zhHant: '機構的註冊地不在本節點可提供個人資料的範圍內。',
      zhHans: '机构的注册地不在本节点可提供个人信息的范围内。',
    },
  },
  {
    id: 'supervision-across',
    when: { purposes: ['supervision'] },
    personalData: false,
    reason: {
      en: 'A regulator of the other side is answered case by case, on a recorded legal basis.',
      zhHant: '另一方監管機構的查閱須逐案處理並記錄法律依據。',
      zhHans: '另一方监管机构的查阅须逐案处理并记录法律依据。',
    },
  },
  {
    id: 'contract-across',
    when: { gbaEligible: true, contractFiled: true, purposes: contractPurposes },
    personalData: true,
    reason: acrossReason,
  },
  {
    id: 'contract-other-purpose',
    when: { gbaEligible: true, contractFiled: true },
    personalData: false,
    reason: {
      en: 'The filed contract does not cover this purpose.',
      zhHant: '已備案的合同不涵蓋此用途。',
      zhHans: '已备案的合同不涵盖此用途。',
    },
  },
  { id: 'no-contract', when: {}, personalData: false, reason: noContractReason },
];
