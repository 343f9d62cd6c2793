import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { addDays, civilDate } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { applyToCredential } from './applying.service.ts';
import { type CredentialRow, lockLiveOfHomeRecord } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { decisionDigest } from './status-change.ts';
import { insertHomeChange, insertStatusEvent } from './status-events.store.ts';

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

async function follow(
  tx: Transaction,
  deps: CredentialsDependencies,
  credential: CredentialRow,
  { change, act }: { change: HomeChange; act: Act },
): Promise<boolean> {
  const { clock, entropy, agreements, node, events } = deps;
  const { agreementId, agreementVersion, agreementRow } = credential;
  if (agreementId === null || agreementVersion === null || agreementRow === null) return false;
  const terms = agreements.view().terms(agreementId, agreementVersion, agreementRow, clock.now());
  const document = agreements.view().version(agreementId, agreementVersion)?.document;
  const awardEnded = change.value === 1;
  const matters = awardEnded || change.value === 2 || terms?.standingRequired === 'certification';
  if (!matters) return false;
  const atOnce = !awardEnded && terms?.onHomeSuspension === 'immediate' && credential.life === 'active';
  if (!atOnce && !awardEnded && credential.life === 'suspended') return false;
  const id = uuidV7(clock, entropy);
  const kind = awardEnded ? 'withdraw' : 'suspend';
  const reasonCode = awardEnded ? 'home-award-ended' : 'home-standing-suspended';
  const recordedAt = clock.now();
  const decisionSha256 = decisionDigest({
    rule: 'on-home-change',
    ...change,
    effectiveAt: change.effectiveAt.toISOString(),
  });
  await insertStatusEvent(tx, {
    id,
    objectType: 'credential',
    objectId: credential.id,
    authority: credential.authority,
    kind,
    facet: 'credential',
    fromState: credential.life,
    toState: awardEnded ? 'withdrawn' : 'suspended',
    state: atOnce ? 'in-force' : 'proposed',
    reasonCode,
    legalEffect: 'prospective',
    effectiveAt: change.effectiveAt,
    recordedAt,
    reviewOn: addDays(civilDate(recordedAt), document?.reviewAfterSuspensionDays ?? 90),
    decisionSha256,
    decidedBy: `rule:${agreementId}@${String(agreementVersion)}`,
  });
  const details = {
    rule: `${agreementId}@${String(agreementVersion)}/${agreementRow}`,
    homeRecord: change.recordId,
    homeValue: change.value,
  };
  const byRule: Act = {
    ...act,
    by: { kind: 'rule', name: `${agreementId}@${String(agreementVersion)}` },
    role: 'agreement',
  };
  if (atOnce) {
    const effect = {
      statusEventId: id,
      kind,
      facet: 'credential',
      reasonCode,
      effectiveAt: change.effectiveAt,
      act: byRule,
      details,
    } as const;
    await applyToCredential(tx, deps, credential, effect);
    return true;
  }
  await events.append(tx, byRule, {
    type: 'status.proposed',
    issuer: issuerOf(node.origin, credential.authority),
    subjectId: credential.subjectId,
    objectType: 'status-event',
    objectId: id,
    reasonCode,
    agreement: { id: agreementId, version: agreementVersion, rowId: agreementRow },
    details: { ...details, object: credential.id, kind },
  });
  return true;
}
