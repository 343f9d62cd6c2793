import { randomUUID } from 'node:crypto';
import request from 'supertest';
import * as acts from '../../src/bin/demo-acts.ts';
import { officerToken } from '../../src/bin/demo-acts.ts';
import * as officers from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { sha256Base64url } from '../../src/kernel/digest.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { clientToken, registerClient, registerOrganisation } from '../access/access-node.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';

/** A border where people were recognised, refused, suspended, reinstated and stripped, so that every question has an answer. */

export interface Lived {
  readonly border: Border;
  /** Recognised in Hong Kong, verified, suspended with the home standing, reinstated by two, stripped by two. */
  readonly stripped: RecognisedPerson;
  /** Refused although the rules asked for bridging alone. */
  readonly overridden: string;
  /** Who was refused so appeals, and two others let it stand, once more against the rules. */
  upholdOverridden(): Promise<void>;
  /** Refused as the rules proposed: an award by grandfathering. */
  readonly refused: string;
  readonly reasons: { readonly overridden: string; readonly refused: string; readonly upheld: string };
  /** What the refused one said against it, before two others let it stand. */
  readonly grounds: string;
  /** An examiner of Hong Kong, and one of Shenzhen who is registered in Hong Kong. */
  readonly examiner: string;
  readonly foreigner: string;
  /** Record in Shenzhen whose standing lapsed. */
  readonly lapsed: string;
}

export async function live(): Promise<Lived> {
  const border = await startBorder({ agreed: true });
  const { hk, sz } = border;
  const stripped = await recognised(border, 0);
  await suspendAndReinstate(border, stripped);
  await strip(border, stripped);
  const reasons = {
    overridden: 'The register of the home side could not confirm the examination.',
    refused: 'The row asks for an award by examination; this one was granted by grandfathering.',
    upheld: 'Grandfathering is no examination, whatever was taught before it.',
  };
  const overridden = await refuse(border, 1, {
    route: 'examination',
    override: true,
    reasons: reasons.overridden,
  });
  const refused = await refuse(border, 2, {
    route: 'grandfathering',
    override: false,
    reasons: reasons.refused,
  });
  const grounds = 'The course before the grandfathering ended in a paper.';
  await appeal(hk, refused, { grounds, override: false, reasons: reasons.upheld });
  await officers.decideStatus(sz, 'registrar', 'SZ-REG-01', {
    object: { type: 'record', id: refused.recordId },
    facet: 'standing',
    kind: 'deregister',
    reasonCode: 'standing-lapsed',
  });
  await until(() => delivered(sz));
  return {
    border,
    stripped,
    overridden: overridden.applicationId,
    upholdOverridden: () => appeal(hk, overridden, { grounds, override: true, reasons: reasons.upheld }),
    refused: refused.applicationId,
    reasons,
    grounds,
    examiner: await officerToken(hk, 'examiner', 'HK-EX-01'),
    foreigner: await foreignExaminer(hk),
    lapsed: refused.recordId,
  };
}

async function suspendAndReinstate({ hk, sz }: Border, person: RecognisedPerson): Promise<void> {
  const record = { object: { type: 'record', id: person.recordId }, facet: 'standing' };
  await officers.decideStatus(sz, 'registrar', 'SZ-REG-01', {
    ...record,
    kind: 'suspend',
    reasonCode: 'under-review',
  });
  const { credentials } = person;
  const asked = { credentials, caseReference: 'HR-SUSPENDED' };
  await acts.verifyUntil(hk, asked, 'SUSPENDED', 8000);
  await officers.decideStatus(sz, 'registrar', 'SZ-REG-01', {
    ...record,
    kind: 'reinstate',
    reasonCode: 'cause-cured',
  });
  const object = { type: 'credential', id: person.recognitionId };
  const proposed = await patiently(() =>
    officers.decideStatus(hk, 'recogniser', 'HK-01', {
      object,
      facet: 'credential',
      kind: 'reinstate',
      reasonCode: 'cause-cured',
    }),
  );
  await officers.approveStatus(hk, 'recogniser', 'HK-02', proposed);
  await acts.verifyUntil(hk, { credentials, caseReference: 'HR-BACK' }, 'VALID_WITH_CONDITIONS', 8000);
}

async function strip({ hk }: Border, { recognitionId, credentials }: RecognisedPerson): Promise<void> {
  const proposed = await officers.decideStatus(hk, 'recogniser', 'HK-01', {
    object: { type: 'credential', id: recognitionId },
    facet: 'credential',
    kind: 'strip',
    reasonCode: 'conduct',
    instrumentDigest: sha256Base64url('an order'),
  });
  await officers.approveStatus(hk, 'recogniser', 'HK-02', proposed);
  await acts.verifyUntil(hk, { credentials, caseReference: 'HR-STRIPPED' }, 'TERMINATED', 8000);
}

async function refuse(
  { hk, sz }: Border,
  number: number,
  { route, override, reasons }: { route: string; override: boolean; reasons: string },
): Promise<{ applicationId: string; proposalId: string; recordId: string; wallet: Wallet }> {
  const wallet = new Wallet(await newKeyPair());
  const standing = { state: 'current', asOf: addDays(civilDate(hk.contexts.clock.now()), -5) } as const;
  const award = { qualification: 'cn-qcbp-im-cc', route, date: '2019-12-02', standing };
  const { record } = await acts.attest(sz, 'SZ-REG-01', castOf(number).shen, wallet, award);
  const { id: applicationId, proposal } = await patiently(() => acts.apply(hk, wallet, 'hk-ecf-crm-core'));
  const decision = { applicationId, proposalId: proposal.id, outcome: 'refused', override, reasons };
  const decided = await officers.decide(hk, 'HK-01', decision);
  await officers.approve(hk, 'HK-02', {
    applicationId,
    decisionId: decided.id,
    decisionSha256: decided.decisionSha256,
  });
  return { applicationId, proposalId: proposal.id, recordId: record?.id ?? '', wallet };
}

/** Filed by the holder, and heard by two who had no part in the refusal. */
async function appeal(
  hk: TestNode,
  { applicationId, proposalId, wallet }: { applicationId: string; proposalId: string; wallet: Wallet },
  { grounds, override, reasons }: { grounds: string; override: boolean; reasons: string },
): Promise<void> {
  const token = await acts.holderToken(hk, wallet);
  await hk.api.post(`/v1/applications/${applicationId}/appeals`, { grounds }, { token, expect: 201 });
  const decision = { applicationId, proposalId, outcome: 'refused', override, reasons };
  const { id: decisionId, decisionSha256 } = await officers.decide(hk, 'HK-03', decision);
  await officers.approve(hk, 'HK-04', { applicationId, decisionId, decisionSha256 });
}

/** Refused as the rules proposed, appealed against, and withdrawn by the holder before anybody heard it. Gives the application. */
export async function withdrawAppeal({ border, grounds, reasons }: Lived, number: number): Promise<string> {
  const { hk } = border;
  const because = { route: 'grandfathering', override: false, reasons: reasons.refused };
  const { applicationId, wallet } = await refuse(border, number, because);
  const token = await acts.holderToken(hk, wallet);
  const path = `/v1/applications/${applicationId}`;
  await hk.api.post(`${path}/appeals`, { grounds }, { token, expect: 201 });
  const headers = { 'idempotency-key': randomUUID() };
  await hk.api.post(`${path}/appeal-withdrawals`, undefined, { token, headers, expect: 201 });
  return applicationId;
}

/** Asked for bridging first, and recognised once it was passed: the clock stood still meanwhile. */
export async function recogniseAfterStop({ border: { hk, sz } }: Lived, number: number): Promise<void> {
  const { shen } = castOf(number);
  const wallet = new Wallet(await newKeyPair());
  const today = civilDate(hk.contexts.clock.now());
  await acts.attest(sz, 'SZ-REG-01', shen, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf: addDays(today, -5) },
  });
  const { id, proposal } = await patiently(() => acts.apply(hk, wallet, 'hk-ecf-crm-core'));
  await decideAndApprove(hk, { applicationId: id, proposalId: proposal.id, outcome: 'bridging-required' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const components = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];
  await acts.certifyBridging(hk, shen, wallet, { row: 'DEMO-1/i03', components, date: addDays(today, -1) });
  const again = await patiently(() => acts.addBridging(hk, wallet, id));
  const outcome = again.proposal.outcome;
  await decideAndApprove(hk, { applicationId: id, proposalId: again.proposal.id, outcome });
}

async function decideAndApprove(
  hk: TestNode,
  decision: { applicationId: string; proposalId: string; outcome: string },
): Promise<void> {
  const { applicationId } = decision;
  const { id: decisionId, decisionSha256 } = await officers.decide(hk, 'HK-01', {
    ...decision,
    override: false,
  });
  await officers.approve(hk, 'HK-02', { applicationId, decisionId, decisionSha256 });
}

async function delivered({ contexts }: TestNode): Promise<boolean> {
  const { rows } = await contexts.db.execute<{ left: number }>(
    'select count(*)::int as left from notices_out where delivered_at is null',
  );
  return rows[0]?.left === 0;
}

/** Somebody of the other side may be known here; what they are answered is another matter. */
async function foreignExaminer({ app, contexts, origin, api, register }: TestNode): Promise<string> {
  const node = { app, clock: contexts.clock, node: contexts.configuration.node, origin };
  const operator = await api.clientToken(register.operator);
  const plan = {
    kind: 'regulator',
    purposes: ['supervision'],
    jurisdiction: 'CN-SZ',
    registeredPlace: 'GBA-MAINLAND',
  } as const;
  const organisation = await registerOrganisation(node, operator, plan);
  return clientToken(node, await registerClient(node, operator, organisation, ['regulator']));
}

/** A question, in Hong Kong unless it says otherwise; nobody asks when there is no token. */
export function ask({ border }: Lived, token: string, path: string, side: 'hk' | 'sz' = 'hk') {
  const asked = request(border[side].app.server).get(path);
  return token === '' ? asked : asked.set('authorization', `Bearer ${token}`);
}

async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let left = 60; ; left--)
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
