import type { RetentionClass } from './retention-class.ts';

/** Classes at whose end this program does something. */
export const endingClasses = [
  {
    id: 'in-use',
    label: { en: 'Data in use', zhHant: '使用中的資料', zhHans: '使用中的信息' },
    covers: {
      en: 'Personal data of who holds a credential in force or has an application under assessment or under appeal.',
      zhHant: '持有有效憑證，或有申請正在評核或上訴中的人士的個人資料。',
      zhHans: '持有有效凭证，或有申请正在评估或申诉中的人士的个人信息。',
    },
    trigger: {
      en: 'While the credential is in force or the application is open.',
      zhHant: '憑證有效或申請未結期間。',
      zhHans: '凭证有效或申请未结期间。',
    },
    period: null,
    bases: [{ text: 'The purpose for which the data was collected.', mark: null, source: null }],
    onExpiry: 'keep',
    executedBy: 'nobody',
    procedure: {
      en: 'Nothing is done; when use ends another class begins to run.',
      zhHant: '不作處理；使用結束後改按其他類別計算。',
      zhHans: '不作处理；使用结束后改按其他类别计算。',
    },
  },
  {
    id: 'ended-credential',
    label: {
      en: 'Vault after the end of a credential',
      zhHant: '憑證終結後的個人資料庫',
      zhHans: '凭证终结后的个人信息库',
    },
    covers: {
      en: 'Names, birth date, identity numbers, disclosures of credentials and openings of log entries of one person.',
      zhHant: '一人的姓名、出生日期、身份證明號碼、憑證披露項及日誌紀錄的開啟資料。',
      zhHans: '一人的姓名、出生日期、身份证件号码、凭证披露项及日志记录的开启数据。',
    },
    trigger: {
      en: 'The last credential of the person ended or expired.',
      zhHant: '該人最後一張憑證終結或期滿。',
      zhHans: '该人最后一张凭证终结或期满。',
    },
    period: { years: 7, atLeast: false },
    bases: [
      {
        text: 'PCPD Code of Practice on Human Resource Management: upper limit of 7 years.',
        mark: 'V1',
        source: 'S47',
      },
      { text: 'Mandatory Reference Checking: look-back of 7 years.', mark: 'V1', source: 'S39' },
    ],
    onExpiry: 'erase-person',
    executedBy: 'program',
    procedure: {
      en: 'Restricted to storage for 30 days, then the key of the person and all that it encrypts are destroyed. Copies of the database that are older still hold the key under the master key and must age out.',
      zhHant:
        '先限制為只作儲存三十日，其後銷毀該人的密鑰及其加密的全部內容。較早的資料庫備份仍含受主密鑰保護的密鑰，須按期淘汰。',
      zhHans:
        '先限制为仅作存储三十日，其后销毁该人的密钥及其加密的全部内容。较早的数据库备份仍含受主密钥保护的密钥，须按期淘汰。',
    },
  },
  {
    id: 'closed-application',
    label: {
      en: 'Refused or withdrawn application',
      zhHant: '被拒絕或已撤回的申請',
      zhHans: '被拒绝或已撤回的申请',
    },
    covers: {
      en: 'The application, its evidence, proposals, decisions and reasons, appeals and their grounds.',
      zhHant: '申請、其證據、建議、決定及理由、上訴及其理據。',
      zhHans: '申请、其证据、建议、决定及理由、申诉及其理据。',
    },
    trigger: {
      en: 'The final decision, or the withdrawal.',
      zhHant: '最終決定或撤回。',
      zhHans: '最终决定或撤回。',
    },
    period: { years: 2, atLeast: false },
    bases: [{ text: 'PCPD Code of Practice on Human Resource Management.', mark: 'M', source: null }],
    onExpiry: 'remove-rows',
    executedBy: 'program',
    procedure: {
      en: 'Of a person who is kept for another reason, the rows and the openings of their log entries are removed. A person whom nothing else keeps is restricted for 30 days and then erased with them.',
      zhHant:
        '如該人因其他理由獲保留，只移除有關紀錄及其日誌開啟資料；如再無其他保留理由，則限制三十日後連同其人一併刪除。',
      zhHans:
        '如该人因其他理由获保留，仅移除有关记录及其日志开启数据；如再无其他保留理由，则限制三十日后连同其人一并删除。',
    },
  },
  {
    id: 'unattached',
    label: {
      en: 'Person without credential or application',
      zhHant: '既無憑證亦無申請的人士',
      zhHans: '既无凭证也无申请的人士',
    },
    covers: {
      en: 'Personal data of who was met and never had a credential, an offer or an application here, or has none any more.',
      zhHant: '曾被登記，而從未有或已不再有憑證、要約或申請的人士的個人資料。',
      zhHans: '曾被登记，而从未有或已不再有凭证、要约或申请的人士的个人信息。',
    },
    trigger: {
      en: 'The last thing recorded of the person, other than by this schedule.',
      zhHant: '最後一次記錄該人（本期限表所作者除外）。',
      zhHans: '最后一次记录该人（本期限表所作者除外）。',
    },
    period: { years: 2, atLeast: false },
    bases: [
      {
        text: 'Illustrative: no longer than who applied and was refused. PIPL Article 47(1) and PDPO data protection principle 2(2) ask for erasure once the purpose has ended, and state no years.',
        mark: 'G',
        source: null,
      },
    ],
    onExpiry: 'erase-person',
    executedBy: 'program',
    procedure: {
      en: 'Restricted to storage for 30 days, then erased as after the end of a credential. Whoever gets a credential or applies meanwhile moves to the class of that.',
      zhHant:
        '先限制為只作儲存三十日，其後與憑證終結者同樣刪除；其間取得憑證或提出申請者，改按有關類別計算。',
      zhHans:
        '先限制为仅作存储三十日，其后与凭证终结者同样删除；其间取得凭证或提出申请者，改按有关类别计算。',
    },
  },
  {
    id: 'sharing-records',
    label: {
      en: 'Records of consent and sharing',
      zhHant: '同意及提供資料的紀錄',
      zhHans: '同意及提供信息的记录',
    },
    covers: {
      en: 'Consents with recipient, purpose and items; no personal data but the pseudonym.',
      zhHant: '同意書的接收方、目的及項目；除代號外並無個人資料。',
      zhHans: '同意书的接收方、目的及项目；除代号外并无个人信息。',
    },
    trigger: {
      en: 'The consent was given or withdrawn, and the person has been erased.',
      zhHant: '同意作出或撤回，而該人的資料已被刪除。',
      zhHans: '同意作出或撤回，而该人的信息已被删除。',
    },
    period: { years: 3, atLeast: true },
    bases: [
      {
        text: 'Network Data Regulations Article 12: records of providing personal data, 3 years at least.',
        mark: 'V1',
        source: 'S44',
      },
      {
        text: 'PIPL Article 56: impact assessments and processing records, 3 years at least.',
        mark: 'V1',
        source: 'S44',
      },
    ],
    onExpiry: 'remove-rows',
    executedBy: 'program',
    procedure: {
      en: 'Removed once both conditions hold. Impact assessments are kept outside this program.',
      zhHant: '兩項條件均符合時移除。影響評估在本系統以外保存。',
      zhHans: '两项条件均符合时移除。影响评估在本系统以外保存。',
    },
  },
] as const satisfies readonly RetentionClass[];
