/** Of a log with its witnesses. `pending`: the newest head waits for cosignatures. `alarm`: for a minute or more. `frozen`: nothing is signed. */
export const witnessStandings = ['ok', 'pending', 'alarm', 'frozen'] as const;
export type WitnessStanding = (typeof witnessStandings)[number];

export const alarmSeconds = 60;

export function standingOf(unwitnessedSeconds: number): WitnessStanding {
  if (unwitnessedSeconds >= alarmSeconds) return 'alarm';
  return unwitnessedSeconds > 0 ? 'pending' : 'ok';
}
