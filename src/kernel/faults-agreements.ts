import type { FaultTexts } from './fault-text.ts';

export const agreementsFaults = {} as const satisfies FaultTexts;
