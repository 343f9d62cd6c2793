import { civilDate, epochSeconds, fromEpochSeconds, instantText } from '../kernel/instants.ts';
import type { RecognitionTerms, StatusAnswer, World } from './dependencies.ts';
import type { Finding, Inspection, Shown } from './inspect-credential.ts';
import type { RecognitionClaims } from './shown-claims.schema.ts';
import { type Findings, type OwnStatus, type RecordState, type Verdict, verdictOn } from './verdict.ts';

/** One credential with everything that is known of it, and what follows. */
export interface Assessment {
  readonly inspection: Inspection;
  readonly kind: Shown['kind'] | 'unknown';
  readonly ownStatus: OwnStatus;
  readonly record: RecordState;
  /** When the status of the record was last signed by its side; RFC 3339. */
  readonly recordConfirmedAt: string | undefined;
  readonly terms: RecognitionTerms | undefined;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/**
 * Home and recognition belong together when issuer and record agree, and one person holds both: they are bound to one key, or each was
 * presented with its own key for this very request. The digest of the credential is evidence only.
 */
export function assess(
  inspections: readonly Inspection[],
  world: World,
  { keysProven }: { readonly keysProven: boolean },
): Assessment[] {
  const all = { inspections, keysProven };
  return inspections.map((inspection) => assessOne(inspection, all, world));
}

interface Together {
  readonly inspections: readonly Inspection[];
  readonly keysProven: boolean;
}

function assessOne(inspection: Inspection, all: Together, world: World): Assessment {
  const { shown } = inspection;
  // The status is asked for only when the copy is authentic: nothing unauthenticated names a list.
  if (inspection.signature !== 'good' || !shown) return unauthenticated(inspection);
  const status = world.lookup(shown.claims.status.status_list, epochSeconds(world.at));
  const recordReference = recordOf(shown);
  const recordStatus = recordReference && world.lookup(recordReference, epochSeconds(world.at));
  const terms = shown.kind === 'recognition' ? termsOf(shown.claims, world) : undefined;
  const homeLink = shown.kind === 'recognition' ? linkOf(shown.claims, inspection, all) : 'not-shown';
  const ownStatus = ownStatusOf(status);
  const record = recordStateOf(recordStatus);
  const found: Findings = {
    ...base(inspection),
    ownStatus,
    record,
    conditional: isConditional(shown),
    ...(shown.kind === 'recognition' && {
      recognition: recognitionFindings(shown.claims, terms, recordStatus, homeLink, world),
    }),
  };
  return {
    inspection,
    kind: shown.kind,
    ownStatus,
    record,
    recordConfirmedAt:
      recordStatus?.kind === 'known' ? instantText(fromEpochSeconds(recordStatus.iat)) : undefined,
    terms,
    verdict: verdictOn(found),
    findings: [...inspection.findings, ...stateFindings(found, shown, { status, recordStatus })],
  };
}

function unauthenticated(inspection: Inspection): Assessment {
  const found: Findings = {
    ...base(inspection),
    ownStatus: 'unknown',
    record: 'unknown',
    conditional: false,
  };
  const source = 'not-asked';
  return {
    inspection,
    kind: 'unknown',
    ownStatus: 'unknown',
    record: 'unknown',
    recordConfirmedAt: undefined,
    terms: undefined,
    verdict: verdictOn(found),
    findings: [
      ...inspection.findings,
      { code: 'status', outcome: 'skipped', detail: 'not-authentic', source },
    ],
  };
}

function base({ signature, trustReachable, mandated, keyCompromised, effective }: Inspection) {
  return { signature, trustReachable, mandated, keyCompromised, effective };
}

function recordOf(shown: Shown) {
  if (shown.kind === 'home') return shown.claims.record.status_list;
  return shown.kind === 'recognition' ? shown.claims.home.record.status_list : undefined;
}

function termsOf({ agreement }: RecognitionClaims, { agreements, at }: World): RecognitionTerms | undefined {
  return agreements.terms(agreement.id, agreement.version, agreement.row, at);
}

function ownStatusOf(answer: StatusAnswer): OwnStatus {
  if (answer.kind === 'unknown') return 'unknown';
  const states = ['valid', 'ended', 'suspended', 'superseded'] as const;
  return states[answer.value];
}

function recordStateOf(answer: StatusAnswer | undefined): RecordState {
  if (!answer) return 'not-referenced';
  if (answer.kind === 'unknown') return 'unknown';
  const states = ['good', 'award-ended', 'standing-suspended', 'standing-ended'] as const;
  return states[answer.value];
}

function isConditional(shown: Shown): boolean {
  if (shown.kind === 'home') return shown.claims.standing.state === 'inactive';
  if (shown.kind === 'bridging') return false;
  return shown.claims.decision === 'recognised-with-conditions' || shown.claims.conditions.length > 0;
}

function recognitionFindings(
  claims: RecognitionClaims,
  terms: RecognitionTerms | undefined,
  record: StatusAnswer | undefined,
  homeLink: 'holds' | 'broken' | 'not-shown',
  { at }: World,
): NonNullable<Findings['recognition']> {
  const stale = civilDate(at) >= claims.review_by;
  return {
    agreement: agreementState(terms),
    homeSuspension: terms?.onHomeSuspension ?? 'propose',
    standingRequired: terms?.standingRequired ?? 'certification',
    homeConfirmed: record?.kind !== 'known' ? 'unknown' : stale ? 'stale' : 'fresh',
    homeLink,
  };
}

type AgreementState = NonNullable<Findings['recognition']>['agreement'];

const afterTermination = {
  keep: 'kept',
  'expire-at-term': 'at-term',
  review: 'under-review',
} as const satisfies Record<RecognitionTerms['onTermination'], AgreementState>;

function agreementState(terms: RecognitionTerms | undefined): AgreementState {
  switch (terms?.state) {
    case 'in-force':
      return 'in-force';
    case 'suspended':
      return 'under-review';
    case 'terminated':
    case 'expired':
      return afterTermination[terms.onTermination];
    case 'not-yet-in-force':
    case 'unsigned':
    case undefined:
      return 'unknown';
  }
}

function linkOf(
  claims: RecognitionClaims,
  own: Inspection,
  { inspections, keysProven }: Together,
): 'holds' | 'broken' | 'not-shown' {
  const homes = inspections.filter(({ shown }) => shown?.kind === 'home');
  if (homes.length === 0) return 'not-shown';
  const linked = homes.every(
    ({ shown, holderThumbprint }) =>
      shown?.kind === 'home' &&
      shown.claims.iss === claims.home.iss &&
      shown.claims.record.id === claims.home.record.id &&
      (keysProven || holderThumbprint === own.holderThumbprint),
  );
  return linked ? 'holds' : 'broken';
}

const outcomeOfAgreement = {
  'in-force': 'pass',
  kept: 'pass',
  'at-term': 'fail',
  'under-review': 'fail',
  unknown: 'unknown',
} as const;
const outcomeOfLink = { holds: 'pass', broken: 'fail', 'not-shown': 'skipped' } as const;
const outcomeOfFreshness = { fresh: 'pass', stale: 'fail', unknown: 'unknown' } as const;

function stateFindings(
  found: Findings,
  shown: Shown,
  answers: { status: StatusAnswer; recordStatus: StatusAnswer | undefined },
): Finding[] {
  const findings: Finding[] = [
    statusFinding('status', answers.status, found.ownStatus, 'valid', shown.claims.status.status_list.uri),
  ];
  const record = recordOf(shown);
  if (record && answers.recordStatus)
    findings.push(statusFinding('record', answers.recordStatus, found.record, 'good', record.uri));
  if (!found.recognition || shown.kind !== 'recognition') return findings;
  const { agreement, homeLink, homeConfirmed } = found.recognition;
  const source = `agreement ${shown.claims.agreement.id} ${String(shown.claims.agreement.version)}`;
  return [
    ...findings,
    { code: 'agreement', outcome: outcomeOfAgreement[agreement], detail: agreement, source },
    { code: 'home-link', outcome: outcomeOfLink[homeLink], source: 'credentials' },
    {
      code: 'freshness',
      outcome: outcomeOfFreshness[homeConfirmed],
      detail: shown.claims.review_by,
      source: 'credential',
    },
  ];
}

function statusFinding(
  code: string,
  answer: StatusAnswer,
  state: string,
  good: string,
  uri: string,
): Finding {
  if (answer.kind === 'unknown') return { code, outcome: 'unknown', detail: answer.reason, source: uri };
  return {
    code,
    outcome: state === good ? 'pass' : 'fail',
    detail: state,
    source: `${uri} iat=${String(answer.iat)}`,
  };
}
