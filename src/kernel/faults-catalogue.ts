import type { FaultTexts } from './fault-text.ts';

export const catalogueFaults = {} as const satisfies FaultTexts;
