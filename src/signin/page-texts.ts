import type { Localised } from '../kernel/localised.ts';
import type { CredentialConfigurationId } from './wallet-grant.ts';

export const texts = {
  signInTitle: {
    en: 'Show who you are',
    zhHant: '確認你的身分',
    zhHans: '确认您的身份',
  },
  signInLead: {
    en: 'A wallet asks for credentials of yours. Before you decide, show that they are yours.',
    zhHant: '有錢包要求取得你的憑證。請先證明你是憑證的持有人，再作決定。',
    zhHans: '有钱包请求获取您的凭证。请先证明您是凭证的持有人，再作决定。',
  },
  withAccount: {
    en: 'With an account',
    zhHant: '以帳戶登入',
    zhHans: '使用账户登录',
  },
  withAccountLead: {
    en: 'You are led to the provider and back. Your authority must have linked the account to your record.',
    zhHant: '你會被帶往登入服務，完成後返回本頁。你的主管機構須已把該帳戶連結至你的紀錄。',
    zhHans: '您将被带往登录服务，完成后返回本页。您的主管机构须已将该账户关联到您的记录。',
  },
  continueWith: {
    en: 'Continue with {provider}',
    zhHant: '以 {provider} 繼續',
    zhHans: '使用 {provider} 继续',
  },
  withWallet: {
    en: 'With a wallet on this device',
    zhHant: '以此裝置上的錢包',
    zhHans: '使用此设备上的钱包',
  },
  withWalletLead: {
    en: 'Show a credential that a wallet on this device holds already. Nothing that is hidden in it is asked for.',
    zhHant: '出示此裝置的錢包內已持有的憑證，毋須披露其中任何隱藏資料。',
    zhHans: '出示此设备的钱包内已持有的凭证，无须披露其中任何隐藏信息。',
  },
  toWallet: { en: 'Ask the wallet', zhHant: '向錢包提出', zhHans: '向钱包提出' },
  walletLead: {
    en: 'Open your wallet, agree there, and it leads you back to this page. The link is good for ten minutes, in this browser alone: never pass it on.',
    zhHant: '請開啟錢包並在當中同意，其後會返回本頁。連結於十分鐘內有效，並只限此瀏覽器使用，切勿轉交他人。',
    zhHans: '请打开钱包并在其中同意，之后将返回本页。链接在十分钟内有效，且仅限此浏览器使用，切勿转交他人。',
  },
  openWallet: { en: 'Open the wallet', zhHant: '開啟錢包', zhHans: '打开钱包' },
  withCredential: {
    en: 'With a presentation that you paste',
    zhHant: '貼上出示內容',
    zhHans: '粘贴出示内容',
  },
  withCredentialLead: {
    en: 'Let the wallet that holds it make a presentation (SD-JWT with key binding) for this audience and nonce, and paste it here. Disclose nothing: it is not needed.',
    zhHant:
      '請用持有該憑證的錢包，為以下對象及隨機值製作出示（附金鑰綁定的 SD-JWT），並貼於此處。毋須披露任何資料。',
    zhHans:
      '请用持有该凭证的钱包，为以下受众及随机值制作出示（附密钥绑定的 SD-JWT），并粘贴于此处。无须披露任何信息。',
  },
  audience: { en: 'Audience', zhHant: '對象', zhHans: '受众' },
  nonce: { en: 'Nonce', zhHant: '隨機值', zhHans: '随机值' },
  presentation: { en: 'Presentation', zhHant: '出示內容', zhHans: '出示内容' },
  show: { en: 'Show it', zhHant: '出示', zhHans: '出示' },
  refuse: { en: 'Refuse', zhHant: '拒絕', zhHans: '拒绝' },
  back: { en: 'Back to the wallet', zhHant: '返回錢包', zhHans: '返回钱包' },
  again: { en: 'Try another way', zhHant: '改用其他方式', zhHans: '改用其他方式' },
  consentTitle: {
    en: 'Let this wallet have your credentials?',
    zhHant: '是否讓此錢包取得你的憑證？',
    zhHans: '是否让此钱包获取您的凭证？',
  },
  wallet: { en: 'Wallet', zhHant: '錢包', zhHans: '钱包' },
  goesTo: { en: 'You are led back to', zhHant: '完成後返回', zhHans: '完成后返回' },
  issuedBy: { en: 'Issued by', zhHant: '簽發機構', zhHans: '签发机构' },
  credentials: { en: 'Credentials', zhHant: '憑證', zhHans: '凭证' },
  vouched: {
    en: 'Vouched for by {attester}.',
    zhHant: '由 {attester} 證明。',
    zhHans: '由 {attester} 证明。',
  },
  notVouched: {
    en: 'Nobody vouches for this wallet: the name is what it calls itself. Allow it only if you have just asked for this in your own wallet.',
    zhHant: '並無機構為此錢包作證，名稱只是其自稱。只有在你剛於自己的錢包提出此要求時，方可允許。',
    zhHans: '没有机构为此钱包作证，名称只是其自称。只有当您刚刚在自己的钱包中提出此请求时，才可允许。',
  },
  consentLead: {
    en: 'It may then fetch these credentials for you, and keep them. You can show them to others from it.',
    zhHant: '錢包其後可為你取得並保存這些憑證，你可由錢包向他人出示。',
    zhHans: '钱包之后可为您获取并保存这些凭证，您可由钱包向他人出示。',
  },
  allow: { en: 'Allow', zhHant: '允許', zhHans: '允许' },
  refusedTitle: {
    en: 'You could not be signed in',
    zhHant: '未能登入',
    zhHans: '无法登录',
  },
  'not-proven': {
    en: 'Who you are was not shown: the provider did not confirm it, or the credential is not good, or was not made for this page.',
    zhHant: '未能證明你的身分：登入服務沒有確認，或憑證無效，或並非為本頁而製作。',
    zhHans: '未能证明您的身份：登录服务没有确认，或凭证无效，或不是为本页而制作。',
  },
  unknown: {
    en: 'Your authority does not know this account or key as yours, or the offer was made to somebody else. Ask your authority to link it.',
    zhHant: '你的主管機構未有把此帳戶或金鑰登記為你所有，或有關要約是向他人發出。請聯絡主管機構辦理連結。',
    zhHans: '您的主管机构未将此账户或密钥登记为您所有，或该要约是向他人发出。请联系主管机构办理关联。',
  },
  overTitle: {
    en: 'This request cannot be continued',
    zhHant: '此請求不能繼續',
    zhHans: '此请求无法继续',
  },
} as const satisfies Record<string, Localised>;

export const configurationNames: Readonly<Record<CredentialConfigurationId, Localised>> = {
  'home-attestation': {
    en: 'Home attestation of your qualification',
    zhHant: '資格原屬地證明',
    zhHans: '资格原属地证明',
  },
  'qualification-recognition': {
    en: 'Recognition of your qualification',
    zhHant: '資格互認證明',
    zhHans: '资格互认证明',
  },
};
