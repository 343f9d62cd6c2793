import type { Qualification } from './entries.ts';

export type AccreditationAt = 'inside' | 'outside' | 'unknown';

/**
 * Was the qualification registered on the day of the award? What counts is the window at award, not whether the entry is
 * current today (`domain.md`, section 1.2). The register states the last day of validity, so that day is inside. An entry
 * whose window is not known decides nothing: the answer is unknown, never a silent refusal.
 */
export function accreditationAt(
  qualification: Pick<Qualification, 'qrEntries'>,
  date: string,
): AccreditationAt {
  const windows = qualification.qrEntries;
  const inside = windows.some(
    ({ validFrom, validTo }) =>
      validFrom !== null && validTo !== null && validFrom <= date && date <= validTo,
  );
  if (inside) return 'inside';
  const allKnown = windows.every(({ validFrom, validTo }) => validFrom !== null && validTo !== null);
  return windows.length > 0 && allKnown ? 'outside' : 'unknown';
}
