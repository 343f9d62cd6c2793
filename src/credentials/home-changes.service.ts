import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { addDays, civilDate } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { applyToCredential } from './applying.service.ts';
import { type CredentialRow, lockLiveOfHomeRecord } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { decisionDigest } from './status-change.ts';
import { insertHomeChange, insertStatusEvent, type NewStatusEvent } from './status-events.store.ts';

export interface HomeChange {
  readonly iss: string;
  readonly recordId: string;
  readonly value: 0 | 1 | 2 | 3;
  readonly kind: string;
  readonly effectiveAt: Date;
  readonly sequence: number;
}

/**
 * The home side has changed a record: each recognition that rests on it follows as its agreement says. Nothing is reinstated by a rule,
 * and nothing ended by one: those are people's to decide. Gives how many recognitions were touched.
 */
export async function applyHomeChange(
  tx: Transaction,
  deps: CredentialsDependencies,
  change: HomeChange,
  act: Act,
): Promise<number> {
  const { clock, entropy } = deps;
  const { iss: homeIss, recordId, sequence, value, kind, effectiveAt } = change;
  const receivedAt = clock.now();
  await insertHomeChange(tx, {
    id: uuidV7(clock, entropy),
    homeIss,
    recordId,
    sequence,
    value,
    kind,
    effectiveAt,
    receivedAt,
  });
  if (value === 0) return 0;
  let touched = 0;
  for (const credential of await lockLiveOfHomeRecord(tx, homeIss, recordId))
    if (await follow(tx, deps, credential, { change, act })) touched += 1;
  return touched;
}

interface Following {
  readonly id: string;
  readonly kind: 'withdraw' | 'suspend';
  readonly reasonCode: 'home-award-ended' | 'home-standing-suspended';
  readonly atOnce: boolean;
  /** `DEMO-1@1` */
  readonly rule: string;
  readonly row: string;
  readonly reviewDays: number;
}

async function follow(
  tx: Transaction,
  deps: CredentialsDependencies,
  credential: CredentialRow,
  { change, act }: { change: HomeChange; act: Act },
): Promise<boolean> {
  const following = followingOf(deps, credential, change);
  if (!following) return false;
  const { id, kind, reasonCode, rule, row } = following;
  await insertStatusEvent(tx, statusEventOf(deps, credential, { change, following }));
  const details = { rule: `${rule}/${row}`, homeRecord: change.recordId, homeValue: change.value };
  const byRule: Act = { ...act, by: { kind: 'rule', name: rule }, role: 'agreement' };
  if (following.atOnce) {
    const { effectiveAt } = change;
    const effect = {
      statusEventId: id,
      kind,
      facet: 'credential',
      reasonCode,
      effectiveAt,
      act: byRule,
      details,
    } as const;
    await applyToCredential(tx, deps, credential, effect);
    return true;
  }
  await deps.events.append(tx, byRule, {
    type: 'status.proposed',
    issuer: issuerOf(deps.node.origin, credential.authority),
    subjectId: credential.subjectId,
    objectType: 'status-event',
    objectId: id,
    reasonCode,
    agreement: {
      id: credential.agreementId ?? '',
      version: credential.agreementVersion ?? 0,
      rowId: row,
    },
    details: { ...details, object: credential.id, kind },
  });
  return true;
}

/** What the agreement makes of the change for this recognition; undefined where it makes nothing. */
function followingOf(
  { clock, entropy, agreements }: CredentialsDependencies,
  credential: CredentialRow,
  { value }: HomeChange,
): Following | undefined {
  const { agreementId, agreementVersion, agreementRow } = credential;
  if (agreementId === null || agreementVersion === null || agreementRow === null) return undefined;
  const view = agreements.view();
  const terms = view.terms(agreementId, agreementVersion, agreementRow, clock.now());
  const awardEnded = value === 1;
  const matters = awardEnded || value === 2 || terms?.standingRequired === 'certification';
  if (!matters || (!awardEnded && credential.life === 'suspended')) return undefined;
  return {
    id: uuidV7(clock, entropy),
    kind: awardEnded ? 'withdraw' : 'suspend',
    reasonCode: awardEnded ? 'home-award-ended' : 'home-standing-suspended',
    atOnce: !awardEnded && terms?.onHomeSuspension === 'immediate',
    rule: `${agreementId}@${String(agreementVersion)}`,
    row: agreementRow,
    reviewDays: view.version(agreementId, agreementVersion)?.document.reviewAfterSuspensionDays ?? 90,
  };
}

function statusEventOf(
  { clock }: CredentialsDependencies,
  credential: CredentialRow,
  { change, following }: { change: HomeChange; following: Following },
): NewStatusEvent {
  const recordedAt = clock.now();
  const decision = { rule: following.rule, ...change, effectiveAt: change.effectiveAt.toISOString() };
  return {
    id: following.id,
    objectType: 'credential',
    objectId: credential.id,
    authority: credential.authority,
    kind: following.kind,
    facet: 'credential',
    fromState: credential.life,
    toState: following.kind === 'withdraw' ? 'withdrawn' : 'suspended',
    state: following.atOnce ? 'in-force' : 'proposed',
    reasonCode: following.reasonCode,
    legalEffect: 'prospective',
    effectiveAt: change.effectiveAt,
    recordedAt,
    reviewOn: addDays(civilDate(recordedAt), following.reviewDays),
    decisionSha256: decisionDigest(decision),
    decidedBy: `rule:${following.rule}`,
  };
}
