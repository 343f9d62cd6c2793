import type { FaultTexts } from './fault-text.ts';

export const auditFaults = {} as const satisfies FaultTexts;
