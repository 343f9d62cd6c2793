import type { FaultTexts } from './fault-text.ts';

export const noticesFaults = {} as const satisfies FaultTexts;
