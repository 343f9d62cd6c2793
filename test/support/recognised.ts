import { demonstrationAgreement } from '../../src/agreements/index.ts';
import * as acts from '../../src/bin/demo-acts.ts';
import * as officers from '../../src/bin/demo-officers.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import type { Border } from './border.ts';

/** Both nodes sign DEMO-1, as the story does in its first step. */
export async function agree({ hk, sz }: Border): Promise<void> {
  const path = '/v1/agreements/DEMO-1/versions/1';
  const [here, there] = [
    await acts.officerToken(hk, 'committee', 'HK-JC-01'),
    await acts.officerToken(sz, 'committee', 'SZ-JC-01'),
  ];
  const parties = [
    { jurisdiction: 'HK' as const, origin: hk.origin, authority: 'demo-hk-recognition' },
    { jurisdiction: 'CN-SZ' as const, origin: sz.origin, authority: 'demo-sz-recognition' },
  ];
  const document = demonstrationAgreement({ parties, inForceFrom: '2026-01-01' });
  const drafted = Object(await hk.api.post('/v1/agreements', document, { token: here, expect: 201 })).body;
  await hk.api.post(`${path}/signatures`, { digest: drafted.digest }, { token: here, expect: 201 });
  await until(async () => (await sz.api.get(path)).status === 200);
  await sz.api.post(`${path}/signatures`, { digest: drafted.digest }, { token: there, expect: 201 });
  await until(
    async () =>
      Object((await hk.api.get(path)).body).state === 'in-force' &&
      Object((await sz.api.get(path)).body).state === 'in-force',
  );
}

export async function until(
  holds: () => Promise<boolean> | boolean,
  withinMilliseconds = 8000,
): Promise<number> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > withinMilliseconds) throw new Error('it did not come to hold in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - started;
}

export interface RecognisedPerson {
  readonly wallet: Wallet;
  readonly recordId: string;
  readonly homeId: string;
  readonly recognitionId: string;
  /** Home credential and recognition, showing English name and birth date. */
  readonly credentials: readonly string[];
}

/** One Shenzhen banker, attested, bridged, decided by two people and recognised in Hong Kong. `number` tells people apart. */
export async function recognised({ hk, sz }: Border, number: number): Promise<RecognisedPerson> {
  const today = civilDate(hk.contexts.clock.now());
  const person = castOf(number).shen;
  const wallet = new Wallet(await newKeyPair());
  const standing = { state: 'current', asOf: addDays(today, -5) } as const;
  const home = await acts.attest(sz, 'SZ-REG-01', person, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing,
  });
  const { id: applicationId } = await patiently(() => acts.apply(hk, wallet, 'hk-ecf-crm-core'));
  const components = ['hk-security-and-company-law', 'hk-ethics-and-conduct', 'bridging-assessment'];
  await acts.certifyBridging(hk, person, wallet, { row: 'DEMO-1/i03', components, date: addDays(today, -1) });
  const { proposal } = await patiently(() => acts.addBridging(hk, wallet, applicationId));
  const decision = await officers.decide(hk, 'HK-01', {
    applicationId,
    proposalId: proposal.id,
    outcome: 'recognised-with-conditions',
    override: false,
  });
  const { credentialId } = await officers.approve(hk, 'HK-02', {
    applicationId,
    decisionId: decision.id,
    decisionSha256: decision.decisionSha256,
  });
  if (credentialId === null) throw new Error('nothing was issued');
  await acts.collect(hk, wallet, credentialId, 'recognition');
  const shown = ['name_en', 'birth_date'];
  const credentials = [await wallet.show('home', shown), await wallet.show('recognition', shown)];
  await acts.verifyUntil(hk, { credentials, caseReference: 'SETUP' }, 'VALID_WITH_CONDITIONS', 8000);
  return {
    wallet,
    recordId: home.record?.id ?? '',
    homeId: home.id,
    recognitionId: credentialId,
    credentials,
  };
}

export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let left = 40; ; left--)
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
