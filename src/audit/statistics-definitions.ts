import type { Localised } from '../kernel/localised.ts';

/** What each figure counts, in words that bind: whoever counts the log anew by them comes to the same figures. */
export const figureIds = [
  'asOf',
  'month',
  'activity',
  'reconciliation',
  'stage-received-proposed',
  'stage-proposed-decided',
  'stage-decided-closed',
  'stage-received-closed',
  'stopped-clock',
  'stock',
  'verifications',
  'appeals',
  'funnel-eligible',
  'funnel-applied',
  'funnel-recognised',
  'funnel-issued',
  'funnel-verified-by-employer',
  'suppression',
] as const;
export type FigureId = (typeof figureIds)[number];

export const figureDefinitions: Readonly<Record<FigureId, Localised>> = {
  asOf: {
    en: 'Only entries with an index below the stated size of the log are counted. A size gives the same figures for ever; an instant stands for the largest head signed by then.',
    zhHant: '只計算索引小於所列日誌大小的項目。同一大小永遠得出相同數字；時刻代表當時已簽署的最大樹頂。',
    zhHans: '只计算索引小于所列日志大小的条目。同一大小永远得出相同数字；时刻代表当时已签署的最大树顶。',
  },
  month: {
    en: 'The civil month at +08:00 in which the entry was recorded, not that in which it takes effect.',
    zhHant: '記錄該項的 +08:00 曆月，而非生效月份。',
    zhHans: '记录该条目的 +08:00 历月，而非生效月份。',
  },
  activity: {
    en: 'Entries by month, type, direction, authority, qualification, target, route, specialism, decision and legal kind. The rows of a window add up to all of its entries.',
    zhHant:
      '按月份、類型、方向、機構、資格、目標、途徑、專項、決定及法律性質計算的項目數；各行合計等於期內全部項目。',
    zhHans:
      '按月份、类型、方向、机构、资格、目标、途径、专项、决定及法律性质计算的条目数；各行合计等于期内全部条目。',
  },
  reconciliation: {
    en: 'The entries of the log by type beside what was counted by type. Both are equal, and add up to the size; a difference is a fault and is shown.',
    zhHant: '日誌項目與統計數目按類型對照，兩者相等且合計等於日誌大小；如有差異即屬錯誤，並會顯示。',
    zhHans: '日志条目与统计数目按类型对照，两者相等且合计等于日志大小；如有差异即属错误，并会显示。',
  },
  'stage-received-proposed': {
    en: 'From the receipt of an application to the first proposal of the rules. Counted where the application closed in the window, as all stages.',
    zhHant: '由收到申請至規則首次建議。與各階段同樣，只計期內結案的申請。',
    zhHans: '由收到申请至规则首次建议。与各阶段同样，只计期内结案的申请。',
  },
  'stage-proposed-decided': {
    en: 'From the first proposal to the last decision, less the stopped clock between them.',
    zhHant: '由首次建議至最後決定，扣除其間停鐘時間。',
    zhHans: '由首次建议至最后决定，扣除其间停钟时间。',
  },
  'stage-decided-closed': {
    en: 'From the last decision before the end to its approval: recognised and issued, or refused. An appeal and what follows it are in no stage.',
    zhHant: '由結案前最後決定至覆核：認可並簽發，或拒絕；上訴及其後各步不計入各階段。',
    zhHans: '由结案前最后决定至复核：认可并签发，或拒绝；申诉及其后各步不计入各阶段。',
  },
  'stage-received-closed': {
    en: 'From receipt to the end, less the stopped clock.',
    zhHant: '由收到至結案，扣除停鐘時間。',
    zhHans: '由收到至结案，扣除停钟时间。',
  },
  'stopped-clock': {
    en: 'Time in which the holder was asked for more: from the request until evidence came. Only applications that were asked are in the percentiles. Percentiles are values that occurred (nearest rank).',
    zhHant: '要求申請人補充資料至收到證據的時間；百分位只計曾被要求者，並取實際出現的數值。',
    zhHans: '要求申请人补充资料至收到证据的时间；百分位只计曾被要求者，并取实际出现的数值。',
  },
  stock: {
    en: 'Credentials issued at the size and ended by nobody, active or suspended by their own acts and those on the award they attest. Those whose own validity (`exp`) had run out at the latest entry below the size, in what is published at the time of the count, are `expired`: that is no act and no entry of the log.',
    zhHant:
      '在該日誌大小時已簽發而未經任何人終止的憑證，按其本身及所證資格的行為分為有效或暫停。至該大小內最後一項（公布數字則至計算之時）自身有效期（exp）已過者列為 expired：屆滿並非行為，亦無日誌項目。',
    zhHans:
      '在该日志大小时已签发而未经任何人终止的凭证，按其本身及所证资格的行为分为有效或中止。至该大小内最后一条（公布数字则至计算之时）自身有效期（exp）已过者列为 expired：届满并非行为，也无日志条目。',
  },
  verifications: {
    en: 'Verifications whose batch is in the log, by month and result. `notLogged` are those of the window whose batch is not below the size; they are in no other figure.',
    zhHant: '批次已入日誌的查核，按月份及結果。notLogged 為期內批次未入該大小者，不計入其他數字。',
    zhHans: '批次已入日志的查验，按月份及结果。notLogged 为期内批次未入该大小者，不计入其他数字。',
  },
  appeals: {
    en: 'Appeals against refusals filed in the window, and those determined in it: upheld where the refusal stands, varied where the qualification is recognised instead, remitted where it is assessed anew; and those that the applicant withdrew in it. Whoever compares them with refusals compares flows of one window, not the same cases.',
    zhHant:
      '期內就拒絕決定提出的上訴，及期內裁定者：維持原決定、改為認可、發還重新評審；另計期內由申請人撤回者。與拒絕數比較時，兩者為同期流量，並非同一批個案。',
    zhHans:
      '期内就拒绝决定提出的申诉，及期内裁定者：维持原决定、改为认可、发回重新评审；另计期内由申请人撤回者。与拒绝数比较时，两者为同期流量，并非同一批个案。',
  },
  'funnel-eligible': {
    en: 'Different pseudonyms to whom this node attested, in the window, a qualification that an agreement in force at the size names as recognisable on the other side. Counted at the home node only; the steps after it at the host node. Questions to the public explorer are not recorded and so not counted.',
    zhHant:
      '期內獲本節點證明、而當時生效協議列為對方可認可之資格的不同假名數。只在原屬地節點計算，其後各步在接收地節點計算。公眾查詢不記錄，故不計。',
    zhHans:
      '期内获本节点证明、而当时生效协议列为对方可认可之资格的不同假名数。只在原属地节点计算，其后各步在接收地节点计算。公众查询不记录，故不计。',
  },
  'funnel-applied': {
    en: 'Applications received in the window. The steps are flows of the window, not one cohort followed through.',
    zhHant: '期內收到的申請。各步為期內流量，並非追蹤同一批申請。',
    zhHans: '期内收到的申请。各步为期内流量，并非追踪同一批申请。',
  },
  'funnel-recognised': {
    en: 'Applications approved in the window as recognised, with conditions or without.',
    zhHant: '期內獲批認可（包括附條件）的申請。',
    zhHans: '期内获批认可（包括附条件）的申请。',
  },
  'funnel-issued': {
    en: 'Recognition credentials issued in the window for the first time; renewals are not counted.',
    zhHant: '期內首次簽發的認可憑證，不計續期。',
    zhHans: '期内首次签发的认可凭证，不计续期。',
  },
  'funnel-verified-by-employer': {
    en: 'Different recognition credentials of this node that a bank or an employer verified at this node in the window with the result valid, with conditions or without.',
    zhHant: '期內經銀行或僱主在本節點查核、結果為有效（包括附條件）的本節點認可憑證數。',
    zhHans: '期内经银行或雇主在本节点查验、结果为有效（包括附条件）的本节点认可凭证数。',
  },
  suppression: {
    en: 'In what is published, counts from 1 to 4 are hidden, and with them as many others as are needed for none to be computed from what stays visible. Only quarters that are over are shown, each as a table of its own that never changes; stocks are rounded to 5.',
    zhHant:
      '公布數字中 1 至 4 一律隱藏，並同時隱藏其他數字，使其無法推算。只公布已完結的季度，各為獨立且不再改變的表；存量取 5 的倍數。',
    zhHans:
      '公布数字中 1 至 4 一律隐藏，并同时隐藏其他数字，使其无法推算。只公布已完结的季度，各为独立且不再改变的表；存量取 5 的倍数。',
  },
};
