import type { DetectorId } from './anomaly-definitions.ts';

/** What each detector measures against: defaults as data, and how far a question may move them. */
export interface Threshold {
  readonly name: string;
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'count' | 'factor' | 'percent' | 'hour-of-day';
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

export type Thresholds = Readonly<Record<string, number>>;

function threshold(
  name: string,
  unit: Threshold['unit'],
  [usual, least, most]: readonly [number, number, number],
): Threshold {
  return { name, unit, usual, least, most };
}

/** A detector without a threshold looks for what must never be. */
export const thresholdsOf: Readonly<Record<DetectorId, readonly Threshold[]>> = {
  'same-maker-and-checker': [],
  'hasty-approval': [threshold('seconds', 'seconds', [60, 1, 86_400])],
  'outside-office-hours': [
    threshold('opens', 'hour-of-day', [8, 0, 12]),
    threshold('closes', 'hour-of-day', [20, 13, 24]),
  ],
  'volume-spike': [
    threshold('factor', 'factor', [5, 2, 100]),
    threshold('minimum', 'count', [20, 2, 100_000]),
    threshold('baselineDays', 'days', [28, 7, 90]),
  ],
  'agreement-not-in-force': [],
  'outside-mandate': [],
  'shared-identity-number': [],
  'several-pseudonyms': [],
  'stale-home-attestation': [threshold('graceDays', 'days', [0, 0, 90])],
  backdated: [threshold('days', 'days', [7, 1, 3650])],
  'terminated-still-verified': [threshold('graceMinutes', 'minutes', [15, 0, 10_080])],
  'abnormal-not-found': [
    threshold('percent', 'percent', [30, 1, 100]),
    threshold('minimum', 'count', [20, 1, 100_000]),
  ],
  'bulk-look-ups': [threshold('perDay', 'count', [100, 2, 100_000])],
  'purpose-mismatch': [],
  'key-outside-window': [],
  'clock-drift': [threshold('seconds', 'seconds', [5, 1, 3600])],
  'chain-gap': [threshold('pendingSeconds', 'seconds', [60, 5, 86_400])],
  'override-cluster': [
    threshold('minimum', 'count', [3, 2, 1000]),
    threshold('percent', 'percent', [25, 1, 100]),
  ],
};

/** `hasty-approval.seconds` → 120. */
export type Overrides = ReadonlyMap<string, number>;

/** The usual ones, with what a question says instead. */
export function thresholdsFor(detector: DetectorId, overrides: Overrides): Thresholds {
  return Object.fromEntries(
    thresholdsOf[detector].map(({ name, usual }) => [name, overrides.get(`${detector}.${name}`) ?? usual]),
  );
}

/** Reads `hasty-approval.seconds:120,clock-drift.seconds:2`; undefined where a name is unknown, said twice or outside its limits. */
export function parseOverrides(text: string): Overrides | undefined {
  const overrides = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name, digits] = /^([a-z-]+\.[A-Za-z]+):(\d{1,7})$/.exec(part) ?? [];
    const value = Number(digits);
    const known = name === undefined ? undefined : limitsOf(name);
    if (name === undefined || known === undefined || overrides.has(name)) return undefined;
    if (value < known.least || value > known.most) return undefined;
    overrides.set(name, value);
  }
  return overrides;
}

function limitsOf(name: string): Threshold | undefined {
  for (const [detector, thresholds] of Object.entries(thresholdsOf))
    for (const one of thresholds) if (`${detector}.${one.name}` === name) return one;
  return undefined;
}
