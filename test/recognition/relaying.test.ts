import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { demonstrationAgreement } from '../../src/agreements/index.ts';
import {
  attest,
  clientToken,
  holderToken,
  nonceOf,
  officerToken,
  organisation,
  type Side,
} from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { civilDate, epochSeconds } from '../../src/kernel/instants.ts';
import { applicationAnswer } from '../../src/recognition/index.ts';
import { type Border, startBorder } from '../support/border.ts';
import { realClock } from '../support/world.ts';

/** Two whole nodes: a bank relays for a banker of the other side, with tokens as they are in life. */

let border: Border;
const { shen } = castOf(0);
const view = z.object({ state: z.string(), digest: z.string() });
const agreement = '/v1/agreements/DEMO-1/versions/1';

beforeAll(async () => {
  border = await startBorder();
  const { hk, sz } = border;
  const document = demonstrationAgreement({
    parties: [
      { jurisdiction: 'HK', origin: hk.origin, authority: 'demo-hk-recognition' },
      { jurisdiction: 'CN-SZ', origin: sz.origin, authority: 'demo-sz-recognition' },
    ],
    inForceFrom: '2026-01-01',
  });
  const token = await officerToken(hk, 'committee', 'HK-JC-01');
  await hk.api.post('/v1/agreements', document, { token, expect: 201 });
  await sign(hk, 'HK-JC-01');
  await until(async () => (await sz.api.get(agreement)).status === 200);
  await sign(sz, 'SZ-JC-01');
  await until(async () => view.parse((await hk.api.get(agreement)).body).state === 'in-force');
});
afterAll(() => border.stop());

async function sign(side: Side, officer: string): Promise<void> {
  const token = await officerToken(side, 'committee', officer);
  const { digest } = view.parse((await side.api.get(agreement, token)).body);
  await side.api.post(`${agreement}/signatures`, { digest }, { token, expect: 201 });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error('It did not come to pass.');
}

test('an employer relays by the holder’s mandate and follows the application without the person', async () => {
  const { hk, sz } = border;
  const wallet = new Wallet(await newKeyPair());
  const now = realClock.now();
  await attest(sz, 'SZ-REG-01', shen, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf: civilDate(now) },
  });
  const { nonce, audience } = await nonceOf(hk);
  const shown = ['name_en', 'name_zh_hant', 'name_zh_hans', 'birth_date'];
  const iat = epochSeconds(now);
  const body = {
    presentations: [await wallet.present('home', shown, audience, nonce)],
    nonce,
    targetQualification: 'hk-ecf-crm-core',
    consent: {
      scope: 'recognition',
      recipient: hk.origin,
      purpose: 'recognition',
      items: ['nameEn', 'nameZhHant', 'nameZhHans', 'birthDate'],
      givenAt: now.toISOString(),
    },
    mandate: await wallet.state('wenjin-mandate+jwt', {
      aud: hk.origin,
      organisation: organisation(hk, 'bank').id,
      purpose: 'recognition',
      iat,
      exp: iat + 86_400,
      jti: randomUUID(),
    }),
    caseReference: 'HR-2026-117',
  };
  const bank = await clientToken(hk, 'bank');
  const { body: answer } = await hk.api.post('/v1/applications', body, { token: bank, expect: 201 });
  const application = applicationAnswer.parse(answer);
  expect(application).toMatchObject({
    state: 'under-assessment',
    caseReference: 'HR-2026-117',
    person: null,
    proposal: { outcome: 'bridging-required' },
  });
  const address = `/v1/applications/${application.id}`;
  expect(applicationAnswer.parse((await hk.api.get(address, bank)).body).person).toBeNull();
  const holder = applicationAnswer.parse((await hk.api.get(address, await holderToken(hk, wallet))).body);
  expect(holder.person).toMatchObject({ nameEn: shen.nameEn, birthDate: shen.birthDate });
  const officer = await officerToken(hk, 'recogniser', 'HK-01');
  expect(applicationAnswer.parse((await hk.api.get(address, officer)).body).person).toMatchObject({
    nameZhHans: shen.nameZhHans,
  });
  const examiner = await officerToken(hk, 'examiner', 'HK-EX-01');
  expect((await hk.api.get(address, examiner)).status).toBe(200);
  const otherWallet = new Wallet(await newKeyPair());
  expect((await hk.api.get(address, await holderToken(hk, otherWallet))).status).toBe(404);
  expect((await sz.api.get(address, await officerToken(sz, 'recogniser', 'SZ-01'))).status).toBe(404);
});
