import type { Localised } from '../kernel/localised.ts';

/** The anomalies of domain 3.3, in its order. A name, once published, never changes its meaning. */
export const detectorIds = [
  'same-maker-and-checker',
  'hasty-approval',
  'outside-office-hours',
  'volume-spike',
  'agreement-not-in-force',
  'outside-mandate',
  'shared-identity-number',
  'several-pseudonyms',
  'stale-home-attestation',
  'backdated',
  'terminated-still-verified',
  'abnormal-not-found',
  'bulk-look-ups',
  'purpose-mismatch',
  'key-outside-window',
  'clock-drift',
  'chain-gap',
  'override-cluster',
] as const;
export type DetectorId = (typeof detectorIds)[number];

/** What each looks for, and what innocent causes there can be. A finding is a question, not a verdict. */
export const detectorDefinitions: Readonly<Record<DetectorId, Localised>> = {
  'same-maker-and-checker': {
    en: 'One person both decided and approved: two registrations of one person are one person. The service refuses this; a finding means that it was got round.',
    zhHant: '決定與覆核由同一人作出；同一人的兩個登記視為一人。系統本會拒絕，出現即表示控制遭繞過。',
    zhHans: '决定与复核由同一人作出；同一人的两个登记视为一人。系统本会拒绝，出现即表示控制被绕过。',
  },
  'hasty-approval': {
    en: 'Approved or refused within fewer seconds of the decision than a file can be read in.',
    zhHant: '覆核距決定的秒數，少於閱讀檔案所需時間。',
    zhHans: '复核距决定的秒数，少于阅读档案所需时间。',
  },
  'outside-office-hours': {
    en: 'An officer decided, approved, issued or changed a status on a Saturday or Sunday, or outside the hours stated, at +08:00. Urgent suspensions have this cause too.',
    zhHant: '人員於星期六、日或所列時段以外（+08:00）作出決定、覆核、簽發或更改狀態。緊急暫停亦會如此。',
    zhHans: '人员于星期六、日或所列时段以外（+08:00）作出决定、复核、签发或更改状态。紧急中止也会如此。',
  },
  'volume-spike': {
    en: 'On one day an officer, or an issuer, did at least the minimum and more than the factor times the median of the days before, days without acts included.',
    zhHant: '某人員或簽發機構單日數量達最低數，且超過之前各日（包括零數日）中位數的所列倍數。',
    zhHans: '某人员或签发机构单日数量达到最低数，且超过之前各日（包括零数日）中位数的所列倍数。',
  },
  'agreement-not-in-force': {
    en: 'Recognised or issued while the agreement version was unsigned, not yet in force, suspended, expired or terminated at that instant. An application that a former version governs is an innocent cause.',
    zhHant: '作出認可或簽發時，該協議版本未簽署、未生效、已暫停、到期或終止。申請由舊版本管轄可屬正常。',
    zhHans: '作出认可或签发时，该协议版本未签署、未生效、已中止、到期或终止。申请由旧版本管辖可属正常。',
  },
  'outside-mandate': {
    en: 'Issued by an authority that the trust list of this node shows without a mandate for that qualification at that instant; of a bridging result, without any mandate to certify bridging.',
    zhHant: '簽發時，本節點信任名單未顯示該機構就該資格獲授權；銜接結果則為未獲任何銜接授權。',
    zhHans: '签发时，本节点信任名单未显示该机构就该资格获授权；衔接结果则为未获任何衔接授权。',
  },
  'shared-identity-number': {
    en: 'One identity number stands for two or more pseudonyms: one person met twice, or a number that was mistyped or borrowed. The number itself is not shown.',
    zhHant: '同一證件號碼對應兩個或以上假名：同一人重複登記，或號碼誤植、冒用。不顯示號碼。',
    zhHans: '同一证件号码对应两个或以上假名：同一人重复登记，或号码误录、冒用。不显示号码。',
  },
  'several-pseudonyms': {
    en: "Credentials of two or more pseudonyms, of one authority, are bound to one holder's key: one person under several pseudonyms, or a key in several hands. Two authorities may have met one person apart; that is not found.",
    zhHant:
      '同一機構兩個或以上假名的憑證綁定同一持有人密鑰：一人多假名，或一鑰多人。不同機構各自登記同一人不在此列。',
    zhHans:
      '同一机构两个或以上假名的凭证绑定同一持有人密钥：一人多假名，或一钥多人。不同机构各自登记同一人不在此列。',
  },
  'stale-home-attestation': {
    en: 'A recognition was issued when the newest evidence from the home side on file was older than the agreement allows, plus the days of grace.',
    zhHant: '簽發認可時，檔案內最新的原屬地證據早於協議所定期限（另加寬限日數）。',
    zhHans: '签发认可时，档案内最新的原属地证据早于协议所定期限（另加宽限日数）。',
  },
  backdated: {
    en: 'Takes effect more than the days stated before it was recorded. Decisions of courts and disciplinary bodies have this cause too.',
    zhHant: '生效日早於記錄日超過所列日數。法院或紀律決定亦會如此。',
    zhHans: '生效日早于记录日超过所列日数。法院或纪律决定也会如此。',
  },
  'terminated-still-verified': {
    en: 'A credential that had ended was verified after the minutes of grace, and by whom. Whoever asks was told; the finding shows where an ended credential is still being shown.',
    zhHant:
      '憑證終止後（寬限分鐘以外）仍被查核，並列明查核者。查核者已獲告知；此項顯示已終止憑證仍被出示之處。',
    zhHans:
      '凭证终止后（宽限分钟以外）仍被查验，并列明查验者。查验者已获告知；此项显示已终止凭证仍被出示之处。',
  },
  'abnormal-not-found': {
    en: 'Of an organisation’s verifications, at least the minimum, the stated share or more found nothing genuine: not found, signature invalid or issuer not mandated. Guessing looks like this; so does a broken reader.',
    zhHant:
      '某機構查核達最低數，而結果為查無、簽章無效或簽發者未獲授權者達所列百分比。可能為試探，亦可能為讀取器故障。',
    zhHans:
      '某机构查验达到最低数，而结果为查无、签章无效或签发者未获授权者达所列百分比。可能为试探，也可能为读取器故障。',
  },
  'bulk-look-ups': {
    en: 'One officer, or one client where no officer is known, looked at more different things in one day at +08:00 than stated.',
    zhHant: '同一人員（不知人員時為同一系統）單日（+08:00）查閱不同對象的數目超過所列數。',
    zhHans: '同一人员（不知人员时为同一系统）单日（+08:00）查阅不同对象的数目超过所列数。',
  },
  'purpose-mismatch': {
    en: 'A purpose was stated that is not the caller’s: inspection by who is no regulator, a holder’s check by who is no holder, or a verification by an organisation that is not registered for it now.',
    zhHant: '所述用途與查閱者身分不符：非監管機構作監管查核、非持有人作持有人查核，或機構現未登記查核用途。',
    zhHans: '所述用途与查阅者身份不符：非监管机构作监管查验、非持有人作持有人查验，或机构现未登记查验用途。',
  },
  'key-outside-window': {
    en: 'Signed with a key outside the window in which it may sign, after it was compromised, or that this node never had.',
    zhHant: '所用簽署密鑰不在其簽署期內、已外洩，或不屬本節點。',
    zhHans: '所用签署密钥不在其签署期内、已泄露，或不属本节点。',
  },
  'clock-drift': {
    en: 'An entry stands in the log behind one that says to be later by more than the seconds stated: a clock was wrong, or a transaction stayed open.',
    zhHant: '某項在日誌中排在時間較後者之後，相差超過所列秒數：時鐘有誤，或交易久未完成。',
    zhHans: '某项在日志中排在时间较后者之后，相差超过所列秒数：时钟有误，或事务久未完成。',
  },
  'chain-gap': {
    en: 'An index of the log is missing, an entry stands beyond its head, or an event has waited for its leaf for more than the seconds stated. `refused` is an event that is no entry of the log, for which all behind it wait: the health of the log says what to do.',
    zhHant:
      '日誌索引有缺、項目超出樹頂，或事件等候入冊超過所列秒數。refused 為不合日誌格式的事件，其後均須等候；處理方法見日誌狀況。',
    zhHans:
      '日志索引有缺、条目超出树顶，或事件等候入册超过所列秒数。refused 为不合日志格式的事件，其后均须等候；处理方法见日志状况。',
  },
  'override-cluster': {
    en: 'An officer decided otherwise than the rules proposed in at least the minimum of cases and at least the share stated of all own decisions.',
    zhHant: '某人員偏離規則建議的個案達最低數，且佔其決定達所列百分比。',
    zhHans: '某人员偏离规则建议的个案达最低数，且占其决定达所列百分比。',
  },
};
