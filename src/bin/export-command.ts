import { createReadStream, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  createMeasure,
  type ExportManifest,
  exportManifest,
  manifestType,
} from '../audit/export-manifest.ts';
import { encodeBase64url } from '../kernel/base64url.ts';
import { splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import { parseCheckpoint } from '../transparency/checkpoint.ts';
import { logKeyOf, logOriginOf } from '../transparency/log-names.ts';
import { ed25519Material } from '../transparency/note-key.ts';
import { parseNote, verifyNote } from '../transparency/signed-note.ts';
import { type OfflineList, offlineTrustList } from '../trust/index.ts';
import type { ExitCode } from './log-output.ts';
import { textOf } from './receipt-command.ts';

export interface ExportSettings {
  /** The folder with `manifest.jwt`, or a manifest whose files lie beside it. */
  readonly place: string;
  /** A file or an address. */
  readonly trustList: string;
  readonly anchor: string | undefined;
  out(text: string): void;
}

interface Check {
  readonly what: string;
  /** What is wrong; undefined where all is well. */
  readonly fault: string | undefined;
}

type GoodList = Extract<OfflineList, { ok: true }>;

/** `wenjin export verify`: are these the files that the node signed for? @throws Error when it could not be checked */
export async function exportCommand({ place, trustList, anchor, out }: ExportSettings): Promise<ExitCode> {
  const list = offlineTrustList((await textOf(trustList)).trim());
  if (!list.ok) throw new Error(`The trust list does not hold: ${list.reason}.`);
  if (anchor !== undefined && anchor !== list.anchor)
    throw new Error(`The trust list is signed by ${list.anchor}, not by the anchor that was given.`);
  const file = statSync(place).isDirectory() ? path.join(place, 'manifest.jwt') : place;
  const read = readManifest(readFileSync(file, 'utf8').trim(), list);
  const checks: Check[] = [{ what: 'manifest', fault: read.ok ? undefined : read.fault }];
  if (read.ok) {
    checks.push({ what: 'checkpoint', fault: faultOfCheckpoint(read.manifest, list) });
    for (const one of read.manifest.files)
      checks.push({ what: one.name, fault: await faultOfFile(path.join(path.dirname(file), one.name), one) });
  }
  const pinned = anchor === undefined ? `${list.anchor}; compare it with the one that is known` : 'given';
  out(`Trust list ${list.version} of ${list.origin}, anchor ${pinned}\n`);
  for (const { what, fault } of checks)
    out(`  ${(fault === undefined ? 'pass' : 'fail').padEnd(8)}${what}${fault ? ` (${fault})` : ''}\n`);
  if (!read.ok || checks.some(({ fault }) => fault !== undefined)) {
    out('BAD\n');
    return 1;
  }
  const { iss, profile, window, checkpoint, files } = read.manifest;
  out(
    `GOOD: ${profile} export of ${iss}, ${window.from} to ${window.until}, ${files[0]?.rows ?? 0} rows, at log size ${checkpoint.size}\n`,
  );
  return 0;
}

type ManifestReading =
  | { readonly ok: true; readonly manifest: ExportManifest }
  | { readonly ok: false; readonly fault: string };

function readManifest(text: string, list: GoodList): ManifestReading {
  const refused = (fault: string): ManifestReading => ({ ok: false, fault });
  const split = splitCompactJws(text);
  if (!split.ok) return refused(split.reason);
  const { header, payload } = split.jws;
  if (header['typ'] !== manifestType) return refused('wrong type');
  const key = typeof header['kid'] === 'string' ? list.receiptKey(header['kid']) : undefined;
  if (key === undefined) return refused('its key is not in the trust list');
  if (!verifyCompactJws(split.jws, key.key, key.alg)) return refused('signature');
  const json = parseStrictObject(payload);
  const parsed = exportManifest.safeParse(json.ok ? json.value : undefined);
  if (!parsed.success) return refused('structure');
  const { iss, iat } = parsed.data;
  if (iss !== list.origin) return refused('of another node');
  if (key.compromisedAt) return refused('its key is compromised');
  const inUse =
    iat >= epochSeconds(key.signFrom) && (key.signUntil === null || iat < epochSeconds(key.signUntil));
  return inUse ? { ok: true, manifest: parsed.data } : refused('its key was not in use then');
}

function faultOfCheckpoint({ iss, checkpoint }: ExportManifest, list: GoodList): string | undefined {
  const reading = parseNote(checkpoint.note);
  if (!reading.ok) return reading.reason;
  const keys = list
    .logKeys()
    .filter(({ compromisedAt }) => compromisedAt === null)
    .map(({ key }) => logKeyOf(iss, ed25519Material(key)));
  const verdict = verifyNote(reading.note, keys);
  if (!verdict.ok) return verdict.reason;
  const parsed = parseCheckpoint(reading.note.text);
  if (!parsed.ok) return parsed.reason;
  const { origin, size, root } = parsed.checkpoint;
  const same =
    origin === logOriginOf(iss) && size === checkpoint.size && encodeBase64url(root) === checkpoint.root;
  return same ? undefined : 'it is another than the manifest says';
}

async function faultOfFile(
  file: string,
  expected: ExportManifest['files'][number],
): Promise<string | undefined> {
  const measure = createMeasure();
  const rows = createRowCount(expected.name === 'activity.csv');
  try {
    for await (const chunk of createReadStream(file)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('A file that is not octets.');
      measure.add(chunk);
      rows.add(chunk);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'not there';
    throw error;
  }
  const { bytes, sha256, sm3 } = measure.result();
  if (bytes !== expected.bytes) return `${bytes} octets, not ${expected.bytes}`;
  if (sha256 !== expected.sha256) return 'SHA-256';
  if (sm3 !== expected.sm3) return 'SM3';
  return rows.result() === expected.rows ? undefined : `${rows.result()} rows, not ${expected.rows}`;
}

const [lineFeed, quote] = [0x0a, 0x22];

/** Lines; of CSV those outside quotes, less the one of the names. */
function createRowCount(isCsv: boolean) {
  let rows = isCsv ? -1 : 0;
  let quoted = false;
  return {
    add(chunk: Uint8Array): void {
      for (const octet of chunk) {
        if (isCsv && octet === quote) quoted = !quoted;
        if (octet === lineFeed && !quoted) rows += 1;
      }
    },
    result: () => rows,
  };
}
