import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply, attest, collect, verifyUntil } from '../../src/bin/demo-acts.ts';
import { approve, approveStatus, decide, decideStatus } from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, civilDate, epochSeconds } from '../../src/kernel/instants.ts';
import type { Clock } from '../../src/kernel/ports.ts';
import type { VerificationResult } from '../../src/verification/index.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';
import { recognised, until } from '../support/recognised.ts';
import { ask, from } from '../verification/border.ts';

/** Connected 2 s, partitioned 15 min, then no conclusion: never a good answer about what has ended. */

const boundMilliseconds = 2000;
const partitionedSeconds = 15 * 60;

let ahead = 0;
/** The machine's clock, moved forward by as much as a test has let pass. */
const clock: Clock = { now: () => new Date(Date.now() + ahead * 1000) };

let border: Border;
/** Recognised over there, attested here. */
interface Crossing {
  readonly home: TestNode;
  readonly host: TestNode;
  readonly registrar: string;
  readonly recordId: string;
  readonly recognitionId: string;
  readonly homeCredential: string;
  readonly credentials: readonly string[];
}
let north: Crossing;
let south: Crossing;
/** Attested in Shenzhen, and nothing happens to it. */
let untouched: string;

beforeAll(async () => {
  border = await startBorder({ agreed: true, clock });
  south = await intoHongKong();
  north = await intoShenzhen();
  untouched = await onlyAttested();
}, 40_000);
afterAll(() => border.stop());

async function intoHongKong(): Promise<Crossing> {
  const { hk: host, sz: home } = border;
  const { recordId, recognitionId, credentials } = await recognised(border, 0);
  const [homeCredential = ''] = credentials;
  return { home, host, registrar: 'SZ-REG-01', recordId, recognitionId, homeCredential, credentials };
}

async function intoShenzhen(): Promise<Crossing> {
  const { hk: home, sz: host } = border;
  const wallet = new Wallet(await newKeyPair());
  const attested = await attest(home, 'HK-REG-01', castOf(1).chan, wallet, {
    qualification: 'hk-ecf-crm-core',
    route: 'examination',
    date: '2023-09-15',
    standing: { state: 'current', asOf: addDays(civilDate(clock.now()), -5) },
  });
  const homeCredential = await wallet.show('home', ['name_en']);
  await verifyUntil(host, { credentials: [homeCredential], caseReference: 'B' }, 'VALID', 8000);
  const { id: applicationId, proposal } = await apply(host, wallet, 'cn-qcbp-im-cc');
  const { outcome } = proposal;
  const decision = { applicationId, proposalId: proposal.id, outcome, override: false };
  const { id: decisionId, decisionSha256 } = await decide(host, 'SZ-01', decision);
  const { credentialId } = await approve(host, 'SZ-02', { applicationId, decisionId, decisionSha256 });
  const recognitionId = credentialId ?? '';
  await collect(host, wallet, recognitionId, 'recognition');
  const credentials = [homeCredential, await wallet.show('recognition', ['name_en'])];
  await until(async () => isGood(await answerOf(host, credentials)));
  const recordId = attested.record?.id ?? '';
  return { home, host, registrar: 'HK-REG-01', recordId, recognitionId, homeCredential, credentials };
}

async function onlyAttested(): Promise<string> {
  const wallet = new Wallet(await newKeyPair());
  await attest(border.sz, 'SZ-REG-02', castOf(2).shen, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf: addDays(civilDate(clock.now()), -5) },
  });
  const shown = await wallet.show('home', ['name_en']);
  await until(async () => isGood(await answerOf(border.hk, [shown])));
  return shown;
}

/** Past the guard: tokens are ten minutes old at most, and here a day passes. */
const answerOf = ({ contexts }: TestNode, credentials: readonly string[]): Promise<VerificationResult> =>
  contexts.verification.verify(ask(credentials), from);
const isGood = ({ result }: VerificationResult) => result.startsWith('VALID');

const atHome = ({ home, registrar, recordId }: Crossing, kind: string, reasonCode: string, facet: string) =>
  decideStatus(home, 'registrar', registrar, {
    object: { type: 'record', id: recordId },
    kind,
    facet,
    reasonCode,
  });
const suspend = (crossing: Crossing) => atHome(crossing, 'suspend', 'not-stated', 'standing');

/** Cured at home, and given back by two people at the host. */
async function restore(crossing: Crossing): Promise<void> {
  const { host, recognitionId, credentials } = crossing;
  await atHome(crossing, 'reinstate', 'cause-cured', 'standing');
  const officers = host.name === 'hk' ? (['HK-01', 'HK-02'] as const) : (['SZ-01', 'SZ-02'] as const);
  const object = { type: 'credential', id: recognitionId };
  const decision = { object, kind: 'reinstate', facet: 'credential', reasonCode: 'cause-cured' };
  await until(async () => (await answerOf(host, credentials)).facets.recognition.state === 'suspended');
  const proposed = await decideStatus(host, 'recogniser', officers[0], decision);
  await approveStatus(host, 'recogniser', officers[1], proposed);
  await until(async () => isGood(await answerOf(host, credentials)));
}

/** From the answer to the officer at home until nobody abroad is told that it is good; and it stays so. */
async function goodFor({ host, credentials }: Crossing): Promise<number> {
  const took = await until(async () => !isGood(await answerOf(host, credentials)));
  for (let round = 0; round < 20; round++) {
    expect(isGood(await answerOf(host, credentials))).toBe(false);
    await sleep(20);
  }
  return took;
}

describe('connected', () => {
  test.concurrent.each<[string, () => Crossing]>([
    ['Shenzhen, recognised in Hong Kong', () => south],
    ['Hong Kong, recognised in Shenzhen', () => north],
  ])('what is suspended in %s is so on the other side within 2 s, again and again', async (_name, of) => {
    const crossing = of();
    for (let round = 0; round < 3; round++) {
      expect(isGood(await answerOf(crossing.host, crossing.credentials))).toBe(true);
      await suspend(crossing);
      expect(await goodFor(crossing)).toBeLessThan(boundMilliseconds);
      const { result, facets } = await answerOf(crossing.host, crossing.credentials);
      expect([result, facets.award.state]).toEqual(['SUSPENDED', 'intact']);
      await restore(crossing);
    }
  });

  test('an award that ended at home: the home credential is TERMINATED, and the recognition waits for its people', async () => {
    await atHome(north, 'withdraw', 'basis-changed', 'award');
    expect(await goodFor(north)).toBeLessThan(boundMilliseconds);
    expect((await answerOf(north.host, [north.homeCredential])).result).toBe('TERMINATED');
    // The notice and the list of the record arrive one after the other.
    await until(async () => {
      const { result, facets } = await answerOf(north.host, north.credentials);
      return result === 'SUSPENDED' && facets.award.state === 'ended';
    });
    const { facets, messages } = await answerOf(north.host, north.credentials);
    expect(facets).toMatchObject({ award: { state: 'ended' }, recognition: { state: 'suspended' } });
    expect(messages.query?.en).toContain('query@sz.wenjin.example');
  });
});

/** How long the host still relies on what it last had of the list behind the award. */
function secondsLeft({ host, homeCredential }: Crossing): number {
  const payload = JSON.parse(Buffer.from(homeCredential.split('.')[1] ?? '', 'base64url').toString());
  const now = epochSeconds(clock.now());
  const held = host.contexts.status.lookup(payload.record.status_list, now);
  return held.kind === 'known' ? held.exp - now : 0;
}

function cut(is: boolean): void {
  border.hk.cut = is;
  border.sz.cut = is;
}

describe('partitioned', () => {
  test('a suspension that cannot cross is bounded by 15 minutes, then there is no conclusion; with the line it arrives', async () => {
    cut(true);
    await suspend(south);
    const left = secondsLeft(south);
    expect(left).toBeLessThanOrEqual(partitionedSeconds);
    ahead += left - 5;
    const before = await answerOf(south.host, south.credentials);
    expect(Date.parse(before.facets.homeStanding.lastConfirmedAt ?? '')).toBeGreaterThan(
      clock.now().getTime() - partitionedSeconds * 1000,
    );
    ahead += 5;
    // Our own lists are signed anew meanwhile: it is the other side's that is out of reach.
    await until(async () => (await answerOf(south.host, south.credentials)).result === 'INCONCLUSIVE');
    const { result, messages, facets, checks } = await answerOf(south.host, south.credentials);
    expect([result, messages.verdict.en]).toEqual([
      'INCONCLUSIVE',
      'The check could not be completed: the status list of the issuer is out of reach or too old. No conclusion should be drawn.',
    ]);
    expect([facets.award.state, facets.homeStanding.state]).toEqual(['unknown', 'unknown']);
    expect(checks.filter(({ code }) => code === 'record')).toMatchObject([
      { outcome: 'unknown', detail: 'list-stale' },
      { outcome: 'unknown', detail: 'list-stale' },
    ]);
    cut(false);
    await until(async () => (await answerOf(south.host, south.credentials)).result === 'SUSPENDED');
  });

  test('a trust list that is a day old carries no conclusion, in either direction; with the line all is well again', async () => {
    expect(isGood(await answerOf(border.hk, [untouched]))).toBe(true);
    cut(true);
    ahead += 24 * 3600;
    const { result, messages } = await answerOf(border.hk, [untouched]);
    expect(result).toBe('INCONCLUSIVE');
    expect(messages.verdict.en).toContain('the trust list of the other side is out of reach or too old');
    expect((await answerOf(south.host, south.credentials)).result).toBe('INCONCLUSIVE');
    cut(false);
    // What the workers do each minute.
    await border.sz.contexts.trust.publishIfDue();
    await border.hk.contexts.trust.syncPeer();
    await until(async () => {
      await border.hk.contexts.status.refetchPeer();
      return isGood(await answerOf(border.hk, [untouched]));
    });
  });
});
