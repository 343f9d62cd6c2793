import type { FaultTexts } from './fault-text.ts';

export const verificationFaults = {} as const satisfies FaultTexts;
