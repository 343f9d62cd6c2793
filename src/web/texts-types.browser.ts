import { type Language, type Text, textIn } from './texts.browser.ts';

/** The kinds of entry, in the order in which things come to be. */
export const typeTexts = {
  'log.genesis': ['log begun', '日誌建立', '日志建立'],
  'organisation.registered': ['organisation registered', '機構登記', '机构登记'],
  'organisation.changed': ['organisation changed', '機構更改', '机构变更'],
  'client.registered': ['client registered', '系統登記', '系统登记'],
  'client.ended': ['client ended', '系統註銷', '系统注销'],
  'officer.registered': ['officer registered', '人員登記', '人员登记'],
  'officer.ended': ['officer ended', '人員註銷', '人员注销'],
  'key.created': ['key created', '密鑰建立', '密钥建立'],
  'key.rotated': ['key rotated', '密鑰輪換', '密钥轮换'],
  'key.compromised': ['key compromised', '密鑰外洩', '密钥泄露'],
  'key.certified': ['key certified', '密鑰認證', '密钥认证'],
  'certificate-authority.added': ['certificate authority added', '加入認證機構', '加入证书机构'],
  'trust.changed': ['trust list changed', '信任名單更改', '信任名单变更'],
  'trust.received': ['trust list received', '收到信任名單', '收到信任名单'],
  'agreement.drafted': ['agreement drafted', '協議草擬', '协议起草'],
  'agreement.signed': ['agreement signed', '協議簽署', '协议签署'],
  'agreement.changed': ['agreement changed', '協議更改', '协议变更'],
  'credential.issued': ['credential issued', '簽發憑證', '签发凭证'],
  'credential.renewed': ['credential renewed', '憑證續期', '凭证续期'],
  'credential.superseded': ['credential superseded', '憑證取代', '凭证替换'],
  'credential.suspended': ['credential suspended', '憑證暫時吊銷', '凭证中止'],
  'credential.reinstated': ['credential reinstated', '憑證恢復', '凭证恢复'],
  'credential.annulled': ['credential annulled', '憑證撤銷', '凭证撤销'],
  'credential.withdrawn': ['credential withdrawn', '憑證撤回', '凭证撤回'],
  'credential.stripped': ['credential stripped', '憑證吊銷', '凭证吊销'],
  'credential.deregistered': ['credential deregistered', '憑證註銷', '凭证注销'],
  'record.changed': ['record changed', '紀錄更改', '记录变更'],
  'status.proposed': ['status change proposed', '建議更改狀態', '提议状态变更'],
  'status.rejected': ['status change rejected', '否決更改狀態', '否决状态变更'],
  'statuslist.published': ['status list published', '公布狀態列表', '发布状态列表'],
  'application.received': ['application received', '收到申請', '收到申请'],
  'application.proposed': ['rules proposed', '規則建議', '规则建议'],
  'application.decided': ['application decided', '申請決定', '申请决定'],
  'application.approved': ['decision approved', '決定經覆核', '决定经复核'],
  'application.refused': ['application refused', '申請被拒', '申请被拒'],
  'application.returned': ['application returned', '申請退回', '申请退回'],
  'application.withdrawn': ['application withdrawn', '申請撤回', '申请撤回'],
  'notice.sent': ['notice sent', '發出通知', '发出通知'],
  'notice.applied': ['notice applied', '通知生效', '通知生效'],
  'person.looked-up': ['person looked up', '查閱個人', '查阅个人'],
  'access.batched': ['look-ups sealed', '查閱紀錄封存', '查阅记录封存'],
  'regulator.accessed': ['regulator’s look', '監管查閱', '监管查阅'],
  'disclosure-case.opened': ['disclosure case opened', '披露個案開立', '披露个案开立'],
  'disclosure-case.approved': ['disclosure case approved', '披露個案批准', '披露个案批准'],
  'disclosure-case.refused': ['disclosure case refused', '披露個案拒絕', '披露个案拒绝'],
  'disclosure-case.closed': ['disclosure case closed', '披露個案結束', '披露个案结束'],
  'hold.placed': ['legal hold placed', '法律保留實施', '法律保留实施'],
  'hold.lifted': ['legal hold lifted', '法律保留解除', '法律保留解除'],
  'subject.restricted': ['person restricted to storage', '個人資料限於儲存', '个人资料限于存储'],
  'subject.released': ['restriction lifted', '限制解除', '限制解除'],
  'subject.erased': ['person erased', '個人資料刪除', '个人资料删除'],
  'erasure.requested': ['erasure requested', '要求刪除', '要求删除'],
  'retention.executed': ['retention carried out', '保存期執行', '保存期执行'],
} as const satisfies Record<string, Text>;

const known: ReadonlyMap<string, Text> = new Map(Object.entries(typeTexts));

/** A type that came later stands for itself. */
export function typeLabel(type: string, language: Language): string {
  const text = known.get(type);
  return text ? textIn(text, language) : type;
}
