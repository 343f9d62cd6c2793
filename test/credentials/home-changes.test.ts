import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordValue } from '../../src/credentials/life-cycle.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { decide, ofCredential, say } from './acts.ts';
import { agreementWith, atHome, grantFor, recognise, rule, statusEventsAbout } from './recognising.ts';
import { openRegistry, recogniser, type RegisteredOfficer, type Registry } from './registry.ts';

/** What the other side says of its records, and what becomes here of the recognitions that rest on them. */

let registry: Registry;
let approver: RegisteredOfficer;
let assessor: RegisteredOfficer;
beforeAll(async () => {
  registry = await openRegistry();
  const organisationId = await registry.organisation(recogniser, 'recognition-authority');
  approver = await registry.officer('approver', { organisationId, roles: ['host-approver'] });
  assessor = await registry.officer('assessor', { organisationId, roles: ['host-assessor'] });
  registry.turned.agreements = [
    agreementWith('PROPOSE', { onHomeSuspension: 'propose', standingRequired: 'certification' }),
    agreementWith('AT-ONCE', { onHomeSuspension: 'immediate', standingRequired: 'certification' }),
    agreementWith('AWARD', { onHomeSuspension: 'immediate', standingRequired: 'award' }),
  ];
});
afterAll(() => registry.close());

const recognised = async (agreement: string, recordId?: string) =>
  recognise(registry, await grantFor(registry, agreement, recordId));
const life = async (id: string) =>
  (await registry.query('select life from credentials where id = $1', [id]))[0]?.['life'];
const said = async (id: string) =>
  (await statusEventsAbout(registry, id)).map(({ kind, state, reasonCode }) => [kind, state, reasonCode]);
const suspended = ['suspend', 'in-force', 'home-standing-suspended'];
const toSuspend = ['suspend', 'proposed', 'home-standing-suspended'];
const toWithdraw = ['withdraw', 'proposed', 'home-award-ended'];

describe('a change at home', () => {
  test.each<[string, RecordValue, number, string, string[][]]>([
    ['PROPOSE', 0, 0, 'active', []],
    ['PROPOSE', 1, 0, 'active', [toWithdraw]],
    ['PROPOSE', 2, 0, 'active', [toSuspend]],
    ['PROPOSE', 3, 0, 'active', [toSuspend]],
    ['AT-ONCE', 0, 0, 'active', []],
    ['AT-ONCE', 1, 2, 'suspended', [['suspend', 'in-force', 'home-award-ended'], toWithdraw]],
    ['AT-ONCE', 2, 2, 'suspended', [suspended]],
    ['AT-ONCE', 3, 2, 'suspended', [suspended]],
    ['AWARD', 2, 2, 'suspended', [suspended]],
    ['AWARD', 3, 0, 'active', []],
    ['not held here', 1, 0, 'active', [toWithdraw]],
    ['not held here', 2, 0, 'active', [toSuspend]],
  ])('under %s, value %i: published %i, %s', async (agreement, value, published, after, events) => {
    const { id, recordId, own } = await recognised(agreement);
    expect(await atHome(registry, { recordId, value, sequence: 1 })).toBe(events.length === 0 ? 0 : 1);
    expect([await registry.statusOf(own), await life(id), await said(id)]).toEqual([
      published,
      after,
      events,
    ]);
  });

  test('is decided by the rule of the agreement, with a date of review', async () => {
    const { id, recordId } = await recognised('AT-ONCE');
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    expect(await statusEventsAbout(registry, id)).toMatchObject([
      { decidedBy: 'rule:AT-ONCE@1', reviewOn: expect.stringMatching(/^2026-/) },
    ]);
    expect((await registry.eventsOf(id)).at(-1)).toMatchObject({
      before: 'active',
      after: 'suspended',
      reasonCode: 'home-standing-suspended',
      details: { homeRecord: recordId, homeValue: 2, rule: 'AT-ONCE@1/DEMO-1/i03' },
    });
  });

  test('is applied once, told ten times at once', async () => {
    const { id, recordId } = await recognised('AT-ONCE');
    const told = Array.from({ length: 10 }, () => atHome(registry, { recordId, value: 2, sequence: 1 }));
    expect((await Promise.all(told)).toSorted()).toEqual([...Array.from({ length: 9 }, () => 0), 1]);
    expect(await said(id)).toEqual([suspended]);
  });

  test('reaches every recognition of its record, and of no other', async () => {
    const recordId = randomUUID();
    const [one, two, other] = [
      await recognised('AT-ONCE', recordId),
      await recognised('PROPOSE', recordId),
      await recognised('AT-ONCE'),
    ];
    expect(await atHome(registry, { recordId, value: 2, sequence: 1 })).toBe(2);
    expect([await life(one.id), await said(two.id), await life(other.id)]).toEqual([
      'suspended',
      [toSuspend],
      'active',
    ]);
  });

  test('that is cured reinstates nothing by itself, and takes back what was only proposed', async () => {
    const recordId = randomUUID();
    const [one, two] = [await recognised('AT-ONCE', recordId), await recognised('PROPOSE', recordId)];
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    await atHome(registry, { recordId, value: 0, sequence: 2 });
    expect([await life(one.id), await said(one.id)]).toEqual(['suspended', [suspended]]);
    expect([await life(two.id), await said(two.id)]).toEqual([
      'active',
      [['suspend', 'rejected', 'home-standing-suspended']],
    ]);
  });

  test('that goes on proposes the same only once', async () => {
    const { id, recordId } = await recognised('PROPOSE');
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    await atHome(registry, { recordId, value: 3, sequence: 2 });
    await atHome(registry, { recordId, value: 1, sequence: 3 });
    expect(await said(id)).toEqual([toSuspend, toWithdraw]);
  });

  test('before any recognition there is something to say to the one that is being issued', async () => {
    const grant = await grantFor(registry, 'AT-ONCE');
    await atHome(registry, { recordId: grant.home.record.id, value: 2, sequence: 1 });
    const { id, own } = await recognise(registry, grant);
    expect([await life(id), await registry.statusOf(own), await said(id)]).toEqual([
      'suspended',
      2,
      [suspended],
    ]);
  });

  test('waits for a recognition that is about to commit', async () => {
    const { credentials, transaction } = registry;
    const grant = await grantFor(registry, 'AT-ONCE');
    await transaction((tx) => credentials.reserve(tx, grant, rule));
    const signed = await credentials.sign(grant.credentialId);
    const changing = await transaction(async (tx) => {
      await credentials.record(tx, signed, rule);
      const told = atHome(registry, { recordId: grant.home.record.id, value: 2, sequence: 1 });
      await sleep(150);
      // Not awaited here: it goes on only after the commit.
      return { told };
    });
    expect(await changing.told).toBe(1);
    expect([await life(grant.credentialId), await said(grant.credentialId)]).toEqual([
      'suspended',
      [suspended],
    ]);
  });

  test('while a recognition is being recorded is missed by neither', async () => {
    const grants = await Promise.all(Array.from({ length: 8 }, () => grantFor(registry, 'AT-ONCE')));
    const issued = await Promise.all(
      grants.map(async (grant) => {
        const changing = atHome(registry, { recordId: grant.home.record.id, value: 2, sequence: 1 });
        const [recognition] = await Promise.all([recognise(registry, grant), changing]);
        return recognition;
      }),
    );
    for (const { id } of issued) expect([await life(id), await said(id)]).toEqual(['suspended', [suspended]]);
  });
});

describe('what a rule has proposed', () => {
  test('one officer puts in force: the rule was the first word', async () => {
    const { id, recordId, own } = await recognised('PROPOSE');
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    const [event] = await statusEventsAbout(registry, id);
    if (!event) throw new Error('nothing was proposed');
    const answer = await say(registry, { name: 'approver', by: approver, statement: 'approve' }, event);
    expect([answer.status, answer.body.state, answer.body.from, answer.body.to]).toEqual([
      200,
      'in-force',
      'active',
      'suspended',
    ]);
    expect([await life(id), await registry.statusOf(own)]).toEqual(['suspended', 2]);
  });

  test('an officer may reject, and the same change is not proposed again', async () => {
    const { id, recordId } = await recognised('PROPOSE');
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    const [event] = await statusEventsAbout(registry, id);
    if (!event) throw new Error('nothing was proposed');
    expect((await say(registry, { name: 'approver', by: approver, statement: 'reject' }, event)).status).toBe(
      200,
    );
    expect(await atHome(registry, { recordId, value: 2, sequence: 1 })).toBe(0);
    expect([await life(id), await said(id)]).toEqual([
      'active',
      [['suspend', 'rejected', 'home-standing-suspended']],
    ]);
  });
});

describe('a recognition that a rule has suspended', () => {
  test('is given back by two people, once the cause is cured', async () => {
    const { id, recordId, own } = await recognised('AT-ONCE');
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    await atHome(registry, { recordId, value: 0, sequence: 2 });
    const event = await decide(
      registry,
      'assessor',
      assessor,
      ofCredential(id, 'reinstate', { reasonCode: 'cause-cured' }),
    );
    expect([event.state, await life(id)]).toEqual(['proposed', 'suspended']);
    const answer = await say(registry, { name: 'approver', by: approver, statement: 'approve' }, event);
    expect([answer.status, await life(id), await registry.statusOf(own)]).toEqual([200, 'active', 0]);
  });
});

describe('issuing a recognition', () => {
  test('reserving again changes nothing; recording again is refused', async () => {
    const { credentials, transaction } = registry;
    const grant = await grantFor(registry, 'PROPOSE');
    const { id } = await recognise(registry, grant);
    await expect(recognise(registry, grant)).rejects.toMatchObject({ code: 'credential-already-issued' });
    expect(await registry.query('select life from credentials where id = $1', [id])).toEqual([
      { life: 'active' },
    ]);
    const other = await grantFor(registry, 'PROPOSE');
    registry.turned.withoutMandate.add(`${recogniser} ${vct.recognition} hk-ecf-crm-core`);
    await expect(
      transaction((tx) =>
        credentials.reserve(tx, other, {
          by: { kind: 'rule', name: 'test' },
          role: 'rule',
          requestId: 'test',
          purpose: 'recognition',
        }),
      ),
    ).rejects.toMatchObject({ code: 'not-mandated' });
    registry.turned.withoutMandate.clear();
  });
});
