import { addDays } from '../kernel/instants.ts';
import * as acts from './demo-acts.ts';
import * as officers from './demo-officers.ts';
import { type Keepsakes, retried, shown, type Stage, target, today } from './demo-stage.ts';
import { newKeyPair, Wallet } from './demo-wallet.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Side } from './demo-acts.ts';
import { z } from 'zod';

/** Steps 3 to 9: a Shenzhen banker is recognised in Hong Kong, verified, suspended at home, restored. */

export interface Recognised {
  readonly wallet: Wallet;
  readonly recognitionId: string;
  readonly keepsakes: Keepsakes;
}

/** What one step leaves for the next. */
interface Thread {
  readonly wallet: Wallet;
  readonly caseReference: string;
  recordId: string;
  applicationId: string;
  decision: { id: string; decisionSha256: string };
  recognitionId: string;
  credentials: readonly string[];
  receipt: string;
  suspendedAt: string;
}

export async function mainlander(stage: Stage): Promise<Recognised | undefined> {
  const { story, cast } = stage;
  const { nameEn, nameZhHans } = cast.shen;
  const thread: Thread = {
    wallet: new Wallet(await newKeyPair()),
    caseReference: `HR-${today()}-1`,
    recordId: '',
    applicationId: '',
    decision: { id: '', decisionSha256: '' },
    recognitionId: '',
    credentials: [],
    receipt: '',
    suspendedAt: '',
  };
  const steps = [
    ['3', `Demo Shenzhen Registrar attests ${nameEn} ${nameZhHans}`, attested],
    ['4', 'The holder applies in Hong Kong with a presentation', applied],
    ['5', 'Demo Bridging College certifies what was missing', bridged],
    ['6', 'Officer HK-01 decides; may not approve too; officer HK-02 approves', decided],
    ['7', 'Example Bank HK verifies both in one call, before an offer', verified],
    ['8', 'Shenzhen suspends the standing at home, reason withheld; Hong Kong follows', suspended],
    ['9', 'Restored at home; two Hong Kong officers reinstate; asked as of step 8', restored],
  ] as const;
  for (const [number, title, act] of steps)
    if (!(await story.step(number, title, () => act(stage, thread)))) return undefined;
  const { wallet, recognitionId, receipt, credentials, caseReference } = thread;
  return {
    wallet,
    recognitionId,
    keepsakes: { receipt, verificationBody: acts.verificationBody({ credentials, caseReference }) },
  };
}

async function attested({ sz, cast }: Stage, thread: Thread) {
  const standing = { state: 'current', asOf: addDays(today(), -5) } as const;
  const award = { qualification: target.sz, route: 'examination', date: '2019-12-02', standing };
  const issued = await acts.attest(sz, 'SZ-REG-01', cast.shen, thread.wallet, award);
  thread.recordId = issued.record?.id ?? '';
  return { result: `${issued.number}, bound to the holder’s key`, more: [`record ${thread.recordId}`] };
}

async function applied({ hk }: Stage, thread: Thread) {
  const application = await retried(() => acts.apply(hk, thread.wallet, target.hk));
  thread.applicationId = application.id;
  acts.expectEqual('the proposal', application.proposal.outcome, 'bridging-required');
  acts.expectEqual('the number of missing components', application.proposal.missing.length, 3);
  return { result: 'proposal: bridging-required', more: traceLines(application) };
}

async function bridged({ hk, cast }: Stage, thread: Thread) {
  const components = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];
  const passed = { row: 'DEMO-1/i03', components, date: addDays(today(), -1) };
  const issued = await acts.certifyBridging(hk, cast.shen, thread.wallet, passed);
  const { id: applicationId, proposal } = await retried(() =>
    acts.addBridging(hk, thread.wallet, thread.applicationId),
  );
  acts.expectEqual('the proposal', proposal.outcome, 'recognised-with-conditions');
  const decision = {
    applicationId,
    proposalId: proposal.id,
    outcome: 'recognised-with-conditions',
    override: false,
  };
  thread.decision = await officers.decide(hk, 'HK-01', decision);
  return { result: 'proposal: recognised-with-conditions', more: [`bridging result ${issued.number}`] };
}

async function decided({ hk }: Stage, thread: Thread) {
  const { applicationId, decision, wallet } = thread;
  const approval = { applicationId, decisionId: decision.id, decisionSha256: decision.decisionSha256 };
  const own = await officers.tryToApprove(hk, 'HK-01', approval);
  acts.expectEqual('the answer to HK-01', own.status, 403);
  const { applicationState, credentialId } = await officers.approve(hk, 'HK-02', approval);
  if (credentialId === null) throw new Error(`no credential: ${applicationState}`);
  thread.recognitionId = credentialId;
  const held = await acts.collect(hk, wallet, credentialId, 'recognition');
  thread.credentials = [await wallet.show('home', shown), await wallet.show('recognition', shown)];
  return {
    result: `HK-01: 403. HK-02: issued ${held.number}`,
    more: [`valid ${held.issuedAt} to ${held.expiresAt}`],
  };
}

async function verified({ hk }: Stage, thread: Thread) {
  const { credentials, caseReference } = thread;
  const asked = { credentials, caseReference, receipt: true };
  const { result: answer, milliseconds } = await acts.verifyUntil(hk, asked, 'VALID_WITH_CONDITIONS', 5000);
  thread.receipt = answer.receipt ?? '';
  const check = await hk.api.post('/v1/receipts/verify', { receipt: thread.receipt }, { expect: 200 });
  acts.expectEqual('the receipt', z.object({ authentic: z.boolean() }).parse(check.body).authentic, true);
  return {
    result: `${answer.result}, receipt genuine`,
    more: [
      answer.messages.verdict.en,
      ...answer.facets.notConferred.map(({ text }) => text.en),
      `first good answer after ${String(milliseconds)} ms`,
    ],
  };
}

async function suspended({ hk, sz }: Stage, thread: Thread) {
  const { recordId, credentials, caseReference } = thread;
  const object = { type: 'record', id: recordId };
  await officers.decideStatus(sz, 'registrar', 'SZ-REG-01', {
    object,
    kind: 'suspend',
    facet: 'standing',
    reasonCode: 'not-stated',
  });
  const { result: answer, milliseconds } = await acts.verifyUntil(
    hk,
    { credentials, caseReference },
    'SUSPENDED',
    5000,
  );
  acts.expectEqual('the award facet', answer.facets.award.state, 'intact');
  if (milliseconds > 2000) throw new Error(`it took ${String(milliseconds)} ms, more than the bound of 2000`);
  const settled = await settle(hk, { credentials, caseReference });
  thread.suspendedAt = settled.checkedAt;
  return {
    result: `SUSPENDED in Hong Kong ${String(milliseconds)} ms after the decision in Shenzhen; award intact`,
    more: [settled.messages.verdict.en, `review on ${settled.nextReviewAt ?? 'no date'}`],
  };
}

async function restored({ hk, sz }: Stage, thread: Thread) {
  const { recordId, recognitionId, credentials, caseReference, suspendedAt } = thread;
  const cured = { kind: 'reinstate', reasonCode: 'cause-cured' };
  await officers.decideStatus(sz, 'registrar', 'SZ-REG-01', {
    ...cured,
    object: { type: 'record', id: recordId },
    facet: 'standing',
  });
  const object = { type: 'credential', id: recognitionId };
  const proposed = await officers.decideStatus(hk, 'recogniser', 'HK-01', {
    ...cured,
    object,
    facet: 'credential',
  });
  acts.expectEqual('the first officer’s act', proposed.state, 'proposed');
  await officers.approveStatus(hk, 'recogniser', 'HK-02', proposed);
  const { milliseconds } = await acts.verifyUntil(
    hk,
    { credentials, caseReference },
    'VALID_WITH_CONDITIONS',
    5000,
  );
  const then = await acts.verify(hk, { credentials, caseReference, asOf: suspendedAt });
  acts.expectEqual('the answer as of step 8', then.result, 'SUSPENDED');
  return {
    result: `VALID_WITH_CONDITIONS now; SUSPENDED as of ${suspendedAt}`,
    more: [`back ${String(milliseconds)} ms after the approval`],
  };
}

/** Until the notice was applied too, so that since when and the review date are known. */
async function settle(side: Side, asked: acts.Asked) {
  const started = performance.now();
  for (;;) {
    const answer = await acts.verify(side, asked);
    const settled =
      answer.result === 'SUSPENDED' &&
      answer.facets.recognition.state === 'suspended' &&
      answer.statusDetails.length > 0 &&
      answer.checks.some(
        ({ code, subject, outcome }) => code === 'status' && subject === 'recognition' && outcome === 'fail',
      );
    if (settled) return answer;
    if (performance.now() - started > 5000) throw new Error('the notice was not applied');
    await sleep(50);
  }
}

function traceLines({ proposal }: acts.ApplicationView): string[] {
  const rules = proposal.trace.map(({ rule, outcome }) => `${String(rule)} ${outcome}`).join(' · ');
  return [`missing: ${proposal.missing.map(({ code }) => code).join(', ')}`, `rules: ${rules}`];
}
