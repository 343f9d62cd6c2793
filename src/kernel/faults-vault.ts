import type { FaultTexts } from './fault-text.ts';

export const vaultFaults = {} as const satisfies FaultTexts;
