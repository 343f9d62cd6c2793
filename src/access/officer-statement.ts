import { splitCompactJws, verifyCompactJws } from '../kernel/compact-jws.ts';
import { epochSeconds } from '../kernel/instants.ts';
import { parseStrictObject } from '../kernel/strict-json.ts';
import type { BearerKey } from './directory.ts';
import { officerStatement } from './officer-statement.schema.ts';

export const officerStatementType = 'wenjin-decision+jws';

/** An officer signs a moment before they send; what was signed long before may have been meant for another day. */
export const statementAgeSecondsMax = 300;
const limits = { maxBytes: 4_096 } as const;
const skewSeconds = 60;

export type StatementRefusal =
  | 'malformed'
  | 'type'
  | 'key'
  | 'not-verified'
  | 'claims'
  | 'digest'
  | 'act'
  | 'officer'
  | 'time';

export interface StatementExpectation {
  readonly key: BearerKey;
  readonly officerId: string;
  /** Base64url of the SHA-256 of what is decided, as canonical JSON. */
  readonly decisionSha256: string;
  readonly act: string;
  readonly now: Date;
}

/** Undefined when the officer's own key signed exactly this act upon exactly this decision; else why not. */
export function refusalOfStatement(
  text: string,
  expected: StatementExpectation,
): StatementRefusal | undefined {
  const { key, officerId, decisionSha256, act, now } = expected;
  const split = splitCompactJws(text, limits);
  if (!split.ok) return 'malformed';
  const { header } = split.jws;
  if (header['typ'] !== officerStatementType) return 'type';
  if (header['kid'] !== undefined && header['kid'] !== key.kid) return 'key';
  if (!verifyCompactJws(split.jws, key.key, key.algorithm)) return 'not-verified';
  const payload = parseStrictObject(split.jws.payload);
  if (!payload.ok) return 'malformed';
  const parsed = officerStatement.safeParse(payload.value);
  if (!parsed.success) return 'claims';
  const { iat } = parsed.data;
  if (parsed.data.decision_sha256 !== decisionSha256) return 'digest';
  if (parsed.data.act !== act) return 'act';
  if (parsed.data.officer !== officerId) return 'officer';
  const at = epochSeconds(now);
  return iat > at + skewSeconds || iat < at - statementAgeSecondsMax ? 'time' : undefined;
}
