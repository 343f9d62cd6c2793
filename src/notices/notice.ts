import { z } from 'zod';
import { parseCompactJws, refusalOfHeader, signCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import type { Signer } from '../kernel/ports.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { NoticeKey } from './dependencies.ts';

export const noticeType = 'wenjin-notice+jwt';
const limits = { maxBytes: 8_192 } as const;
/** A notice older than this is not applied; by then the status lists have told everything. */
const ageDaysMax = 30;

/** Identifiers, values and dates: no reason and no name ever crosses. */
const recordChanged = z.strictObject({
  type: z.literal('record-changed'),
  iss: z.string().max(512),
  record_id: z.string().max(64),
  value: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  kind: z.string().max(32),
  effective_at: z.string().max(40),
});

const agreementChanged = z.strictObject({
  type: z.literal('agreement-changed'),
  agreement: z.string().max(64),
  version: z.int().positive(),
});

/** Mandates or keys: the new list is to be fetched. */
const trustChanged = z.strictObject({ type: z.literal('trust-changed') });

const noticeSubject = z.discriminatedUnion('type', [recordChanged, agreementChanged, trustChanged]);
export type NoticeSubject = z.output<typeof noticeSubject>;

const claims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.int(),
  jti: z.uuid(),
  stream: z.string().min(1).max(128),
  sequence: z.int().min(1),
  notice: noticeSubject,
});
export type Notice = z.output<typeof claims>;

export interface NoticeDraft {
  readonly id: string;
  readonly stream: string;
  readonly sequence: number;
  readonly subject: NoticeSubject;
}

export function signNotice(
  draft: NoticeDraft,
  from: { origin: string; to: string; at: Date },
  signer: Signer,
): Promise<string> {
  const payload: Notice = {
    iss: from.origin,
    aud: from.to,
    iat: epochSeconds(from.at),
    jti: draft.id,
    stream: draft.stream,
    sequence: draft.sequence,
    notice: draft.subject,
  };
  return signCompactJws({ typ: noticeType, kid: signer.kid }, payload, signer);
}

export type NoticeReading =
  | { readonly ok: true; readonly notice: Notice }
  | { readonly ok: false; readonly reason: string };

/** What must hold of a notice before it changes anything: form, type, the peer's own notice key, sender, addressee, age. */
export function readNotice(
  text: string,
  expected: { from: string; to: string; at: Date; key: (kid: string) => NoticeKey | undefined },
): NoticeReading {
  const parsed = parseCompactJws(text, limits);
  if (!parsed.ok) return refused(parsed.reason);
  const { header, payload } = parsed.jws;
  const refusal = refusalOfHeader(header);
  if (refusal !== undefined) return refused(refusal);
  if (header['typ'] !== noticeType) return refused('wrong-type');
  const key = typeof header['kid'] === 'string' ? expected.key(header['kid']) : undefined;
  if (!key) return refused('unknown-key');
  if (!verifyCompactJws(parsed.jws, key.key, key.alg)) return refused('does-not-verify');
  const value = parseStrictObject(payload);
  const read = value.ok ? claims.safeParse(value.value) : undefined;
  if (!read?.success) return refused('claims');
  return judged(read.data, key, expected);
}

function judged(
  notice: Notice,
  key: NoticeKey,
  expected: { from: string; to: string; at: Date },
): NoticeReading {
  if (notice.iss !== expected.from) return refused('wrong-sender');
  if (notice.aud !== expected.to) return refused('wrong-addressee');
  const now = epochSeconds(expected.at);
  if (notice.iat > now + 60 || notice.iat < now - ageDaysMax * 86_400) return refused('wrong-time');
  if (key.compromisedAt) return refused('key-compromised');
  const inUse =
    notice.iat >= epochSeconds(key.signFrom) &&
    (key.signUntil === null || notice.iat <= epochSeconds(key.signUntil));
  return inUse ? { ok: true, notice } : refused('key-outside-window');
}

function refused(reason: string): NoticeReading {
  return { ok: false, reason };
}
