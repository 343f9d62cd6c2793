import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import { readAppeals } from './appeals.store.ts';
import type {
  Application,
  ApplicationFile,
  DecisionOnFile,
  DecisionRow,
  ProposalRow,
} from './application.ts';
import { lockApplication, readApplication, readKeptVersions } from './applications.store.ts';
import { readApprovalOf, readLatestDecision } from './decisions.store.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { readEvidence, readLatestProposal } from './evidence.store.ts';
import { type ApplicationState, stateAfter, type Step } from './life-cycle.ts';
import { type Viewer, viewerOf } from './viewers.ts';

/** An application of the caller's; what is not theirs is not there. @throws Fault `not-found` */
export async function ownApplication<As extends Viewer>(
  { db, node, clock }: Pick<RecognitionDependencies, 'db' | 'node' | 'clock'>,
  id: string,
  { caller, as }: { readonly caller: Caller; readonly as: readonly As[] },
): Promise<{ readonly application: Application; readonly viewer: As }> {
  const application = await readApplication(db, id);
  const seen = application && viewerOf(caller, application, { node, now: clock.now() });
  const viewer = as.find((each) => each === seen);
  if (application === undefined || viewer === undefined) throw new Fault('not-found');
  return { application, viewer };
}

export async function readFile(reader: Reader, application: Application): Promise<ApplicationFile> {
  const { id } = application;
  const latest = await onFile(reader, await readLatestDecision(reader, id));
  return {
    application,
    agreements: await readKeptVersions(reader, id),
    evidence: await readEvidence(reader, id),
    proposal: await latestProposal(reader, id),
    latest,
    standing:
      latest === undefined || latest.decision.state === 'approved'
        ? latest
        : await onFile(reader, await readLatestDecision(reader, id, 'approved')),
    appeals: await readAppeals(reader, id),
  };
}

async function onFile(
  reader: Reader,
  decision: DecisionRow | undefined,
): Promise<DecisionOnFile | undefined> {
  return decision && { decision, approval: await readApprovalOf(reader, decision.id) };
}

export async function latestProposal(reader: Reader, applicationId: string): Promise<ProposalRow> {
  const row = await readLatestProposal(reader, applicationId);
  if (row === undefined) throw new Error(`Application ${applicationId} has no proposal.`);
  return row;
}

/**
 * Locks the application and says where the step leads: whoever comes second sees what the first one made of it.
 * @throws Fault `application-state`
 */
export async function lockedFor(
  tx: Transaction,
  id: string,
  step: Step,
): Promise<{ readonly application: Application; readonly next: ApplicationState }> {
  const application = await lockApplication(tx, id);
  if (application === undefined) throw new Fault('not-found');
  const next = stateAfter(step, application.state);
  if (next === undefined) throw new Fault('application-state', { values: { state: application.state } });
  return { application, next };
}
