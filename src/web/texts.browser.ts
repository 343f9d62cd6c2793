import { looseOf } from './json.browser.ts';

/** What the page says: English, 繁體, 简体. */

export const languages = ['en', 'zh-Hant', 'zh-Hans'] as const;
export type Language = (typeof languages)[number];
export type Text = readonly [en: string, zhHant: string, zhHans: string];

export function textIn([en, zhHant, zhHans]: Text, language: Language): string {
  return language === 'en' ? en : language === 'zh-Hant' ? zhHant : zhHans;
}

/** `{name}` in a text becomes the value of that name. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** As the contract writes its own texts. */
export function localisedIn(value: unknown, language: Language): string {
  const { en, zhHant, zhHans } = looseOf(value);
  const text = language === 'en' ? en : language === 'zh-Hant' ? zhHant : zhHans;
  return typeof text === 'string' ? text : '';
}

export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-Hant': '繁體',
  'zh-Hans': '简体',
};

export const texts = {
  title: ['Regulator’s console', '監管控制台', '监管控制台'],
  skip: ['Skip to the content', '跳至主要內容', '跳至主要内容'],
  sections: ['Sections', '各部分', '各部分'],
  language: ['Language', '語言', '语言'],
  demonstration: [
    'Demonstration. Fictional people and authorities; no real body has agreed these rules.',
    '示範。人物及機構均屬虛構；並無任何真實機構同意此等規則。',
    '演示。人物及机构均属虚构；并无任何真实机构同意此等规则。',
  ],
  hk: ['Hong Kong node', '香港節點', '香港节点'],
  sz: ['Shenzhen node', '深圳節點', '深圳节点'],
  log: ['Log', '日誌', '日志'],
  charts: ['Figures', '統計', '统计'],
  anomalies: ['Anomalies', '異常', '异常'],
  health: ['Health', '狀況', '状况'],
  export: ['Export', '匯出', '导出'],
  access: ['Access token', '存取權杖', '访问令牌'],

  tokenNone: ['No token', '未有權杖', '无令牌'],
  tokenUntil: ['Token ends in {time}', '權杖 {time}後失效', '令牌 {time}后失效'],
  tokenWhy: [
    'Entries, figures and exports are for regulators. The node issues a token for ten minutes against the key of your office and, for an officer, the officer’s own key; no key ever comes near this page. The token stays in the memory of this page: it is not stored, stands in no address, and is gone when you close or reload.',
    '條目、統計及匯出只供監管機構使用。節點憑機構密鑰（如屬人員，另須其個人密鑰）簽發十分鐘有效的權杖；任何密鑰均不會進入本頁。權杖只存於本頁記憶體：不會儲存，不在網址之中，關閉或重新載入即消失。',
    '条目、统计及导出仅供监管机构使用。节点凭机构密钥（如为人员，还须其个人密钥）签发十分钟有效的令牌；任何密钥均不会进入本页。令牌只存于本页内存：不会保存，不在网址之中，关闭或重新加载即消失。',
  ],
  tokenHow: ['How to get one', '如何取得', '如何取得'],
  tokenHowDemo: ['In the demonstration:', '示範環境：', '演示环境：'],
  tokenHowReal: [
    'In production: POST /oauth/token with private_key_jwt, and the officer’s assertion (RFC 7523); paste access_token here.',
    '正式環境：以 private_key_jwt 及人員聲明（RFC 7523）向 /oauth/token 發出 POST，再將 access_token 貼於此處。',
    '正式环境：以 private_key_jwt 及人员声明（RFC 7523）向 /oauth/token 发出 POST，再将 access_token 粘贴于此处。',
  ],
  tokenField: ['Access token', '存取權杖', '访问令牌'],
  tokenFile: ['Token from a file…', '由檔案載入權杖…', '从文件载入令牌…'],
  tokenUse: ['Use token', '使用權杖', '使用令牌'],
  tokenForget: ['Forget token', '清除權杖', '清除令牌'],
  tokenEnds: ['Ends (+08:00)', '失效時間（+08:00）', '失效时间（+08:00）'],
  tokenRoles: ['Roles', '角色', '角色'],
  tokenBad: ['This is no token, or it has ended.', '這並非權杖，或已失效。', '这不是令牌，或已失效。'],
  tokenused: ['Token in use.', '權杖已啟用。', '令牌已启用。'],
  tokenforgotten: ['Token forgotten.', '權杖已清除。', '令牌已清除。'],
  tokenexpired: [
    'The token has ended. Use a new one; what is shown stays.',
    '權杖已失效，請使用新權杖；已顯示的內容會保留。',
    '令牌已失效，请使用新令牌；已显示的内容会保留。',
  ],
  tokenrefused: ['The node did not accept the token.', '節點不接受此權杖。', '节点不接受此令牌。'],
  needsToken: [
    'This part needs a regulator’s token.',
    '此部分需要監管機構權杖。',
    '此部分需要监管机构令牌。',
  ],
  toToken: ['Sign in', '登入', '登录'],

  loading: ['Loading…', '載入中…', '加载中…'],
  again: ['Refresh', '更新', '刷新'],
  refused: ['The node refused: {detail}', '節點拒絕：{detail}', '节点拒绝：{detail}'],
  offline: ['The node cannot be reached.', '無法連接節點。', '无法连接节点。'],
  broken: [
    'What the node sent breaks its own format, and proves nothing.',
    '節點傳來的內容不合格式，不能證明任何事項。',
    '节点传来的内容不合格式，不能证明任何事项。',
  ],
  from: ['From', '由', '自'],
  until: ['Until', '至', '至'],
  recorded: [
    'Looking is itself recorded, and an entry of the log.',
    '查閱本身亦會記錄，並成為日誌條目。',
    '查阅本身也会记录，并成为日志条目。',
  ],
  none: ['none', '無', '无'],
  total: ['Total', '總計', '总计'],
  ago: ['{time} ago', '{time}前', '{time}前'],
} as const satisfies Record<string, Text>;
