import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import type { EntryIds } from './entry-ids.ts';
import { type LogEntry, parseEntry } from '../platform/log-entry.ts';
import type { Finding } from './log-finding.ts';
import type { Openings } from './log-openings.ts';

/** Judges entries one by one, whatever their hashes: may this stand here? */
export interface EntryCheck {
  check(index: number, bytes: Uint8Array): void;
  /** When all have been checked: does any event stand in the log more than once? */
  finish(): void;
  /** Of all entries; null before the first. */
  readonly jurisdiction: Jurisdiction | null;
}

export interface EntryCheckDependencies {
  readonly jurisdiction: Jurisdiction | null;
  readonly openings?: Openings | undefined;
  readonly ids: EntryIds;
  readonly found: (finding: Finding) => void;
}

export function createEntryCheck({ jurisdiction, openings, ids, found }: EntryCheckDependencies): EntryCheck {
  let side = jurisdiction;

  function checkPlace(index: number, entry: LogEntry): void {
    side ??= entry.jurisdiction;
    if (entry.jurisdiction !== side)
      found({ kind: 'schema', index, detail: `An entry of ${entry.jurisdiction} in a log of ${side}.` });
    if ((entry.type === 'log.genesis') === (index === 0)) return;
    const detail =
      index === 0 ? `The first entry is ${entry.type}, not log.genesis.` : 'A second log.genesis.';
    found({ kind: 'genesis', index, detail });
  }

  return {
    check(index, bytes) {
      const reading = parseEntry(bytes);
      if (!reading.ok) {
        found({ kind: 'schema', index, detail: `The entry breaks the schema: ${reading.fault}.` });
        return;
      }
      checkPlace(index, reading.entry);
      ids.put(index, reading.entry.id);
      if (openings === undefined || openings.opens(reading.entry)) return;
      const detail = `The opening of ${reading.entry.id} does not open its commitment.`;
      found({ kind: 'commitment', index, detail });
    },
    finish() {
      for (const { index, firstIndex, id } of ids.repeated())
        found({
          kind: 'duplicate',
          index,
          detail: `Entry ${index} has the identifier of entry ${firstIndex}, ${id}.`,
        });
    },
    get jurisdiction() {
      return side;
    },
  };
}
