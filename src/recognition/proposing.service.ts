import type { Act } from '../kernel/event.ts';
import { uuidV7 } from '../kernel/identifiers.ts';
import type { Transaction } from '../platform/database.ts';
import type { Application, EvidenceItem } from './application.ts';
import type { Assessment } from './assessment.service.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { insertProposal } from './evidence.store.ts';
import { encodeProposal } from './proposal-content.ts';
import { proposedEvent } from './recognition-events.ts';

/** Stores what the engine proposes, with its trace and the evidence that it rests on. Part of the change that made it necessary. */
export async function recordProposal(
  { clock, entropy, events, node }: RecognitionDependencies,
  tx: Transaction,
  {
    application,
    assessment: { best, others },
    evidence,
    act,
  }: {
    /** As it was before. */
    readonly application: Pick<Application, 'id' | 'authority' | 'subjectId' | 'state' | 'facts'>;
    readonly assessment: Assessment;
    readonly evidence: readonly EvidenceItem[];
    readonly act: Act;
  },
): Promise<void> {
  const row = {
    id: uuidV7(clock, entropy),
    applicationId: application.id,
    agreementId: best.agreement.id,
    agreementVersion: best.agreement.version,
    rowId: best.agreement.row,
    outcome: best.outcome,
    ...encodeProposal({ best, others }),
    proposedAt: clock.now(),
  };
  await insertProposal(tx, row);
  const context = { application, origin: node.origin };
  await events.append(tx, act, proposedEvent(context, { row, best, evidence, before: application.state }));
}
