import type pg from 'pg';
import * as acts from '../../src/bin/demo-acts.ts';
import { castOf } from '../../src/bin/demo-people.ts';
import { newKeyPair, Wallet } from '../../src/bin/demo-wallet.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import type { Border, TestNode } from '../support/border.ts';

/** Persons of a border, and how the test makes years pass for one of them: by dating back what is stored, as the owner. */

export interface Attested {
  readonly wallet: Wallet;
  readonly credentialId: string;
  readonly number: string;
  readonly subjectId: string;
}

/** A Hong Kong banker with a home attestation; `number` tells people apart. */
export async function attested(node: TestNode, owner: pg.Client, number: number): Promise<Attested> {
  const wallet = new Wallet(await newKeyPair());
  const asOf = addDays(civilDate(node.contexts.clock.now()), -5);
  const issued = await acts.attest(node, 'HK-REG-01', castOf(number).chan, wallet, {
    qualification: 'hk-ecf-crm-core',
    route: 'examination',
    date: '2023-06-01',
    standing: { state: 'current', asOf },
  });
  return {
    wallet,
    credentialId: issued.id,
    number: issued.number,
    subjectId: await subjectOf(owner, issued.id),
  };
}

export async function subjectOf(owner: pg.Client, credentialId: string): Promise<string> {
  const { rows } = await owner.query('select subject_id from credentials where id = $1', [credentialId]);
  return String(rows[0]?.subject_id);
}

/** A Shenzhen banker who applied in Hong Kong and withdrew. */
export async function withdrawn(
  { hk, sz }: Border,
  number: number,
): Promise<{ readonly wallet: Wallet; readonly applicationId: string }> {
  const wallet = new Wallet(await newKeyPair());
  const asOf = addDays(civilDate(hk.contexts.clock.now()), -5);
  await acts.attest(sz, 'SZ-REG-01', castOf(number).shen, wallet, {
    qualification: 'cn-qcbp-im-cc',
    route: 'examination',
    date: '2019-12-02',
    standing: { state: 'current', asOf },
  });
  return { wallet, applicationId: await applyAndWithdraw(hk, wallet) };
}

export async function applyAndWithdraw(hk: TestNode, wallet: Wallet): Promise<string> {
  for (let left = 60; ; left--) {
    const called = await acts.tryToApply(hk, wallet, 'hk-ecf-crm-core', 'home');
    if (called.status === 201) {
      const { id } = acts.applicationView.parse(called.body);
      const token = await acts.holderToken(hk, wallet);
      await hk.api.post(`/v1/applications/${id}/withdrawals`, undefined, {
        token,
        expect: 201,
        headers: { 'idempotency-key': `withdraw-${id}` },
      });
      return id;
    }
    if (left === 0) throw new Error(JSON.stringify(called.body));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function expire(owner: pg.Client, credentialId: string, ago: string): Promise<void> {
  await owner.query(`update credentials set expires_at = now() - interval '${ago}' where id = $1`, [
    credentialId,
  ]);
}

export async function closeEarlier(owner: pg.Client, applicationId: string, ago: string): Promise<void> {
  await owner.query(`update applications set closed_at = now() - interval '${ago}' where id = $1`, [
    applicationId,
  ]);
}

/** As if the schedule had restricted them so long ago. */
export async function restrictedSince(owner: pg.Client, subjectId: string, ago: string): Promise<void> {
  await owner.query(
    `update retention_restrictions set started_at = now() - interval '${ago}'
     where subject_id = $1 and cause = 'schedule' and ended_at is null`,
    [subjectId],
  );
}

/** A border whose trust lists are still on their way refuses at first. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let left = 60; ; left--)
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
