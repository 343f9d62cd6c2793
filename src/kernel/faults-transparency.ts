import type { FaultTexts } from './fault-text.ts';

export const transparencyFaults = {
  'log-proof-pending': {
    kind: 'conflict',
    title: {
      en: 'The entry is not under a cosigned checkpoint yet.',
      zhHant: '此條目尚未納入已聯署的檢查點。',
      zhHans: '此条目尚未纳入已联署的检查点。',
    },
    detail: {
      en: 'It is on record and will be. Ask again in a moment, or send `Prefer: wait=5`.',
      zhHant: '條目已記錄在案，稍後即會納入。請稍後再試，或加入標頭 `Prefer: wait=5`。',
      zhHans: '条目已记录在案，稍后即会纳入。请稍后再试，或加入标头 `Prefer: wait=5`。',
    },
  },
  'log-size-unknown': {
    kind: 'unprocessable',
    title: {
      en: 'The log has no such size.',
      zhHant: '日誌並無此大小。',
      zhHans: '日志并无此大小。',
    },
    detail: {
      en: 'Choose two sizes from 0 to {size}, the smaller one first.',
      zhHant: '請選擇 0 至 {size} 之間的兩個大小，較小者在前。',
      zhHans: '请选择 0 至 {size} 之间的两个大小，较小者在前。',
    },
  },
} as const satisfies FaultTexts;
