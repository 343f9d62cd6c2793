import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { addDays, civilDate, localOffset } from '../kernel/instants.ts';
import { demonstrationAgreement } from '../agreements/index.ts';
import * as acts from './demo-acts.ts';
import type { Side } from './demo-acts.ts';
import type { DemoNode } from './demo-nodes.ts';
import type { Cast, SyntheticPerson } from './demo-people.ts';
import { say, type Story } from './demo-output.ts';
import { newKeyPair, Wallet } from './demo-wallet.ts';
import { clock } from './world.ts';

/** The first-run story, over HTTP against the two running nodes. Every line shows what the nodes answered. */

export interface Stage {
  readonly story: Story;
  readonly hk: Side;
  readonly sz: Side;
  readonly nodes: readonly [DemoNode, DemoNode];
  readonly cast: Cast;
}

/** Left over for the commands that are printed at the end. */
export interface Keepsakes {
  readonly receipt: string;
  readonly verificationBody: Record<string, unknown>;
}

const today = (): string => civilDate(clock.now());
const shown = ['name_en', 'birth_date'];
const target = { hk: 'hk-ecf-crm-core', sz: 'cn-qcbp-im-cc' } as const;

export async function walk(stage: Stage): Promise<Keepsakes | undefined> {
  const { story } = stage;
  await story.step(
    '1',
    'Both nodes hold the agreement, signed by both sides, and each other’s trust list',
    () => agree(stage),
  );
  await story.step(
    '2',
    'Explorer: what does QCBP Intermediate Corporate Credit count for in Hong Kong?',
    () => explore(stage),
  );
  const shen = await mainlander(stage);
  if (!shen) return undefined;
  await hongKonger(stage);
  await grandfathered(stage);
  await story.step('13', 'An altered copy, and a recognition offered as a source', () =>
    hostile(stage, shen),
  );
  await story.step('14', 'An examiner reads the life story of the recognition', () =>
    lifeStory(stage, shen.recognitionId),
  );
  return shen.keepsakes;
}

const agreementView = z.object({ state: z.string(), digest: z.string(), signedBy: z.array(z.string()) });
const agreementPath = '/v1/agreements/DEMO-1/versions/1';

async function agree({ hk, sz, nodes }: Stage) {
  const [hkNode, szNode] = nodes;
  const token = await acts.officerToken(hk, 'committee', 'HK-JC-01');
  if ((await hk.api.get(agreementPath, token)).status === 404) {
    const document = demonstrationAgreement({
      parties: [
        { jurisdiction: 'HK', origin: hkNode.origin, authority: 'demo-hk-recognition' },
        { jurisdiction: 'CN-SZ', origin: szNode.origin, authority: 'demo-sz-recognition' },
      ],
      inForceFrom: '2026-01-01',
    });
    await hk.api.post('/v1/agreements', document, { token, expect: 201 });
  }
  await sign(hk, 'HK-JC-01', 'HK');
  await until(
    async () => (await sz.api.get(agreementPath)).status === 200,
    'Shenzhen has not received the agreement',
  );
  await sign(sz, 'SZ-JC-01', 'CN-SZ');
  await until(async () => {
    const states = await Promise.all(
      [hk, sz].map(async ({ api }) => agreementView.parse((await api.get(agreementPath)).body).state),
    );
    return states.every((state) => state === 'in-force');
  }, 'the agreement is not in force on both sides');
  const held = agreementView.parse((await sz.api.get(agreementPath)).body);
  return {
    result: `DEMO-1 version 1 in force, signed by ${held.signedBy.join(' and ')}`,
    more: [`SHA-256 ${held.digest}`],
  };
}

async function sign(side: Side, officer: string, jurisdiction: string): Promise<void> {
  const token = await acts.officerToken(side, 'committee', officer);
  const held = agreementView.parse((await side.api.get(agreementPath, token)).body);
  if (held.signedBy.includes(jurisdiction)) return;
  await side.api.post(`${agreementPath}/signatures`, { digest: held.digest }, { token, expect: 201 });
}

async function until(
  holds: () => Promise<boolean>,
  otherwise: string,
  withinMilliseconds = 15_000,
): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > withinMilliseconds) throw new Error(otherwise);
    await sleep(100);
  }
}

const named = z.object({ name: z.object({ en: z.string() }) });
const explored = z.object({
  rows: z.array(
    z.object({ row: z.string(), basis: z.string(), exempt: z.array(named), missing: z.array(named) }),
  ),
});

async function explore({ hk }: Stage) {
  const { body } = await hk.api.post(
    '/v1/equivalence',
    { qualification: target.sz, targetSide: 'HK' },
    { expect: 200 },
  );
  const { rows } = explored.parse(body);
  const list = (items: readonly z.output<typeof named>[]): string =>
    items.map(({ name }) => name.en).join(', ') || 'nothing';
  const kinds = rows.map(({ basis }) => basis);
  acts.expectEqual(
    'the order of the answer',
    kinds.join(),
    [...kinds].sort((a, b) => order(a) - order(b)).join(),
  );
  return {
    result: `${String(rows.length)} rows, no personal data asked for`,
    more: rows.map(
      ({ row, basis, exempt, missing }) =>
        `${row} (${basis}): exempt ${list(exempt)}; missing ${list(missing)}`,
    ),
  };
}

function order(basis: string): number {
  return ['agreement', 'published-unilateral', 'historical', 'illustrative'].indexOf(basis);
}

interface Recognised {
  readonly wallet: Wallet;
  readonly recognitionId: string;
  readonly keepsakes: Keepsakes;
}

/** Steps 3 to 9: a Shenzhen banker is recognised in Hong Kong, verified, suspended at home, restored. */
async function mainlander(stage: Stage): Promise<Recognised | undefined> {
  const { story, hk, sz, cast } = stage;
  const person = cast.shen;
  const wallet = new Wallet(await newKeyPair());
  const seen = {
    recordId: '',
    applicationId: '',
    recognitionId: '',
    suspendedAt: '',
    receipt: '',
    decision: { id: '', decisionSha256: '' },
  };
  const caseReference = `HR-${today()}-1`;

  await story.step('3', `Demo Shenzhen Registrar attests ${person.nameEn} ${person.nameZhHans}`, async () => {
    const standing = { state: 'current', asOf: addDays(today(), -5) } as const;
    const award = { qualification: target.sz, route: 'examination', date: '2019-12-02', standing };
    const issued = await acts.attest(sz, 'SZ-REG-01', person, wallet, award);
    seen.recordId = issued.record?.id ?? '';
    return { result: `${issued.number}, bound to the holder’s key`, more: [`record ${seen.recordId}`] };
  });

  await story.step('4', 'The holder applies in Hong Kong with a presentation', async () => {
    const application = await retried(() => acts.apply(hk, wallet, target.hk));
    seen.applicationId = application.id;
    acts.expectEqual('the proposal', application.proposal.outcome, 'bridging-required');
    acts.expectEqual('the number of missing components', application.proposal.missing.length, 3);
    return { result: 'proposal: bridging-required', more: traceLines(application) };
  });

  await story.step('5', 'Demo Bridging College certifies what was missing', async () => {
    const components = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];
    const issued = await acts.certifyBridging(hk, person, wallet, {
      row: 'DEMO-1/i03',
      components,
      date: addDays(today(), -1),
    });
    const application = await retried(() => acts.addBridging(hk, wallet, seen.applicationId));
    acts.expectEqual('the proposal', application.proposal.outcome, 'recognised-with-conditions');
    const decision = {
      applicationId: application.id,
      proposalId: application.proposal.id,
      outcome: 'recognised-with-conditions',
      override: false,
    };
    seen.decision = await acts.decide(hk, 'HK-01', decision);
    return { result: `proposal: recognised-with-conditions`, more: [`bridging result ${issued.number}`] };
  });

  const recognised = await story.step(
    '6',
    'Officer HK-01 decides; may not approve too; officer HK-02 approves',
    async () => {
      const approval = {
        applicationId: seen.applicationId,
        decisionId: seen.decision.id,
        decisionSha256: seen.decision.decisionSha256,
      };
      const own = await acts.tryToApprove(hk, 'HK-01', approval);
      acts.expectEqual('the answer to HK-01', own.status, 403);
      const { applicationState, credentialId } = await acts.approve(hk, 'HK-02', approval);
      if (credentialId === null) throw new Error(`no credential: ${applicationState}`);
      seen.recognitionId = credentialId;
      const held = await acts.collect(hk, wallet, credentialId, 'recognition');
      return {
        result: `HK-01: 403. HK-02: issued ${held.number}`,
        more: [`valid ${held.issuedAt} to ${held.expiresAt}`],
      };
    },
  );
  if (!recognised) return undefined;

  const credentials = [await wallet.show('home', shown), await wallet.show('recognition', shown)];
  await story.step('7', 'Example Bank HK verifies both in one call, before an offer', async () => {
    const { result: answer, milliseconds } = await acts.verifyUntil(
      hk,
      { credentials, caseReference, receipt: true },
      'VALID_WITH_CONDITIONS',
      5000,
    );
    seen.receipt = answer.receipt ?? '';
    const check = await hk.api.post('/v1/receipts/verify', { receipt: seen.receipt }, { expect: 200 });
    acts.expectEqual('the receipt', z.object({ authentic: z.boolean() }).parse(check.body).authentic, true);
    return {
      result: `${answer.result}, receipt genuine`,
      more: [
        answer.messages.verdict.en,
        ...answer.facets.notConferred.map(({ text }) => text.en),
        `first good answer after ${String(milliseconds)} ms`,
      ],
    };
  });

  await story.step(
    '8',
    'Shenzhen suspends the standing at home, reason withheld; Hong Kong follows',
    async () => {
      await acts.decideStatus(sz, 'registrar', 'SZ-REG-01', {
        object: { type: 'record', id: seen.recordId },
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
      if (milliseconds > 2000)
        throw new Error(`it took ${String(milliseconds)} ms, more than the bound of 2000`);
      const settled = await settle(hk, { credentials, caseReference });
      seen.suspendedAt = settled.checkedAt;
      return {
        result: `SUSPENDED in Hong Kong ${String(milliseconds)} ms after the decision in Shenzhen; award intact`,
        more: [settled.messages.verdict.en, `review on ${settled.nextReviewAt ?? 'no date'}`],
      };
    },
  );

  await story.step(
    '9',
    'Restored at home; two Hong Kong officers reinstate; asked as of step 8',
    async () => {
      await acts.decideStatus(sz, 'registrar', 'SZ-REG-01', {
        object: { type: 'record', id: seen.recordId },
        kind: 'reinstate',
        facet: 'standing',
        reasonCode: 'cause-cured',
      });
      const proposed = await acts.decideStatus(hk, 'recogniser', 'HK-01', {
        object: { type: 'credential', id: seen.recognitionId },
        kind: 'reinstate',
        facet: 'credential',
        reasonCode: 'cause-cured',
      });
      acts.expectEqual('the first officer’s act', proposed.state, 'proposed');
      await acts.approveStatus(hk, 'recogniser', 'HK-02', proposed);
      const { milliseconds } = await acts.verifyUntil(
        hk,
        { credentials, caseReference },
        'VALID_WITH_CONDITIONS',
        5000,
      );
      const then = await acts.verify(hk, { credentials, caseReference, asOf: seen.suspendedAt });
      acts.expectEqual('the answer as of step 8', then.result, 'SUSPENDED');
      return {
        result: `VALID_WITH_CONDITIONS now; SUSPENDED as of ${seen.suspendedAt}`,
        more: [`back ${String(milliseconds)} ms after the approval`],
      };
    },
  );

  const keepsakes = {
    receipt: seen.receipt,
    verificationBody: acts.verificationBody({ credentials, caseReference }),
  };
  return { wallet, recognitionId: seen.recognitionId, keepsakes };
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

/** The other node knows an issuer, a status list or a mandate a moment after it was published. */
async function retried<T>(act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (performance.now() - started > 8000) throw error;
      await sleep(200);
    }
  }
}

/** Steps 10 and 11: a Hong Kong banker without current certification is recognised in Shenzhen by her award. */
async function hongKonger({ story, hk, sz, cast }: Stage): Promise<void> {
  const person = cast.chan;
  const wallet = new Wallet(await newKeyPair());
  await story.step(
    '10',
    `Demo Hong Kong Registrar attests ${person.nameEn} ${person.nameZhHant}: award intact, standing inactive`,
    async () => {
      const standing = { state: 'inactive', asOf: '2026-02-01' } as const;
      const award = { qualification: target.hk, route: 'examination', date: '2023-09-15', standing };
      const issued = await acts.attest(hk, 'HK-REG-01', person, wallet, award);
      return { result: `${issued.number}, by examination, inside the register window` };
    },
  );
  await story.step('11', 'Shenzhen recognises the 公司信贷 component; Example Bank SZ verifies', async () => {
    const issued = await recognise(sz, wallet, { target: target.sz, officers: ['SZ-01', 'SZ-02'] });
    const credentials = [await wallet.show('home', shown), await wallet.show('recognition', shown)];
    const { result: answer } = await acts.verifyUntil(
      sz,
      { credentials, caseReference: `SZ-HR-${today()}-2` },
      'VALID_WITH_CONDITIONS',
      5000,
    );
    acts.expectEqual('home standing', answer.facets.homeStanding.state, 'inactive');
    return {
      result: `${answer.result}: ${issued}`,
      more: answer.facets.notConferred.map(({ text }) => text.en),
    };
  });
}

async function recognise(
  side: Side,
  wallet: Wallet,
  { target: wanted, officers }: { target: string; officers: readonly [string, string] },
): Promise<string> {
  const application = await retried(() => acts.apply(side, wallet, wanted));
  const { id: applicationId, proposal } = application;
  acts.expectEqual('the proposal', proposal.outcome, 'recognised-with-conditions');
  const decided = await acts.decide(side, officers[0], {
    applicationId,
    proposalId: proposal.id,
    outcome: proposal.outcome,
    override: false,
  });
  const { credentialId } = await acts.approve(side, officers[1], {
    applicationId,
    decisionId: decided.id,
    decisionSha256: decided.decisionSha256,
  });
  if (credentialId === null) throw new Error('no credential was issued');
  return (await acts.collect(side, wallet, credentialId, 'recognition')).number;
}

/** Step 12: an award by grandfathering is not what the row asks for. */
async function grandfathered({ story, hk, sz, cast }: Stage): Promise<void> {
  const person: SyntheticPerson = cast.wong;
  const wallet = new Wallet(await newKeyPair());
  await story.step(
    '12',
    `${person.nameEn} ${person.nameZhHant}, by grandfathering: two officers refuse, with reasons`,
    async () => {
      const standing = { state: 'current', asOf: addDays(today(), -5) } as const;
      await acts.attest(hk, 'HK-REG-01', person, wallet, {
        qualification: target.hk,
        route: 'grandfathering',
        date: '2022-05-16',
        standing,
      });
      const { id: applicationId, proposal } = await retried(() => acts.apply(sz, wallet, target.sz));
      acts.expectEqual('the proposal', proposal.outcome, 'refuse');
      const reasons = 'The row asks for an award by examination; this one was granted by grandfathering.';
      const decided = await acts.decide(sz, 'SZ-01', {
        applicationId,
        proposalId: proposal.id,
        outcome: 'refused',
        override: false,
        reasons,
      });
      const { applicationState } = await acts.approve(sz, 'SZ-02', {
        applicationId,
        decisionId: decided.id,
        decisionSha256: decided.decisionSha256,
      });
      const view = refusalView.parse(
        (await sz.api.get(`/v1/applications/${applicationId}`, await acts.holderToken(sz, wallet))).body,
      );
      return {
        result: `refused (${applicationState})`,
        more: [reasons, `appeal until ${view.decision.appeal.until}: ${view.decision.appeal.route.en}`],
      };
    },
  );
}

const refusalView = z.object({
  decision: z.object({ appeal: z.object({ until: z.string(), route: z.object({ en: z.string() }) }) }),
});

async function hostile({ hk }: Stage, { wallet }: Recognised) {
  const home = await wallet.show('home', shown);
  const [jwt = '', ...disclosures] = home.split('~');
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const altered = Buffer.from(payload, 'base64url').toString().replace('2019-12-02', '2009-12-02');
  const forged = [
    `${header}.${Buffer.from(altered).toString('base64url')}.${signature}`,
    ...disclosures,
  ].join('~');
  const answer = await acts.verify(hk, { credentials: [forged], caseReference: 'HR-FORGED' });
  acts.expectEqual('the answer to the altered copy', answer.result, 'SIGNATURE_INVALID');
  const chained = await acts.tryToApply(hk, wallet, target.hk, 'recognition');
  acts.expectEqual('the answer to the recognition as a source', chained.status, 422);
  const { code } = z.object({ code: z.string() }).parse(chained.body);
  return { result: `${answer.result}; 422 ${code}`, more: [answer.messages.verdict.en] };
}

const story = z.object({
  key: z.object({ kid: z.string(), validAtIssuance: z.boolean() }),
  mandate: z.object({ instrument: z.string() }),
  events: z.array(
    z.object({
      type: z.string(),
      recordedAt: z.string(),
      localTime: z.string(),
      commitmentHolds: z.boolean().nullable(),
      payload: z.object({ actor: z.object({ id: z.string() }) }).nullable(),
    }),
  ),
});

async function lifeStory({ hk }: Stage, recognitionId: string) {
  const token = await acts.officerToken(hk, 'examiner', 'HK-EX-01');
  const { body } = await hk.api.get(`/v1/credentials/${recognitionId}/life-story`, token);
  const { key, mandate, events } = story.parse(body);
  if (!events.every(({ commitmentHolds }) => commitmentHolds === true))
    throw new Error('a commitment does not hold');
  acts.expectEqual('the key at issuance', key.validAtIssuance, true);
  const lines = events.map(
    ({ type, recordedAt, localTime, payload }) =>
      `${recordedAt} UTC, ${localTime.slice(11, 19)} ${localOffset}  ${type.padEnd(24)} ${payload?.actor.id ?? ''}`,
  );
  return {
    result: `${String(events.length)} events, every commitment holds; key ${key.kid.slice(0, 10)}… valid then; ${mandate.instrument}`,
    more: lines,
  };
}

export function banner(): void {
  say('Wenjin 文錦');
  say('Demonstration. Fictional people and authorities; no real body has agreed these rules.');
  say(
    '示範。人物及機構均屬虛構；並無任何真實機構同意此等規則。 · 演示。人物及机构均属虚构；并无任何真实机构同意此等规则。',
  );
  say();
}
