import { afterAll, beforeAll, expect, test } from 'vitest';
import { attest, decide, ofCredential, ofRecord, say, staff, type Staff } from './acts.ts';
import { openRegistry, type Registry } from './registry.ts';

/** What stands behind a status that is not zero: told to whom, and for how long. */

let registry: Registry;
let people: Staff;
beforeAll(async () => {
  registry = await openRegistry();
  people = await staff(registry);
});
afterAll(() => registry.close());

const detail = (number: string, as: string, at: Date = registry.clock.now()) => {
  const caller = registry.callers.get(as);
  if (!caller) throw new Error(`${as} is nobody`);
  const of = { number, homeIss: undefined, recordId: undefined, at };
  return registry.credentials.statusDetail(of, caller);
};
const digest = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC0Is0V1sFbDwCgg';

test('the kind of an ending goes to issuer and examiner of this side; a bank learns that it ended', async () => {
  const { facts } = await attest(registry);
  const proposed = await decide(
    registry,
    'registrar',
    people.first,
    ofCredential(facts.id, 'strip', {
      reasonCode: 'conduct',
      instrumentDigest: digest,
      disclosureUntil: '2027-01-01',
    }),
  );
  expect(await detail(facts.number, 'examiner')).toBeUndefined();
  await say(registry, { name: 'second', by: people.second, statement: 'approve' }, proposed);
  const told = { kind: 'strip', reasonCode: 'conduct' };
  expect(await detail(facts.number, 'registrar')).toMatchObject(told);
  expect(await detail(facts.number, 'examiner')).toMatchObject(told);
  for (const as of ['bank', 'their-examiner']) {
    const shown = await detail(facts.number, as);
    expect([shown?.kind, shown?.reasonCode]).toEqual(['ended', undefined]);
  }
  const after = await detail(facts.number, 'examiner', new Date('2027-01-01T00:00:00+08:00'));
  expect([after?.kind, after?.reasonCode]).toEqual(['ended', undefined]);
});

test('without an end of its own, a reason is told for five years', async () => {
  const { facts } = await attest(registry);
  await decide(registry, 'registrar', people.first, ofCredential(facts.id, 'withdraw'));
  expect((await detail(facts.number, 'examiner', new Date('2031-05-29T02:00:00Z')))?.kind).toBe('withdraw');
  expect((await detail(facts.number, 'examiner', new Date('2031-06-01T02:00:00Z')))?.kind).toBe('ended');
});

test('a suspension shows its review to everybody; once given back there is nothing to tell', async () => {
  const { facts, record, own } = await attest(registry);
  await decide(registry, 'registrar', people.first, ofCredential(facts.id, 'suspend'));
  expect(await detail(facts.number, 'bank')).toMatchObject({ kind: 'suspended', reviewOn: '2026-09-01' });
  registry.clock.advance(1);
  await decide(registry, 'registrar', people.first, ofRecord(record.id, 'suspend'));
  registry.clock.advance(1);
  // Its own suspension is over, that of its record is not.
  await decide(registry, 'registrar', people.first, ofCredential(facts.id, 'reinstate'));
  expect(await detail(facts.number, 'bank')).toMatchObject({ kind: 'suspended' });
  expect(await registry.statusOf(own)).toBe(2);
  registry.clock.advance(1);
  await decide(registry, 'registrar', people.first, ofRecord(record.id, 'reinstate'));
  expect(await detail(facts.number, 'bank')).toBeUndefined();
  expect(await registry.statusOf(own)).toBe(0);
});

test('what was proposed counts from its approval, not from its proposal', async () => {
  const { facts } = await attest(registry);
  const proposedAt = registry.clock.now();
  const proposed = await decide(registry, 'registrar', people.first, ofCredential(facts.id, 'annul'));
  registry.clock.advance(60);
  await say(registry, { name: 'second', by: people.second, statement: 'approve' }, proposed);
  expect(await detail(facts.number, 'examiner', proposedAt)).toBeUndefined();
  expect(await detail(facts.number, 'examiner')).toMatchObject({ kind: 'annul' });
});

test('a superseded one points forward, and did not before there was anything to point to', async () => {
  const former = await attest(registry);
  const before = registry.clock.now();
  registry.clock.advance(60);
  const newer = await attest(registry, former.who);
  expect(await detail(former.facts.number, 'bank')).toMatchObject({
    kind: 'superseded',
    successor: newer.facts.number,
  });
  expect(await detail(former.facts.number, 'bank', before)).toBeUndefined();
});
