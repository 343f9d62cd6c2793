import type { RetentionClass } from './retention-class.ts';

/** Classes that this program keeps for good, or whose end is the work of somebody else. */
export const keepingClasses = [
  {
    id: 'log-entries',
    label: { en: 'Entries of the issuance log', zhHant: '簽發日誌的紀錄', zhHans: '签发日志的记录' },
    covers: {
      en: 'Issuance, decision and status entries with their commitments and codes; pseudonymous.',
      zhHant: '簽發、決定及狀態紀錄，連同其承諾值及代碼；以代號記錄。',
      zhHans: '签发、决定及状态记录，连同其承诺值及代码；以代号记录。',
    },
    trigger: { en: 'The entry was recorded.', zhHant: '紀錄作出之時。', zhHans: '记录作出之时。' },
    period: null,
    bases: [
      { text: 'Archival value: life of the credential and 20 years, or permanent.', mark: 'G', source: null },
      {
        text: 'Yardstick: Securities Law Article 137, client records of securities firms 20 years at least.',
        mark: 'V1',
        source: 'S44',
      },
    ],
    onExpiry: 'keep',
    executedBy: 'nobody',
    procedure: {
      en: 'Kept for good. Who is erased leaves commitments that nobody can open; every proof still verifies.',
      zhHant: '永久保存。資料被刪除後只留下無人能開啟的承諾值；所有證明仍可驗證。',
      zhHans: '永久保存。信息被删除后只留下无人能开启的承诺值；所有证明仍可验证。',
    },
  },
  {
    id: 'access-log',
    label: { en: 'Access log', zhHant: '查閱紀錄', zhHans: '查询记录' },
    covers: {
      en: 'Who asked, when, for what purpose, on whose authorisation; identifiers only.',
      zhHant: '何人、何時、為何目的、獲何授權查閱；只載識別碼。',
      zhHans: '何人、何时、为何目的、获何授权查询；仅载标识符。',
    },
    trigger: { en: 'The look was recorded.', zhHant: '查閱紀錄作出之時。', zhHans: '查询记录作出之时。' },
    period: { years: 5, atLeast: true },
    bases: [
      {
        text: 'Shenzhen Social Credit Regulation Article 45: query log, 5 years at least.',
        mark: 'V1',
        source: 'S44',
      },
    ],
    onExpiry: 'remove-rows',
    executedBy: 'database-owner',
    procedure: {
      en: 'The table takes additions only, so the program never removes from it. After the period the owner of the database may, as a recorded maintenance act: disable the trigger access_records_refuse_change, delete rows of table access_records older than the period, enable the trigger again, all in one transaction.',
      zhHant:
        '此表只可新增，程式不會移除其內容。期滿後，資料庫擁有者可作一次有紀錄的維護：在同一交易內停用觸發器 access_records_refuse_change、刪除 access_records 表中超過期限的列、再啟用觸發器。',
      zhHans:
        '此表只可新增，程序不会移除其内容。期满后，数据库所有者可作一次有记录的维护：在同一事务内停用触发器 access_records_refuse_change、删除 access_records 表中超过期限的行、再启用触发器。',
    },
  },
  {
    id: 'technical-logs',
    label: { en: 'Technical logs', zhHant: '技術日誌', zhHans: '技术日志' },
    covers: {
      en: 'What the processes write about themselves; no claims, tokens or keys.',
      zhHant: '程序的運作紀錄；不含聲明、權杖或密鑰。',
      zhHans: '程序的运行记录；不含声明、令牌或密钥。',
    },
    trigger: { en: 'The line was written.', zhHant: '寫入之時。', zhHans: '写入之时。' },
    period: { years: 1, atLeast: false },
    bases: [
      {
        text: 'Cybersecurity Law Article 21: network logs, 6 months at least; 6 to 12 months proposed.',
        mark: 'V1',
        source: 'S44',
      },
    ],
    onExpiry: 'remove-rows',
    executedBy: 'operations',
    procedure: {
      en: 'Written to standard output; whoever collects them removes them between 6 and 12 months.',
      zhHant: '輸出至標準輸出，由收集方在六至十二個月之間移除。',
      zhHans: '输出至标准输出，由收集方在六至十二个月之间移除。',
    },
  },
  {
    id: 'signing-records',
    label: {
      en: 'Signing certificates and key ceremonies',
      zhHant: '簽署證書及密鑰儀式紀錄',
      zhHans: '签名证书及密钥仪式记录',
    },
    covers: {
      en: 'Public keys and certificates with their periods; minutes of key ceremonies.',
      zhHant: '公鑰及證書連同其有效期；密鑰儀式的紀錄。',
      zhHans: '公钥及证书连同其有效期；密钥仪式的记录。',
    },
    trigger: { en: 'The certificate expired.', zhHant: '證書期滿。', zhHans: '证书期满。' },
    period: { years: 5, atLeast: true },
    bases: [
      {
        text: 'E-Signature Law Article 24: 5 years at least after expiry; it binds certification authorities and is adopted here.',
        mark: 'V1',
        source: 'S44',
      },
    ],
    onExpiry: 'keep',
    executedBy: 'nobody',
    procedure: {
      en: 'Public keys are kept for good, so that old signatures still verify. Minutes are kept outside this program.',
      zhHant: '公鑰永久保存，以便驗證舊簽署。儀式紀錄在本系統以外保存。',
      zhHans: '公钥永久保存，以便验证旧签名。仪式记录在本系统以外保存。',
    },
  },
  {
    id: 'sanction-shown',
    label: {
      en: 'Sanction told to verifiers',
      zhHant: '向查核方披露的處分',
      zhHans: '向核验方披露的处分',
    },
    covers: {
      en: 'Kind and reason of a suspension or an ending, as told to who may know.',
      zhHant: '向有權知悉者披露的暫停或終結類別及理由。',
      zhHans: '向有权知悉者披露的暂停或终结类别及理由。',
    },
    trigger: { en: 'The effect of the sanction.', zhHant: '處分生效。', zhHans: '处分生效。' },
    period: { years: 5, atLeast: false },
    bases: [
      { text: 'HKMA register: 5 years from effect.', mark: 'V1', source: 'S40' },
      {
        text: 'Credit Reporting Industry Regulations Article 16: 5 years from the end of the conduct.',
        mark: 'V1',
        source: 'S44',
      },
    ],
    onExpiry: 'stop-showing',
    executedBy: 'program',
    procedure: {
      en: 'Decided at every answer: after the end that the authority gave, or the period, only that it ended is told.',
      zhHant: '每次回覆時判斷：過了主管機構訂明的終止日或期限後，只告知已終結。',
      zhHans: '每次答复时判断：过了主管机构订明的终止日或期限后，只告知已终结。',
    },
  },
] as const satisfies readonly RetentionClass[];
