import type { Localised } from '../kernel/localised.ts';

/** What somebody must do about an event that the log refuses. It cannot be the program: who breaks the schema may have meant to. */
export const blockedRemedy: Localised = {
  en: 'No event behind this one gets a leaf until it is mended. It has none itself, so nothing signed depends on it. Find out who wrote it past the service; then the owner of the database restores its stored entry from a copy, or takes back the event together with the change that it records. The log goes on by itself.',
  zhHant:
    '此事件修復前，其後的事件均不能入冊。它本身尚未入冊，故不影響任何已簽署內容。請查明何人繞過系統寫入；再由資料庫擁有者自備份還原其條目，或連同所記變更一併撤回。其後日誌自動繼續。',
  zhHans:
    '此事件修复前，其后的事件均不能入册。它本身尚未入册，故不影响任何已签署内容。请查明何人绕过系统写入；再由数据库所有者自备份还原其条目，或连同所记变更一并撤回。其后日志自动继续。',
};
