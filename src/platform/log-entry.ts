import { decodeBase64url } from '../kernel/base64url.ts';
import { type EventType, eventTypes } from '../kernel/event.ts';
import { type Jurisdiction, jurisdictions } from '../kernel/jurisdiction.ts';
import { decodeUtf8, isJsonObject, type JsonObject } from '../kernel/strict-json.ts';

/**
 * What may stand in the log: the entries that `event-entry.ts` makes, and nothing else. Asked where an event is recorded, so that what
 * breaks it is refused with its change, and again by the one writer of the log and by every verifier.
 */

/** C2SP tlog-tiles: a bundle states the length of an entry in two octets. */
export const entryBytesMax = 65_535;
const commitmentBytes = 32;

export const entrySchema = 'wenjin.log/1';

export interface LogEntry {
  /** `SHA-256("wenjin-log/commit/1" 0x00 salt payload)`, base64url. */
  readonly commitment: string;
  readonly id: string;
  /** `{origin}/authorities/{slug}`, or the node's origin. */
  readonly issuer: string;
  readonly jurisdiction: Jurisdiction;
  readonly schema: typeof entrySchema;
  readonly time: string;
  readonly type: EventType;
}

export type EntryFault =
  | 'too-large'
  | 'not-utf8'
  | 'not-json'
  | 'member-missing'
  | 'member-unknown'
  | keyof LogEntry
  /** The values are right, their spelling is not that of RFC 8785. */
  | 'not-canonical';

export type EntryReading =
  | { readonly ok: true; readonly entry: LogEntry }
  | { readonly ok: false; readonly fault: EntryFault };

const members = ['commitment', 'id', 'issuer', 'jurisdiction', 'schema', 'time', 'type'] as const;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const issuer =
  /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?(?:\/authorities\/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/;
const instant = /^(\d{4})-(0[1-9]|1[0-2])-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

export function parseEntry(bytes: Uint8Array): EntryReading {
  if (bytes.length > entryBytesMax) return wrong('too-large');
  const text = decodeUtf8(bytes);
  if (text === undefined) return wrong('not-utf8');
  const value = objectOf(text);
  if (value === undefined) return wrong('not-json');
  if (!members.every((member) => Object.hasOwn(value, member))) return wrong('member-missing');
  if (Object.keys(value).length > members.length) return wrong('member-unknown');
  const entry = entryOf(value);
  if (typeof entry === 'string') return wrong(entry);
  // The members stand in the order of RFC 8785, which writes their strings as ECMAScript does: whatever else the text
  // holds, white space, an escape, a member twice, makes it differ.
  return JSON.stringify(entry) === text ? { ok: true, entry } : wrong('not-canonical');
}

export type EventFault = EntryFault | 'entry-of-another';

/** Why the bytes that are stored with an event cannot become its leaf; undefined when they can. */
export function eventFaultOf(id: string, entry: Uint8Array): EventFault | undefined {
  const reading = parseEntry(entry);
  if (!reading.ok) return reading.fault;
  return reading.entry.id === id ? undefined : 'entry-of-another';
}

function wrong(fault: EntryFault): EntryReading {
  return { ok: false, fault };
}

function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function entryOf(value: JsonObject): LogEntry | EntryFault {
  const { commitment, id, time } = value;
  if (typeof commitment !== 'string' || decodeBase64url(commitment)?.length !== commitmentBytes)
    return 'commitment';
  if (typeof id !== 'string' || !uuid.test(id)) return 'id';
  if (typeof value.issuer !== 'string' || !issuer.test(value.issuer)) return 'issuer';
  const jurisdiction = jurisdictions.find((one) => one === value.jurisdiction);
  if (jurisdiction === undefined) return 'jurisdiction';
  if (value.schema !== entrySchema) return 'schema';
  if (typeof time !== 'string' || !isInstant(time)) return 'time';
  const type = eventTypes.find((one) => one === value.type);
  if (type === undefined) return 'type';
  return { commitment, id, issuer: value.issuer, jurisdiction, schema: entrySchema, time, type };
}

/** Whole seconds in UTC of a day that there is. Without `Date`, which would take a third of the time that an entry is read in. */
function isInstant(text: string): boolean {
  const [, year, month, day] = instant.exec(text) ?? [];
  return day !== undefined && Number(day) > 0 && Number(day) <= daysIn(Number(year), Number(month));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
