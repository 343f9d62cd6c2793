import type { ListedKey, ListedMandate } from './trust-list.schema.ts';
import type { ServiceStatusName } from './lote-vocabulary.ts';

/** A status and the second from which it held. */
export interface StatusPeriod {
  readonly status: ServiceStatusName;
  readonly from: number;
}

/** What the service is now, and what it was before: newest first, each status another than the one below it (clause 6.7). */
export interface Timeline {
  readonly current: StatusPeriod;
  readonly former: readonly StatusPeriod[];
}

/** A compromise outlasts everything: whatever bears a later date may be anybody's. */
export function statusOfKey(key: ListedKey, at: number): ServiceStatusName {
  if (key.compromised_at !== null && key.compromised_at <= at) return 'compromised';
  if (key.sign_until !== null && key.sign_until <= at) return 'withdrawn';
  return key.sign_from <= at ? 'granted' : 'announced';
}

/** Of the right to issue one credential type, for whichever qualifications: granted while any mandate is in force. */
export function statusOfMandates(mandates: readonly ListedMandate[], at: number): ServiceStatusName {
  const begun = mandates.filter(({ from }) => from <= at);
  if (begun.some(({ until }) => until === null || at < until)) return 'granted';
  return begun.length > 0 ? 'withdrawn' : 'announced';
}

export function timelineOfKey(key: ListedKey, issuedAt: number): Timeline {
  const { created_at: created, sign_from: from, sign_until: until, compromised_at: compromised } = key;
  return timeline([created, from, until, compromised], issuedAt, (at) => statusOfKey(key, at));
}

export function timelineOfMandates(mandates: readonly ListedMandate[], issuedAt: number): Timeline {
  const instants = mandates.flatMap(({ recorded_at: recorded, from, until }) => [recorded, from, until]);
  return timeline(instants, issuedAt, (at) => statusOfMandates(mandates, at));
}

/** A list says nothing of what is to come: its statuses began before it was issued, except where nothing has. */
function timeline(
  instants: readonly (number | null)[],
  issuedAt: number,
  statusAt: (at: number) => ServiceStatusName,
): Timeline {
  const known = [...new Set(instants.filter((at) => at !== null))].sort((a, b) => a - b);
  const first = known[0] ?? issuedAt;
  let current: StatusPeriod = { status: statusAt(first), from: first };
  const former: StatusPeriod[] = [];
  for (const from of known.slice(1).filter((at) => at <= issuedAt)) {
    const status = statusAt(from);
    if (status === current.status) continue;
    former.unshift(current);
    current = { status, from };
  }
  return { current, former };
}
