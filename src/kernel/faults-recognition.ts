import type { FaultTexts } from './fault-text.ts';

export const recognitionFaults = {} as const satisfies FaultTexts;
