import { z } from 'zod';
import { addDays } from '../kernel/instants.ts';
import * as acts from './demo-acts.ts';
import type { Side } from './demo-acts.ts';
import * as officers from './demo-officers.ts';
import { retried, shown, type Stage, target, today } from './demo-stage.ts';
import { newKeyPair, Wallet } from './demo-wallet.ts';

/** Steps 10 to 12: from Hong Kong to Shenzhen. */

/** Steps 10 and 11: a Hong Kong banker without current certification is recognised in Shenzhen by her award. */
export async function hongKonger({ story, hk, sz, cast }: Stage): Promise<void> {
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
    const issued = await recognise(sz, wallet, { target: target.sz, by: ['SZ-01', 'SZ-02'] });
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
  { target: wanted, by }: { target: string; by: readonly [string, string] },
): Promise<string> {
  const application = await retried(() => acts.apply(side, wallet, wanted));
  const { id: applicationId, proposal } = application;
  acts.expectEqual('the proposal', proposal.outcome, 'recognised-with-conditions');
  const decided = await officers.decide(side, by[0], {
    applicationId,
    proposalId: proposal.id,
    outcome: proposal.outcome,
    override: false,
  });
  const { credentialId } = await officers.approve(side, by[1], {
    applicationId,
    decisionId: decided.id,
    decisionSha256: decided.decisionSha256,
  });
  if (credentialId === null) throw new Error('no credential was issued');
  return (await acts.collect(side, wallet, credentialId, 'recognition')).number;
}

/** Step 12: an award by grandfathering is not what the row asks for. */
export async function grandfathered({ story, hk, sz, cast }: Stage): Promise<void> {
  const person = cast.wong;
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
      const decided = await officers.decide(sz, 'SZ-01', {
        applicationId,
        proposalId: proposal.id,
        outcome: 'refused',
        override: false,
        reasons,
      });
      const { applicationState } = await officers.approve(sz, 'SZ-02', {
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
