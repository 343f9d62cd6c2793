import type { FaultTexts } from './fault-text.ts';

export const credentialsFaults = {} as const satisfies FaultTexts;
