import type { FaultTexts } from './fault-text.ts';

export const statusFaults = {} as const satisfies FaultTexts;
