import type { Caller } from '../kernel/caller.ts';
import { Fault } from '../kernel/fault.ts';
import type { LogReceipt } from '../kernel/log-receipt.ts';
import { recognitionPurpose } from './applicant-act.ts';
import type { Application, ApplicationFile } from './application.ts';
import type { ApplicationAnswer } from './application.schema.ts';
import { answerOf, shownDecision } from './application-answer.ts';
import { ownApplication, readFile } from './application-file.service.ts';
import { readApplication } from './applications.store.ts';
import type { Requester } from './applying.service.ts';
import {
  type ApprovalAnswer,
  approvalAnswerOf,
  type DecisionAnswer,
  decisionAnswerOf,
} from './decision-answer.ts';
import { readApproval, readDecision } from './decisions.store.ts';
import type { RecognitionDependencies } from './dependencies.ts';
import { type ApplicationsPage, listFor, type ListRequest } from './listing.service.ts';
import { isMember } from './reception.ts';
import { personalDataFor } from './personal-data.ts';
import { type Viewer, viewers } from './viewers.ts';
import { groundsOf, noteOf, reasonsOf } from './words.service.ts';

export interface Reading {
  /** An officer's or a regulator's look is on record before the answer is given. @throws Fault `not-found` */
  application(id: string, from: Requester): Promise<ApplicationAnswer>;
  /** What the holder, or who relays for them, gets for their own act. @throws Fault `not-found` */
  ownAnswer(id: string, from: Requester): Promise<ApplicationAnswer>;
  list(request: ListRequest, from: Requester): Promise<ApplicationsPage>;
  /** For the one who has just made it. */
  decision(id: string): Promise<DecisionAnswer>;
  /** With the proof of the log for what was issued, if it comes in time. */
  approval(id: string, waitSeconds: number): Promise<ApprovalAnswer>;
}

export function createReading(deps: RecognitionDependencies): Reading {
  const { db, vault } = deps;
  return {
    async application(id, from) {
      const { application, viewer } = await ownApplication(deps, id, { caller: from.caller, as: viewers });
      const answer = await render(deps, application, { viewer, caller: from.caller });
      if (viewer === 'officer' || viewer === 'regulator')
        await recordLook(deps, from, { application, viewer, included: answer.personalData.included });
      return answer;
    },
    async ownAnswer(id, { caller }) {
      const { application, viewer } = await ownApplication(deps, id, { caller, as: ['holder', 'relay'] });
      return render(deps, application, { viewer, caller });
    },
    async list(request, from) {
      const page = await listFor(deps, request, from.caller);
      if (isMember(from.caller)) await recordListing(deps, from, page);
      return page;
    },
    async decision(id) {
      const row = await readDecision(db, id);
      const application = row && (await readApplication(db, row.applicationId));
      if (row === undefined || application === undefined) throw new Fault('not-found');
      const { subjectId } = application;
      return decisionAnswerOf(row, await reasonsOf(db, vault, { ...row, subjectId }));
    },
    async approval(id, waitSeconds) {
      const row = await readApproval(db, id);
      const application = row && (await readApplication(db, row.applicationId));
      if (row === undefined || application === undefined) throw new Fault('not-found');
      const { state, subjectId } = application;
      const note = await noteOf(db, vault, { ...row, subjectId });
      return approvalAnswerOf(row, {
        state,
        note,
        log: await receiptOf(deps, row.credentialId, waitSeconds),
      });
    },
  };
}

async function recordListing(
  { access }: RecognitionDependencies,
  { caller, requestId }: Requester,
  { items }: ApplicationsPage,
): Promise<void> {
  await access.records.write({
    kind: 'look-up',
    caller,
    requestId,
    purpose: recognitionPurpose,
    objectIds: items.map(({ id }) => id),
    result: 'applications',
    contentClass: 'pseudonymous',
  });
}

async function receiptOf(
  { db, receipts }: RecognitionDependencies,
  credentialId: string | null,
  waitSeconds: number,
): Promise<LogReceipt | null> {
  if (credentialId === null) return null;
  const found = (await receipts.ofCredentials(db, [credentialId])).get(credentialId);
  return found ? receipts.withProof(found, waitSeconds) : null;
}

async function recordLook(
  { access }: RecognitionDependencies,
  { caller, requestId }: Requester,
  {
    application,
    viewer,
    included,
  }: { readonly application: Application; readonly viewer: Viewer; readonly included: boolean },
): Promise<void> {
  await access.records.write({
    kind: 'look-up',
    caller,
    requestId,
    purpose: viewer === 'regulator' ? 'supervision' : recognitionPurpose,
    objectIds: [application.id],
    holderThumbprint: application.holderThumbprint,
    result: included ? 'with-personal-data' : 'without-personal-data',
    contentClass: included ? 'identified' : 'pseudonymous',
  });
}

async function render(
  deps: RecognitionDependencies,
  application: Application,
  { viewer, caller }: { readonly viewer: Viewer; readonly caller: Caller },
): Promise<ApplicationAnswer> {
  const { db, vault, node, agreements } = deps;
  const file = await readFile(db, application);
  const personalData = personalDataFor(viewer, { caller, node, homeIssuer: application.homeIssuer });
  const { agreementId, agreementVersion } = file.proposal;
  const { subjectId } = application;
  const shown = shownDecision(file, viewer)?.decision;
  const person = personalData.included ? await vault.person(db, subjectId) : undefined;
  return answerOf(file, {
    viewer,
    origin: node.origin,
    appeal: agreements.view().version(agreementId, agreementVersion)?.document.appeal,
    personalData,
    // What people write of a person, or the person of themselves, names whom it will: it is in no answer that the person is not in.
    reasons: shown && person ? await reasonsOf(db, vault, { ...shown, subjectId }) : null,
    grounds: person === undefined ? noGrounds : await groundsIn(deps, file),
    person,
  });
}

const noGrounds: ReadonlyMap<string, string | null> = new Map();

async function groundsIn(
  { db, vault }: RecognitionDependencies,
  { application: { subjectId }, appeals }: ApplicationFile,
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const appeal of appeals) found.set(appeal.id, await groundsOf(db, vault, { ...appeal, subjectId }));
  return found;
}
