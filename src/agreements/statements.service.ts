import type { Act } from '../kernel/event.ts';
import { Fault } from '../kernel/fault.ts';
import { epochSeconds, fromEpochSeconds } from '../kernel/instants.ts';
import type { Jurisdiction } from '../kernel/jurisdiction.ts';
import { bumpSnapshot } from '../platform/snapshots.store.ts';
import type { AgreementStatement, AgreementVersion } from './agreement.ts';
import { type AgreementsContext, type Recorded, snapshotName } from './drafting.service.ts';
import { insertStatement, lockVersion, type Named } from './agreements.store.ts';
import { agreementEvent } from './events.ts';
import { loadVersion } from './loading.service.ts';
import { bySequence, isSigned } from './state.ts';
import { signStatement } from './statements.ts';
import type { StatementKind } from './vocabulary.ts';

export interface StatementRequest extends Named {
  /** UUID; a retry with the same one makes the same statement. */
  readonly statementId: string;
  readonly kind: StatementKind;
  readonly reasonCode: string;
  /** Now when absent; never the past. */
  readonly effectiveAt?: Date | undefined;
}

/** This side suspends, resumes or ends the agreement. */
export async function stateOwnSide(
  { db, clock, events, node, keys, snapshot }: AgreementsContext,
  { statementId, kind, reasonCode, effectiveAt, ...named }: StatementRequest,
  { act, recorded }: { readonly act: Act; readonly recorded?: Recorded },
): Promise<void> {
  const now = fromEpochSeconds(epochSeconds(clock.now()));
  const effective = effectiveAt ?? now;
  if (effective < now)
    throw new Fault('agreement-effect-backdated', {
      errors: [{ pointer: '/body/effectiveAt', code: 'period' }],
    });
  const found = await loadVersion(db, named);
  if (found === undefined) throw new Fault('not-found');
  const intended = { kind, effectiveAt: effective, side: node.jurisdiction };
  assertAllowed(found, intended);
  const { document, bytes } = found;
  const text = { id: statementId, origin: node.origin, kind, reasonCode, effectiveAt: effective };
  const jws = await signStatement(found, text, { signer: keys.signer(), at: now });
  const at = clock.now();
  const statement: AgreementStatement = {
    id: statementId,
    jurisdiction: node.jurisdiction,
    kind,
    reasonCode,
    effectiveAt: fromEpochSeconds(epochSeconds(effective)),
    saidAt: now,
    recordedAt: at,
    jws,
  };
  await db.transaction(async (tx) => {
    await lockVersion(tx, named);
    const current = await loadVersion(tx, named);
    if (current) assertAllowed(current, intended);
    if (!(await insertStatement(tx, named, statement))) throw new Fault('agreement-state-conflict');
    await events.append(
      tx,
      act,
      agreementEvent('agreement.changed', { node, act, document, bytes, at, statement }),
    );
    await bumpSnapshot(tx, snapshotName);
    await recorded?.(tx);
  });
  await snapshot.refresh();
}

/** @throws Fault `agreement-not-signed`, `agreement-state-conflict` */
function assertAllowed(
  version: AgreementVersion,
  {
    kind,
    effectiveAt,
    side,
  }: { readonly kind: StatementKind; readonly effectiveAt: Date; readonly side: Jurisdiction },
): void {
  if (!isSigned(version)) throw new Fault('agreement-not-signed');
  const ended = version.statements.some((statement) => statement.kind === 'terminated');
  const last = version.statements
    .filter(({ jurisdiction }) => jurisdiction === side)
    .toSorted(bySequence)
    .at(-1);
  const isInOrder = last === undefined || last.effectiveAt <= effectiveAt;
  const isSuspended = last?.kind === 'suspended';
  const fits = kind === 'terminated' || (kind === 'suspended' ? !isSuspended : isSuspended);
  if (ended || !isInOrder || !fits) throw new Fault('agreement-state-conflict');
}
