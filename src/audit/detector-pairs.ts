import type { LoggedFact } from './anomaly.ts';

/** A decision and the word on it. */
export interface Pair {
  readonly maker: LoggedFact;
  readonly checker: LoggedFact;
}

const verdicts = [
  'application.approved',
  'application.refused',
  'application.returned',
  'application.appeal-determined',
];

/**
 * Each word on a decision with the decision before it. Of applications by their identifier; of a status by the status event, or where the
 * word is recorded with the credential, by the pseudonym and the kind of act.
 */
export function decisionPairs(facts: readonly LoggedFact[]): readonly Pair[] {
  const ordered = facts.toSorted((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime());
  const open = new Map<string, LoggedFact>();
  const pairs: Pair[] = [];
  for (const fact of ordered) {
    const key = keyOf(fact);
    if (key === undefined) continue;
    if (isDecision(fact)) {
      open.set(key, fact);
      continue;
    }
    const maker = open.get(key);
    if (maker === undefined || !isWord(fact)) continue;
    open.delete(key);
    pairs.push({ maker, checker: fact });
  }
  return pairs;
}

function isDecision({ type }: LoggedFact): boolean {
  return type === 'application.decided' || type === 'status.proposed';
}

function isWord({ type }: LoggedFact): boolean {
  return verdicts.includes(type) || type === 'status.rejected' || isStatusChange(type);
}

const isStatusChange = (type: string): boolean =>
  type === 'record.changed' || (type.startsWith('credential.') && !notStatus.includes(type));

const notStatus = [
  'credential.issued',
  'credential.renewed',
  'credential.superseded',
  'credential.copied',
  'credential.exported',
  'credential.followed',
];

function keyOf({ type, objectId, subjectId, legalKind, issuer }: LoggedFact): string | undefined {
  if (type === 'application.decided' || verdicts.includes(type)) return `application ${objectId}`;
  if (type === 'status.proposed' || type === 'status.rejected' || isStatusChange(type))
    return `status ${issuer} ${subjectId ?? ''} ${legalKind ?? ''}`;
  return undefined;
}
