import type { FaultTexts } from './fault-text.ts';

export const trustFaults = {} as const satisfies FaultTexts;
