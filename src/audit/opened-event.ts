import { canonicalBytes } from '../kernel/canonical-json.ts';
import { decodeBase64url, encodeBase64url } from '../kernel/base64url.ts';
import { localOffset, preciseText } from '../kernel/instants.ts';
import { isJsonObject, parseStrictObject } from '../kernel/strict-json.ts';
import { commitmentOf } from '../platform/event-entry.ts';
import type { AuditedEvent } from './audit.schema.ts';

interface Row {
  readonly id: string;
  readonly position: number;
  readonly type: string;
  readonly issuer: string;
  readonly recordedAt: Date;
  readonly commitment: Uint8Array;
  readonly entry: Uint8Array;
}

/** An event as an examiner reads it; the commitment is recomputed from the opening at every reading. */
export function openedEvent(row: Row, opening: Uint8Array | undefined): AuditedEvent {
  const opened = opening && open(opening, row.commitment);
  return {
    id: row.id,
    position: row.position,
    type: row.type,
    issuer: row.issuer,
    recordedAt: preciseText(row.recordedAt),
    localTime: localTime(row.recordedAt),
    commitment: encodeBase64url(row.commitment),
    entry: new TextDecoder().decode(row.entry),
    commitmentHolds: opened?.holds ?? null,
    payload: opened?.payload ?? null,
  };
}

function open(
  opening: Uint8Array,
  commitment: Uint8Array,
): { payload: Record<string, unknown>; holds: boolean } | undefined {
  const parsed = parseStrictObject(opening);
  if (!parsed.ok) return undefined;
  const { payload, salt } = parsed.value;
  const saltBytes = typeof salt === 'string' ? decodeBase64url(salt) : undefined;
  if (!isJsonObject(payload) || !saltBytes) return undefined;
  const recomputed = commitmentOf(saltBytes, canonicalBytes(payload));
  return { payload, holds: Buffer.compare(recomputed, commitment) === 0 };
}

/** `2026-06-01T10:00:00.000+08:00` */
export function localTime(at: Date): string {
  const shifted = new Date(at.getTime() + 8 * 3_600_000);
  return `${shifted.toISOString().slice(0, -1)}${localOffset}`;
}
