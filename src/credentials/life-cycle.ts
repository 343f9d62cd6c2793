import type { CredentialLife, StatusEventKind, StatusFacet } from './vocabulary.ts';

/** The only transitions there are (domain 5.3). Everything else is refused, whoever asks. */

export type RecordValue = 0 | 1 | 2 | 3;
export type StandingState = 'current' | 'inactive';

const afterEnding = {
  annul: 'annulled',
  withdraw: 'withdrawn',
  strip: 'stripped',
  deregister: 'deregistered',
} as const satisfies Partial<Record<StatusEventKind, CredentialLife>>;

/** The life of a credential after the event; undefined where there is no such transition. */
export function lifeAfter(life: CredentialLife, kind: StatusEventKind): CredentialLife | undefined {
  if (life !== 'active' && life !== 'suspended') return undefined;
  switch (kind) {
    case 'suspend':
      return life === 'active' ? 'suspended' : undefined;
    case 'reinstate':
      return life === 'suspended' ? 'active' : undefined;
    case 'annul':
    case 'withdraw':
    case 'strip':
    case 'deregister':
      return afterEnding[kind];
  }
}

/**
 * The value of a record after the event: an ended award stays ended. Standing that lapsed comes back with a new registration
 * (domain 1.2); standing that was stripped or withdrawn does not. `endedBy` is the kind of the event that ended it, if any did.
 */
export function recordValueAfter(
  value: RecordValue,
  {
    kind,
    facet,
    endedBy,
  }: { kind: StatusEventKind; facet: StatusFacet; endedBy?: StatusEventKind | undefined },
): RecordValue | undefined {
  if (value === 1 || facet === 'credential') return undefined;
  if (facet === 'award') return kind === 'suspend' || kind === 'reinstate' ? undefined : 1;
  switch (kind) {
    case 'suspend':
      return value === 0 ? 2 : undefined;
    case 'reinstate':
      if (value === 0) return undefined;
      return value === 3 && (endedBy === 'strip' || endedBy === 'withdraw') ? undefined : 0;
    case 'withdraw':
    case 'deregister':
    case 'strip':
      return value === 3 ? undefined : 3;
    case 'annul':
      // What should never have been is the award; standing cannot be annulled apart from it.
      return undefined;
  }
}

/** What may be attested while the record stands so; nothing while standing is suspended or the award has ended. */
export function standingToAttest(value: RecordValue): StandingState | undefined {
  if (value === 0) return 'current';
  return value === 3 ? 'inactive' : undefined;
}

/**
 * The status that is published of a credential: its own end and its successor speak first, then the award, then whatever suspends.
 * One that says itself that standing is inactive is not made untrue by a record that says the same.
 */
export function publishedStatus(of: {
  readonly life: CredentialLife;
  /** Of the record that the credential attests; undefined for other types. */
  readonly record: RecordValue | undefined;
  readonly standing: StandingState | null;
}): 0 | 1 | 2 | 3 {
  const own = statusOfLife(of.life);
  if (own === 1 || own === 3) return own;
  if (of.record === 1) return 1;
  const contradicted = of.record === 2 || (of.record === 3 && of.standing !== 'inactive');
  return contradicted ? 2 : own;
}

function statusOfLife(life: CredentialLife): 0 | 1 | 2 | 3 {
  switch (life) {
    case 'reserved':
    case 'active':
      return 0;
    case 'suspended':
      return 2;
    case 'superseded':
      return 3;
    case 'annulled':
    case 'withdrawn':
    case 'stripped':
    case 'deregistered':
      return 1;
  }
}

/** Annulling and stripping anything, and giving a recognition back, are never one person's to do. */
export function needsTwoPeople(kind: StatusEventKind, objectIsRecognition: boolean): boolean {
  return kind === 'annul' || kind === 'strip' || (kind === 'reinstate' && objectIsRecognition);
}

/** Annulment says that it should never have been granted; all else looks forward. */
export function legalEffectOf(kind: StatusEventKind): 'ab-initio' | 'prospective' {
  return kind === 'annul' ? 'ab-initio' : 'prospective';
}

export const recordStates = ['good', 'award-ended', 'standing-suspended', 'standing-ended'] as const;

export function recordStateName(value: RecordValue): (typeof recordStates)[number] {
  return recordStates[value];
}
