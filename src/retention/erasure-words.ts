import type { Localised } from '../kernel/localised.ts';
import type { Standing } from './vocabulary.ts';

const words: Readonly<Record<Standing | 'erased', Localised>> = {
  unclassified: {
    en: 'No class of the schedule covers what is kept. A privacy officer will look at it.',
    zhHant: '現存資料不屬保存期限表的任何類別，將由私隱主任處理。',
    zhHans: '现存信息不属保存期限表的任何类别，将由隐私负责人处理。',
  },
  'in-use': {
    en: 'Your data is in use: a credential is in force or an application is open. Nothing is erased until that ends; you may surrender the one, and withdraw the other or your appeal.',
    zhHant: '你的資料仍在使用：有憑證生效或申請未結。在其結束前不會刪除；你可交還憑證，或撤回申請或上訴。',
    zhHans: '您的信息仍在使用：有凭证生效或申请未结。在其结束前不会删除；您可交还凭证，或撤回申请或申诉。',
  },
  kept: {
    en: 'Your data is kept until the date given, for the reasons given, and then erased.',
    zhHant: '你的資料按所列理由保存至所示日期，其後刪除。',
    zhHans: '您的信息按所列理由保存至所示日期，其后删除。',
  },
  due: {
    en: 'Nothing keeps your data any more. It will be restricted within a day and erased thirty days later.',
    zhHant: '已無保存理由。一日內將限制處理，三十日後刪除。',
    zhHans: '已无保存理由。一日内将限制处理，三十日后删除。',
  },
  restricted: {
    en: 'Your data is only stored, and will be erased on the date given.',
    zhHant: '你的資料現只作儲存，將於所示日期刪除。',
    zhHans: '您的信息现仅作存储，将于所示日期删除。',
  },
  erasable: {
    en: 'Your data is only stored, and will be erased within a day.',
    zhHant: '你的資料現只作儲存，將於一日內刪除。',
    zhHans: '您的信息现仅作存储，将于一日内删除。',
  },
  held: {
    en: 'The law requires that your data be kept for now. It will be erased when that ends.',
    zhHant: '按法律要求，你的資料須暫時保存，要求結束後即予刪除。',
    zhHans: '按法律要求，您的信息须暂时保存，要求结束后即予删除。',
  },
  erased: {
    en: 'Your data was erased.',
    zhHant: '你的資料已刪除。',
    zhHans: '您的信息已删除。',
  },
};

export function messageFor(standing: Standing | 'erased'): Localised {
  return words[standing];
}
