import { parseArgs } from 'node:util';
import type { Wanted } from '../transparency/log-proving.service.ts';
import { type AuditSettings, auditOnce, auditRounds } from './log-audits.ts';
import type { ExportSettings } from './log-export.ts';
import type { ExitCode, Terminal } from './log-output.ts';
import { checkProof, compare, leafOf, prove } from './log-proofs.ts';

/** `wenjin log …`: the verifier and monitor of a log. Needs a policy file and the log, or a copy of it; no node and no database. */

export const logUsage = `wenjin log: check an issuance log without trusting who keeps it

  LOG is the address of a log or of a copy (https://hk.wenjin.example/log), or a folder with its files.
  FILE of --policy lists the keys that count (https://c2sp.org/tlog-policy).

  wenjin log verify LOG --policy FILE
      Reads all of it: tiles of every level, entries, signatures, cosignatures; the tree is built again from the entries.
  wenjin log monitor LOG --policy FILE --state FILE [--interval SECONDS | --once]
      The same again and again (every 60 s), each time from where the last round ended. That no entry stands twice
      in the log is held of what this run has read; of the whole log, by verify.
  Both take:
      --state FILE        what was seen last time: the log must continue it; rewritten when all is good
      --origin NAME       the name that the log must have
      --token TOKEN       for the entries of a live log (or WENJIN_LOG_TOKEN)
      --tiles-only        leave the entries alone
      --openings FILE     JSON Lines {id, salt, payload}: do they open the commitments?
      --also PLACE        a note that somebody else was shown, address or file; may be repeated
      --max-age SECONDS   how old the newest cosignature may be
      --evidence FOLDER   where two heads that contradict each other are kept (beside the state)
  wenjin log prove LOG --policy FILE (--index N | --id UUID | --entry FILE | --leaf HEX) [--out FILE]
      Makes a proof (https://c2sp.org/tlog-proof) from the tiles, and checks it.
  wenjin log prove --proof FILE --policy FILE (--entry FILE | --leaf HEX)
      Checks a proof offline.
  wenjin log compare A B --policy FILE [--tiles LOG] [--evidence FOLDER]
      Are two heads of one tree? A and B are notes or logs.
  wenjin log export --to FOLDER
      Writes the published log as files, for a CDN or an object store; run again, only what is new. Reads the database
      that WENJIN_LOG_DATABASE_URL names.

  --json for one line of JSON. Exit code 0 when good, 1 when bad, 2 when it could not be checked.
`;

const options = {
  policy: { type: 'string' },
  state: { type: 'string' },
  origin: { type: 'string' },
  token: { type: 'string' },
  'tiles-only': { type: 'boolean', default: false },
  openings: { type: 'string' },
  also: { type: 'string', multiple: true },
  'max-age': { type: 'string' },
  evidence: { type: 'string' },
  interval: { type: 'string', default: '60' },
  once: { type: 'boolean', default: false },
  index: { type: 'string' },
  id: { type: 'string' },
  entry: { type: 'string' },
  leaf: { type: 'string' },
  out: { type: 'string' },
  proof: { type: 'string' },
  tiles: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options });
}

type Given = ReturnType<typeof parse>['values'];

/** Wrong arguments: the usage is shown. */
class Misuse extends Error {}

export interface LogCommandWorld {
  readonly terminal: Terminal;
  /** For the entries of a live log, from a place that other users of the machine cannot see. */
  readonly token: string | undefined;
  /** Asked by a monitor, which ends after its round; anything else ends at once, as programs do. */
  stopSignal(): AbortSignal;
}

export async function logCommand(args: readonly string[], world: LogCommandWorld): Promise<ExitCode> {
  const { terminal } = world;
  try {
    const { values, positionals } = parse(args);
    const [action, ...places] = positionals;
    switch (action) {
      case 'verify':
        return await auditOnce(auditSettings(values, places, world), false);
      case 'monitor':
        return await monitor(values, places, world);
      case 'prove':
        return await proveOrCheck(values, places, world);
      case 'compare':
        return await compareTwo(values, places, world);
      case 'export':
        // It alone needs a database, which no verifier should load.
        return await (await import('./log-export.ts')).exportLog(exportSettings(values, places));
      default:
        throw new Misuse('There is no such command.');
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const misused = error instanceof Misuse || (error instanceof TypeError && 'code' in error);
    terminal.err(misused ? `${why}\n\n${logUsage}` : `could not be checked: ${why}\n`);
    if (!misused && args.includes('--json'))
      terminal.out(`${JSON.stringify({ verdict: 'unchecked', why })}\n`);
    return 2;
  }
}

function required(value: string | undefined, what: string): string {
  if (value === undefined) throw new Misuse(`${what} is missing.`);
  return value;
}

function count(text: string, what: string): number {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Misuse(`${what} is a whole number.`);
  return value;
}

function auditSettings(
  values: Given,
  [place, ...more]: readonly string[],
  { token, terminal }: LogCommandWorld,
): AuditSettings {
  if (more.length > 0) throw new Misuse('One log at a time.');
  return {
    place: required(place, 'LOG'),
    policyFile: required(values.policy, '--policy'),
    token: values.token ?? token,
    origin: values.origin,
    stateFile: values.state,
    openingsFile: values.openings,
    evidenceFolder: values.evidence,
    tilesOnly: values['tiles-only'],
    maxAgeSeconds: values['max-age'] === undefined ? undefined : count(values['max-age'], '--max-age'),
    also: values.also ?? [],
    json: values.json,
    terminal,
  };
}

async function monitor(values: Given, places: readonly string[], world: LogCommandWorld): Promise<ExitCode> {
  const settings = auditSettings(values, places, world);
  required(settings.stateFile, '--state');
  if (values.once) return auditOnce(settings, true);
  const interval = count(values.interval, '--interval');
  if (interval < 1 || interval > 86_400) throw new Misuse('--interval is 1 to 86400 seconds.');
  return auditRounds(settings, interval, world.stopSignal());
}

async function proveOrCheck(
  values: Given,
  [place, ...more]: readonly string[],
  { token, terminal }: LogCommandWorld,
): Promise<ExitCode> {
  const policyFile = required(values.policy, '--policy');
  const { json, proof: proofFile, out: outFile } = values;
  if (more.length > 0) throw new Misuse('One log at a time.');
  const leaf = await leafOf({ entryFile: values.entry, leaf: values.leaf });
  if (proofFile !== undefined) {
    if (leaf === undefined || place !== undefined)
      throw new Misuse('A proof is checked with --entry or --leaf, and no LOG.');
    return checkProof({ proofFile, leaf, policyFile, json, terminal });
  }
  const wanted = wantedOf(values, leaf);
  const from = { place: required(place, 'LOG'), token: values.token ?? token };
  return prove({ ...from, policyFile, wanted, outFile, json, terminal });
}

function wantedOf({ index, id }: Given, leaf: Uint8Array | undefined): Wanted {
  const wanted: Wanted[] = [
    ...(index === undefined ? [] : [{ by: 'index' as const, index: count(index, '--index') }]),
    ...(id === undefined ? [] : [{ by: 'id' as const, id }]),
    ...(leaf === undefined ? [] : [{ by: 'leaf' as const, leaf }]),
  ];
  const [one, ...others] = wanted;
  if (one === undefined || others.length > 0) throw new Misuse('One of --index, --id, --entry and --leaf.');
  return one;
}

function exportSettings({ to, json }: Given, places: readonly string[]): ExportSettings {
  if (places.length > 0) throw new Misuse('The log is the one in the database.');
  const databaseUrl = required(process.env['WENJIN_LOG_DATABASE_URL'], 'WENJIN_LOG_DATABASE_URL');
  return { folder: required(to, '--to'), databaseUrl, json };
}

async function compareTwo(
  values: Given,
  [first, second, ...more]: readonly string[],
  { token, terminal }: LogCommandWorld,
): Promise<ExitCode> {
  if (more.length > 0) throw new Misuse('Two heads at a time.');
  return compare({
    places: [required(first, 'A'), required(second, 'B')],
    policyFile: required(values.policy, '--policy'),
    tilesFrom: values.tiles,
    token: values.token ?? token,
    evidenceFolder: values.evidence ?? '.',
    json: values.json,
    terminal,
  });
}
