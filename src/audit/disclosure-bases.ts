import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { Localised } from '../kernel/localised.ts';

/**
 * On what law data of this side may be shown to a regulator of the other. Illustrative, and awaiting a lawyer on each side (domain 3.5): the
 * code says what the opener relies on, and two persons of the side where the data are say whether it holds. A new one is a row here.
 */

export const disclosureBasisCodes = [
  'pipl-41-approval',
  'dsl-36-approval',
  'securities-law-177-consent',
  'hk-pdpo-consent',
  'hk-court-order',
] as const;
export type DisclosureBasisCode = (typeof disclosureBasisCodes)[number];

export interface DisclosureBasis {
  /** Whose law it is: where the data are. */
  readonly side: Jurisdiction;
  readonly label: Localised;
  readonly source: string;
}

export const disclosureBases: Readonly<Record<DisclosureBasisCode, DisclosureBasis>> = {
  'pipl-41-approval': {
    side: 'CN-SZ',
    label: {
      en: 'Approved by the competent authority for a foreign judicial or enforcement body',
      zhHant: '主管機關批准向外國司法或執法機構提供',
      zhHans: '主管机关批准向外国司法或者执法机构提供',
    },
    source: 'Personal Information Protection Law, Article 41 (domain 3.5, S44)',
  },
  'dsl-36-approval': {
    side: 'CN-SZ',
    label: {
      en: 'Data stored in the Mainland, provided with the approval of the competent authority',
      zhHant: '經主管機關批准提供存儲於境內的數據',
      zhHans: '经主管机关批准提供存储于境内的数据',
    },
    source: 'Data Security Law, Article 36 (domain 3.5, S44)',
  },
  'securities-law-177-consent': {
    side: 'CN-SZ',
    label: {
      en: 'Consent of the securities regulator and the competent departments',
      zhHant: '證券監督管理機構及有關主管部門同意',
      zhHans: '证券监督管理机构和有关主管部门同意',
    },
    source: 'Securities Law, Article 177 (domain 3.5, S44)',
  },
  'hk-pdpo-consent': {
    side: 'HK',
    label: {
      en: 'Prescribed consent of the person',
      zhHant: '當事人的訂明同意',
      zhHans: '当事人的订明同意',
    },
    source: 'Personal Data (Privacy) Ordinance (Cap. 486), Data Protection Principle 3; illustrative',
  },
  'hk-court-order': {
    side: 'HK',
    label: {
      en: 'Order of a court in Hong Kong',
      zhHant: '香港法院命令',
      zhHans: '香港法院命令',
    },
    source: 'Personal Data (Privacy) Ordinance (Cap. 486), section 60B; illustrative',
  },
};
