import type { Localised } from '../kernel/localised.ts';

/**
 * The words of a verdict, all in this one file: the Chinese texts await a lawyer's eye. `{…}` is filled from the answer.
 * Suspend is 暫停 / 中止; the word of penalty 吊銷 stands only where a penalty was imposed.
 */
export const verdictTexts = {
  VALID: {
    en: 'Authentic and in force as at {asOf}.',
    zhHant: '憑證真確，於{asOf}有效。',
    zhHans: '凭证真实，于{asOf}有效。',
  },
  VALID_WITH_CONDITIONS: {
    en: 'Authentic and in force as at {asOf}, subject to the conditions listed.',
    zhHant: '憑證真確，於{asOf}有效，並受所列條件限制。',
    zhHans: '凭证真实，于{asOf}有效，并受所列条件限制。',
  },
  NOT_YET_EFFECTIVE: {
    en: 'Authentic. Takes effect on {date}.',
    zhHant: '憑證真確，將於{date}生效。',
    zhHans: '凭证真实，将于{date}生效。',
  },
  SUSPENDED: {
    en: 'Suspended since {date}. Suspension alone is not a finding of misconduct.',
    zhHant: '自{date}起暫停。暫停本身並不代表裁定有不當行為。',
    zhHans: '自{date}起中止。中止本身不代表认定存在不当行为。',
  },
  TERMINATED: {
    en: 'Not in force from {effectiveFrom}. Reasons are given only to authorised parties.',
    zhHant: '自{effectiveFrom}起無效力。原因只向獲授權者提供。',
    zhHans: '自{effectiveFrom}起无效力。原因仅向获授权者提供。',
  },
  EXPIRED: {
    en: 'Expired on {date}. The underlying award is reported separately.',
    zhHant: '已於{date}到期。原有資格另行列示。',
    zhHans: '已于{date}到期。原有资格另行列示。',
  },
  SUPERSEDED: {
    en: 'Replaced on {date}. Ask the holder for the current credential.',
    zhHant: '已於{date}被取代。請向持有人索取現行憑證。',
    zhHans: '已于{date}被替换。请向持有人索取现行凭证。',
  },
  STALE: {
    en: 'Home standing last confirmed on {date}; newer confirmation needed. This is not an adverse finding.',
    zhHant: '原屬地狀態最後於{date}確認，須重新確認。此非不利裁定。',
    zhHans: '原属地状态最后于{date}确认，需重新确认。此非不利认定。',
  },
  NOT_FOUND_OR_NOT_SHARED: {
    en: 'No record is available to you for these details. It may not exist or may not be shared with you.',
    zhHant: '未能向你提供相符紀錄。紀錄可能不存在，或未與你分享。',
    zhHans: '无法向您提供相符记录。记录可能不存在，或未与您共享。',
  },
  SIGNATURE_INVALID: {
    en: 'This copy could not be authenticated. The cause is not known. Ask the holder for a new copy.',
    zhHant: '未能核實此副本，原因未明。請向持有人索取新副本。',
    zhHans: '无法核实此副本，原因不明。请向持有人索取新副本。',
  },
  ISSUER_NOT_MANDATED: {
    en: 'Trust list {version} shows no mandate for this issuer and credential type at issuance.',
    zhHant: '信任名單{version}未顯示簽發者於簽發時獲授權簽發此類憑證。',
    zhHans: '信任名单{version}未显示签发者在签发时获授权签发此类凭证。',
  },
  INCONCLUSIVE: {
    en: 'The check could not be completed: {reason}. No conclusion should be drawn.',
    zhHant: '未能完成查核：{reason}。不應據此作出結論。',
    zhHans: '未能完成核验：{reason}。不应据此作出结论。',
  },
} as const satisfies Readonly<Record<string, Localised>>;

export type ResultCode = keyof typeof verdictTexts;

export const resultCodes = [
  'VALID',
  'VALID_WITH_CONDITIONS',
  'NOT_YET_EFFECTIVE',
  'SUSPENDED',
  'TERMINATED',
  'EXPIRED',
  'SUPERSEDED',
  'STALE',
  'NOT_FOUND_OR_NOT_SHARED',
  'SIGNATURE_INVALID',
  'ISSUER_NOT_MANDATED',
  'INCONCLUSIVE',
] as const satisfies readonly ResultCode[];

/** Under every answer. */
export const scopeFooter: Localised = {
  en: 'This concerns the credential only. It is not a licence, fitness assessment or hiring recommendation.',
  zhHant: '本結果只涉及憑證，並非牌照、適當人選評估或聘用建議。',
  zhHans: '本结果仅涉及凭证，不构成执照、任职资格评估或录用建议。',
};

/** Under every answer but `VALID…`. */
export const queryFooter: Localised = {
  en: 'To query or correct this, quote {ref} to {contact}.',
  zhHant: '如有疑問或須更正，請向{contact}提供編號{ref}。',
  zhHans: '如有疑问或需更正，请向{contact}提供编号{ref}。',
};

/** Why a check could not be completed; filled into `INCONCLUSIVE`. */
export const inconclusiveReasons = {
  'status-out-of-reach': {
    en: 'the status list of the issuer is out of reach or too old',
    zhHant: '無法取得簽發者的狀態名單，或名單過舊',
    zhHans: '无法取得签发者的状态名单，或名单过旧',
  },
  'trust-out-of-reach': {
    en: 'the trust list of the other side is out of reach or too old',
    zhHant: '無法取得對方的信任名單，或名單過舊',
    zhHans: '无法取得对方的信任名单，或名单过旧',
  },
  'key-compromised': {
    en: 'the issuing key was reported compromised; the issuer is re-signing',
    zhHant: '簽發金鑰已報失密，簽發者正重新簽署',
    zhHans: '签发密钥已报泄露，签发者正在重新签署',
  },
  'agreement-unknown': {
    en: 'the agreement that the recognition names is not held here',
    zhHant: '本節點未持有該互認所引用的協議',
    zhHans: '本节点未持有该互认所引用的协议',
  },
  'agreement-under-review': {
    en: 'the agreement is suspended or ended and recognitions under it are being reviewed',
    zhHant: '有關協議已暫停或終止，其下的互認正接受覆核',
    zhHans: '有关协议已中止或终止，其项下的互认正在复核',
  },
  'home-link': {
    en: 'the recognition and the home credential shown do not belong together',
    zhHant: '所出示的互認憑證與原屬地憑證並不對應',
    zhHans: '所出示的互认凭证与原属地凭证不对应',
  },
  'not-one-person': {
    en: 'the credentials shown are not known to be of one person',
    zhHant: '未能確定所出示的憑證屬同一人',
    zhHans: '无法确定所出示的凭证属于同一人',
  },
  'home-award-ended': {
    en: 'the home award was ended and the host authority has not decided yet',
    zhHant: '原屬地資格已終止，承認地機構尚未作出決定',
    zhHans: '原属地资格已终止，承认地机构尚未作出决定',
  },
  'home-standing-changed': {
    en: 'home standing has changed and the host authority has not decided yet',
    zhHant: '原屬地狀態已有變更，承認地機構尚未作出決定',
    zhHans: '原属地状态已有变更，承认地机构尚未作出决定',
  },
  'no-history': {
    en: 'no signed status is held for that instant',
    zhHant: '沒有該時間的已簽署狀態紀錄',
    zhHans: '没有该时间的已签署状态记录',
  },
} as const satisfies Readonly<Record<string, Localised>>;

export type InconclusiveReason = keyof typeof inconclusiveReasons;
