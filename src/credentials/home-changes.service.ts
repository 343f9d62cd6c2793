import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import { addDays, civilDate } from '../kernel/instants.ts';
import { issuerOf } from '../kernel/vocabulary.ts';
import type { Transaction } from '../platform/database.ts';
import { takeEffect } from './applying.service.ts';
import { type CredentialRow, findCredential, lockLiveOfHomeRecord } from './credentials.store.ts';
import type { CredentialsDependencies } from './dependencies.ts';
import { factsOf } from './event-facts.ts';
import { type HomeEffect, homeEffects } from './home-effect.ts';
import type { RecordValue } from './life-cycle.ts';
import { decisionDigest } from './status-change.ts';
import {
  closeProposal,
  insertHomeChange,
  insertStatusEvent,
  lastHomeChange,
  lockHomeRecord,
  lockProposalsOfRules,
  type NewStatusEvent,
} from './status-events.store.ts';

export interface HomeChange {
  readonly iss: string;
  readonly recordId: string;
  readonly value: RecordValue;
  readonly kind: string;
  readonly effectiveAt: Date;
  readonly sequence: number;
}

/** Where an agreement is not held here, and so says nothing. */
const reviewDaysUnknown = 90;

/**
 * The home side has changed a record: each recognition that rests on it follows as its agreement says. Nothing is reinstated by a rule,
 * and nothing ended by one: those are people's to decide. The same change again does nothing. Gives how many recognitions were touched.
 */
export async function applyHomeChange(
  tx: Transaction,
  deps: CredentialsDependencies,
  change: HomeChange,
  act: Act,
): Promise<number> {
  const { clock, entropy } = deps;
  const { iss: homeIss, ...rest } = change;
  await lockHomeRecord(tx, homeIss, change.recordId);
  const row = { ...rest, homeIss, id: uuidV7(clock, entropy), receivedAt: clock.now() };
  if (!(await insertHomeChange(tx, row))) return 0;
  let touched = 0;
  // A copy follows what it repeats.
  const resting = await lockLiveOfHomeRecord(tx, homeIss, change.recordId);
  for (const credential of resting.filter(({ copyOf }) => copyOf === null))
    if (await follow(tx, deps, credential, { change, act })) touched += 1;
  return touched;
}

/** For a recognition just issued: the record may have changed while it was being signed. The caller holds the home record's lock. */
export async function followKnownChange(
  tx: Transaction,
  deps: CredentialsDependencies,
  { id, homeIss, homeRecordId }: CredentialRow,
  act: Act,
): Promise<void> {
  if (homeIss === null || homeRecordId === null) return;
  const known = await lastHomeChange(tx, { homeIss, recordId: homeRecordId, at: deps.clock.now() });
  const credential = known && (await findCredential(tx, id));
  if (credential) await follow(tx, deps, credential, { change: { ...known, iss: homeIss }, act });
}

async function follow(
  tx: Transaction,
  deps: CredentialsDependencies,
  credential: CredentialRow,
  { change, act }: { change: HomeChange; act: Act },
): Promise<boolean> {
  const { life } = credential;
  if (life !== 'active' && life !== 'suspended') return false;
  const open = await lockProposalsOfRules(tx, credential.id);
  const byRule: Act = { ...act, by: { kind: 'rule', name: ruleOf(credential) }, role: 'agreement' };
  if (change.value === 0) {
    // Cured before anybody decided: what was proposed for that has lost its ground.
    for (const proposal of open)
      await withdrawProposal(tx, deps, credential, { proposal, change, act: byRule });
    return open.length > 0;
  }
  const effects = homeEffects(change.value, life, termsOf(deps, credential)).filter(
    ({ kind, atOnce }) => atOnce || !open.some((proposal) => proposal.kind === kind),
  );
  for (const effect of effects) await bringAbout(tx, deps, credential, { change, effect, act: byRule });
  return effects.length > 0;
}

/** `DEMO-1@1` */
function ruleOf({ agreementId, agreementVersion }: CredentialRow): string {
  return `${agreementId ?? 'none'}@${String(agreementVersion ?? 0)}`;
}

function termsOf({ agreements, clock }: CredentialsDependencies, credential: CredentialRow) {
  const { agreementId, agreementVersion, agreementRow } = credential;
  return agreements.view().terms(agreementId ?? '', agreementVersion ?? 0, agreementRow ?? '', clock.now());
}

interface Following {
  readonly change: HomeChange;
  readonly effect: HomeEffect;
  readonly act: Act;
}

async function bringAbout(
  tx: Transaction,
  deps: CredentialsDependencies,
  credential: CredentialRow,
  { change, effect, act }: Following,
): Promise<void> {
  const event = statusEventOf(deps, credential, { change, effect });
  await insertStatusEvent(tx, event);
  const { agreementId, agreementVersion, agreementRow } = credential;
  const { kind, reasonCode } = effect;
  const { effectiveAt } = change;
  const rule = `${ruleOf(credential)}/${agreementRow ?? ''}`;
  const details = { rule, homeRecord: change.recordId, homeValue: change.value };
  if (effect.atOnce) {
    const { holderThumbprint } = credential;
    const target = { type: 'credential', credential, record: undefined, holderThumbprint } as const;
    const facts = { kind, facet: 'credential', reasonCode, effectiveAt, act, details } as const;
    await takeEffect(tx, deps, target, { ...facts, statusEventId: event.id });
    return;
  }
  await deps.events.append(tx, act, {
    type: 'status.proposed',
    issuer: issuerOf(deps.node.origin, credential.authority),
    subjectId: credential.subjectId,
    objectType: 'status-event',
    objectId: event.id,
    effectiveAt: effectiveAt.toISOString(),
    reasonCode,
    agreement: { id: agreementId ?? '', version: agreementVersion ?? 0, rowId: agreementRow ?? '' },
    facts: factsOf(credential, kind),
    details: { ...details, decision: event.decisionSha256, object: credential.id, kind },
  });
}

/** What the second person of a proposal signs is the digest of why: the rule, and the change at home. */
function statusEventOf(
  { clock, entropy, agreements }: CredentialsDependencies,
  credential: CredentialRow,
  { change, effect: { kind, atOnce, reasonCode } }: Omit<Following, 'act'>,
): NewStatusEvent {
  const { agreementId, agreementVersion, agreementRow } = credential;
  const agreement = agreements.view().version(agreementId ?? '', agreementVersion ?? 0)?.document;
  const recordedAt = clock.now();
  return {
    id: uuidV7(clock, entropy),
    objectType: 'credential',
    objectId: credential.id,
    authority: credential.authority,
    kind,
    facet: 'credential',
    fromState: credential.life,
    toState: kind === 'withdraw' ? 'withdrawn' : 'suspended',
    state: atOnce ? 'in-force' : 'proposed',
    reasonCode,
    legalEffect: 'prospective',
    effectiveAt: change.effectiveAt,
    recordedAt,
    reviewOn: addDays(civilDate(recordedAt), agreement?.reviewAfterSuspensionDays ?? reviewDaysUnknown),
    decisionSha256: decisionDigest({
      rule: `${ruleOf(credential)}/${agreementRow ?? ''}`,
      object: { type: 'credential', id: credential.id },
      kind,
      reasonCode,
      homeIss: change.iss,
      homeRecord: change.recordId,
      homeValue: change.value,
      homeSequence: change.sequence,
    }),
    decidedBy: `rule:${ruleOf(credential)}`,
  };
}

async function withdrawProposal(
  tx: Transaction,
  { events, node }: CredentialsDependencies,
  credential: CredentialRow,
  { proposal, change, act }: { proposal: { id: string; kind: string }; change: HomeChange; act: Act },
): Promise<void> {
  await closeProposal(tx, proposal.id);
  await events.append(tx, act, {
    type: 'status.rejected',
    issuer: issuerOf(node.origin, credential.authority),
    subjectId: credential.subjectId,
    objectType: 'status-event',
    objectId: proposal.id,
    effectiveAt: change.effectiveAt.toISOString(),
    reasonCode: 'cause-cured',
    facts: factsOf(credential, proposal.kind),
    details: { homeRecord: change.recordId, object: credential.id, kind: proposal.kind },
  });
}
