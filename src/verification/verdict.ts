import type { InconclusiveReason, ResultCode } from './verdict-texts.ts';

/** The life of a credential, as its own status and the clock tell it. `unknown` where the evidence is out of reach. */
export type OwnStatus = 'valid' | 'ended' | 'suspended' | 'superseded' | 'unknown';
/** The award behind it. `not-referenced` for a credential without a record. */
export type RecordState =
  | 'good'
  | 'award-ended'
  | 'standing-suspended'
  | 'standing-ended'
  | 'unknown'
  | 'not-referenced';

/** What was found of one credential; values only, so that the rule below needs nothing else. */
export interface Findings {
  /** `issuer-unknown`: no trusted key could be had to check it with, which says nothing about the copy. */
  readonly signature: 'good' | 'bad' | 'issuer-unknown';
  readonly trustReachable: boolean;
  readonly mandated: boolean;
  readonly keyCompromised: boolean;
  readonly ownStatus: OwnStatus;
  readonly effective: 'not-yet' | 'in-force' | 'expired';
  readonly record: RecordState;
  readonly conditional: boolean;
  /** Undefined for a home credential. */
  readonly recognition?: {
    readonly agreement: 'in-force' | 'kept' | 'at-term' | 'under-review' | 'unknown';
    readonly homeSuspension: 'immediate' | 'propose';
    readonly standingRequired: 'award' | 'certification';
    readonly homeConfirmed: 'fresh' | 'stale' | 'unknown';
    readonly homeLink: 'holds' | 'broken' | 'not-shown';
  };
}

export interface Verdict {
  readonly result: ResultCode;
  readonly reason?: InconclusiveReason;
}

/** The effective status: first match wins (domain 5.3). A test holds the order; a new rule goes where the domain puts it. */
export function verdictOn(found: Findings): Verdict {
  if (found.signature === 'bad') return { result: 'SIGNATURE_INVALID' };
  if (!found.trustReachable) return inconclusive('trust-out-of-reach');
  if (found.signature === 'issuer-unknown' || !found.mandated) return { result: 'ISSUER_NOT_MANDATED' };
  if (found.keyCompromised) return inconclusive('key-compromised');
  if (found.ownStatus === 'ended') return { result: 'TERMINATED' };
  if (found.ownStatus === 'superseded') return { result: 'SUPERSEDED' };
  if (found.ownStatus === 'suspended' || suspendedByRule(found)) return { result: 'SUSPENDED' };
  if (found.ownStatus === 'unknown') return inconclusive('status-out-of-reach');
  if (found.effective === 'not-yet') return { result: 'NOT_YET_EFFECTIVE' };
  if (found.effective === 'expired') return { result: 'EXPIRED' };
  return found.recognition ? verdictOnRecognition(found, found.recognition) : verdictOnHome(found);
}

/** An agreement that suspends at once does so by itself: no officer's act is waited for. */
function suspendedByRule({ record, recognition }: Findings): boolean {
  return record === 'standing-suspended' && recognition?.homeSuspension === 'immediate';
}

function verdictOnHome({ record, conditional }: Findings): Verdict {
  switch (record) {
    case 'unknown':
      return inconclusive('status-out-of-reach');
    case 'award-ended':
      return { result: 'TERMINATED' };
    case 'standing-suspended':
      return { result: 'SUSPENDED' };
    case 'standing-ended':
      return { result: 'VALID_WITH_CONDITIONS' };
    case 'good':
    case 'not-referenced':
      return { result: conditional ? 'VALID_WITH_CONDITIONS' : 'VALID' };
  }
}

function verdictOnRecognition(found: Findings, facts: NonNullable<Findings['recognition']>): Verdict {
  if (facts.homeLink === 'broken') return inconclusive('home-link');
  switch (facts.agreement) {
    case 'unknown':
      return inconclusive('agreement-unknown');
    case 'under-review':
      return inconclusive('agreement-under-review');
    case 'at-term':
      return { result: 'EXPIRED' };
    case 'kept':
    case 'in-force':
  }
  if (found.record === 'unknown' || facts.homeConfirmed === 'unknown')
    return inconclusive('status-out-of-reach');
  if (found.record === 'award-ended') return inconclusive('home-award-ended');
  const standingChanged = found.record === 'standing-suspended' || found.record === 'standing-ended';
  if (standingChanged && facts.standingRequired === 'certification')
    return inconclusive('home-standing-changed');
  if (facts.homeConfirmed === 'stale') return { result: 'STALE' };
  const conditional =
    found.conditional || facts.agreement === 'kept' || found.record === 'standing-suspended';
  return { result: conditional ? 'VALID_WITH_CONDITIONS' : 'VALID' };
}

function inconclusive(reason: InconclusiveReason): Verdict {
  return { result: 'INCONCLUSIVE', reason };
}

/**
 * One answer for all that was shown: the recognition speaks, unless something beside it cannot be relied on at all, or they are not surely
 * about one person: then nothing can be said of anybody.
 */
export function combine(
  verdicts: readonly { kind: 'home' | 'bridging' | 'recognition' | 'unknown'; verdict: Verdict }[],
  { onePerson }: { readonly onePerson: boolean },
): Verdict {
  const unreliable = ['SIGNATURE_INVALID', 'ISSUER_NOT_MANDATED', 'INCONCLUSIVE'];
  const spoilt = unreliable
    .map((code) => verdicts.find(({ verdict }) => verdict.result === code))
    .find(Boolean);
  if (spoilt) return spoilt.verdict;
  if (!onePerson) return inconclusive('not-one-person');
  const speaking =
    verdicts.find(({ kind }) => kind === 'recognition') ??
    verdicts.find(({ kind }) => kind === 'home') ??
    verdicts[0];
  return speaking?.verdict ?? { result: 'NOT_FOUND_OR_NOT_SHARED' };
}
