import type { FaultTexts } from './fault-text.ts';

export const keysFaults = {} as const satisfies FaultTexts;
