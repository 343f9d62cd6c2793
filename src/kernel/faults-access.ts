import type { FaultTexts } from './fault-text.ts';

export const accessFaults = {} as const satisfies FaultTexts;
