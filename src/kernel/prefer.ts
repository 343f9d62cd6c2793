/** Nobody keeps a request open for longer, whatever the caller prefers. */
export const waitSecondsMax = 10;

const wait = /^wait\s*=\s*(?:(\d{1,9})|"(\d{1,9})")(?:\s*;.*)?$/i;

/**
 * How long a caller would like to wait for the complete answer: `wait` of RFC 7240 section 4.3. A preference that is not understood is
 * ignored, as section 2 demands, and of one that is given twice the first counts.
 */
export function preferredWaitSeconds(header: string | readonly string[] | undefined): number {
  const preferences = (typeof header === 'string' ? [header] : (header ?? [])).flatMap((one) =>
    one.split(','),
  );
  for (const preference of preferences) {
    const [, plain, quoted] = wait.exec(preference.trim()) ?? [];
    const seconds = plain ?? quoted;
    if (seconds !== undefined) return Math.min(Number(seconds), waitSecondsMax);
  }
  return 0;
}
