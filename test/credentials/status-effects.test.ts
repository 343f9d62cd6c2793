import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decisionDigest } from '../../src/credentials/index.ts';
import { statusEvent } from '../../src/credentials/credentials.schema.ts';
import {
  attest,
  attestationBody,
  decide,
  issuedOf,
  ofCredential,
  ofRecord,
  say,
  somebody,
  staff,
  type Staff,
  tryToDecide,
} from './acts.ts';
import { openRegistry, otherRegistrar, type RegisteredOfficer, type Registry } from './registry.ts';

/** What a decision leaves behind: in the log, in the lists, after a crash; and what it may not reach. */

let registry: Registry;
let people: Staff;
let stranger: RegisteredOfficer;
beforeAll(async () => {
  registry = await openRegistry();
  people = await staff(registry);
  const organisationId = await registry.organisation(otherRegistrar, 'authority');
  stranger = await registry.officer('stranger', { organisationId, roles: ['home-registrar'] });
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.turned.crash = undefined;
});

const codeOf = ({ status, body }: { status: number; body: { code?: unknown } }) => [status, body.code];
const instrumentDigest = decisionDigest({});
const first = (decision: object) => decide(registry, 'registrar', people.first, decision);
const approve = (event: { id: string; decisionSha256: string }) =>
  say(registry, { name: 'second', by: people.second, statement: 'approve' }, event);

describe('the log', () => {
  test('says of a record’s change what was before and after, by whom, and of every credential that follows', async () => {
    const { record, facts } = await attest(registry);
    const event = await first(ofRecord(record.id, 'suspend'));
    const officer = people.first.caller.officerId;
    expect(await registry.eventsOf(event.id)).toMatchObject([
      {
        before: 'good',
        after: 'standing-suspended',
        reasonCode: 'not-stated',
        details: { record: record.id, revision: 1, kind: 'suspend', decision: event.decisionSha256 },
      },
    ]);
    expect((await registry.eventsOf(facts.id)).at(-1)).toMatchObject({
      before: 'active',
      after: 'record-standing-suspended',
      details: { number: facts.number, statusEvent: event.id, facet: 'standing' },
    });
    expect(event.decidedBy).toBe(`officer:${officer}`);
  });

  test('says of what takes two people that it was proposed, then that it took effect, by both', async () => {
    const { facts } = await attest(registry);
    const event = await first(ofCredential(facts.id, 'strip', { instrumentDigest, reasonCode: 'conduct' }));
    await approve(event);
    expect(await registry.eventsOf(event.id)).toMatchObject([
      {
        before: 'active',
        after: 'stripped',
        details: { decision: event.decisionSha256, instrument: instrumentDigest },
      },
    ]);
    expect((await registry.eventsOf(facts.id)).at(-1)).toMatchObject({
      before: 'active',
      after: 'stripped',
      details: {
        decidedBy: `officer:${people.first.caller.officerId}`,
        approvedBy: `officer:${people.second.caller.officerId}`,
        instrument: instrumentDigest,
      },
    });
  });

  test('holds nothing personal in the open, nor anything a reader could tie to the person', async () => {
    const { who, facts, record } = await attest(registry);
    const decision = ofRecord(record.id, 'suspend');
    await tryToDecide(registry, 'registrar', people.first, decision, `about ${who.person.nameEn}`);
    const [row] = await registry.query(
      `select string_agg(e::text, ' ') as text, (select string_agg(o::text, ' ') from event_openings o) as openings from events e`,
    );
    const [held] = await registry.query('select subject_id from credentials where id = $1', [facts.id]);
    const secrets = [
      who.person.nameEn,
      who.person.nameZhHant,
      who.person.birthDate,
      who.hkid.number,
      who.certificateNumber,
    ];
    // A bytea reads as hexadecimal digits.
    for (const secret of secrets)
      for (const spelling of [secret, Buffer.from(secret).toString('hex')])
        expect(`${String(row?.['text'])} ${String(row?.['openings'])}`).not.toContain(spelling);
    expect(String(row?.['text'])).not.toContain(String(held?.['subject_id']));
  });
});

describe('the lists', () => {
  test.each([
    ['suspend', 'standing', 2, 2],
    ['deregister', 'standing', 3, 2],
    ['withdraw', 'award', 1, 1],
    ['deregister', 'award', 1, 1],
  ])(
    'a record that is told to %s its %s is published %i, its credential %i',
    async (kind, facet, ...published) => {
      const { record, own } = await attest(registry);
      await first(ofRecord(record.id, kind, facet));
      expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual(published);
    },
  );

  test('a credential that was superseded stays so when its award ends', async () => {
    const former = await attest(registry);
    const newer = await attest(registry, former.who);
    await first(ofRecord(former.record.id, 'withdraw', 'award'));
    expect([await registry.statusOf(former.own), await registry.statusOf(newer.own)]).toEqual([3, 1]);
  });

  test('a credential suspended for itself stays so when its record is reinstated', async () => {
    const { record, facts, own } = await attest(registry);
    await first(ofCredential(facts.id, 'suspend'));
    await first(ofRecord(record.id, 'suspend'));
    await first(ofRecord(record.id, 'reinstate'));
    expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual([0, 2]);
    await first(ofCredential(facts.id, 'reinstate'));
    expect(await registry.statusOf(own)).toBe(0);
  });

  test('a credential reinstated under a suspended record is published as the record stands', async () => {
    const { record, facts, own } = await attest(registry);
    await first(ofCredential(facts.id, 'suspend'));
    await first(ofRecord(record.id, 'suspend'));
    await first(ofCredential(facts.id, 'reinstate'));
    expect(await registry.statusOf(own)).toBe(2);
    await first(ofRecord(record.id, 'reinstate'));
    expect(await registry.statusOf(own)).toBe(0);
  });

  test('suspending fifteen records of fifty at once changes those bits and no others', async () => {
    const issued = await Promise.all(Array.from({ length: 50 }, () => attest(registry)));
    const chosen = new Set(issued.slice(10, 25).map(({ record }) => record.id));
    await Promise.all([...chosen].map((id) => first(ofRecord(id, 'suspend'))));
    for (const { own, record } of issued) {
      const expected = chosen.has(record.id) ? 2 : 0;
      expect([await registry.statusOf(own), await registry.statusOf(record.status_list)]).toEqual([
        expected,
        expected,
      ]);
    }
  });

  test('a record suspended while its credential is renewed leaves none in force', async () => {
    for (let round = 0; round < 6; round += 1) {
      const former = await attest(registry);
      const [renewed] = await Promise.all([
        registry.post('registrar', `/v1/credentials/${former.facts.id}/renewals`, {
          standing: { state: 'current', asOf: '2026-06-01' },
        }),
        first(ofRecord(former.record.id, 'suspend')),
      ]);
      expect([201, 409]).toContain(renewed.status);
      const held = renewed.status === 201 ? issuedOf(renewed.body) : former;
      expect(await registry.statusOf(held.own)).toBe(2);
    }
  });
});

describe('another authority', () => {
  test('of this side finds neither record nor credential nor proposal', async () => {
    const { record, facts } = await attest(registry);
    const event = await first(ofRecord(record.id, 'annul', 'award'));
    for (const decision of [ofRecord(record.id, 'suspend'), ofCredential(facts.id, 'suspend')])
      expect(codeOf(await tryToDecide(registry, 'stranger', stranger, decision))).toEqual([404, 'not-found']);
    for (const statement of ['approve', 'reject'] as const)
      expect(codeOf(await say(registry, { name: 'stranger', by: stranger, statement }, event))).toEqual([
        404,
        'not-found',
      ]);
    const about = `/v1/status-events?objectType=record&objectId=${record.id}`;
    expect((await registry.get('stranger', about)).body).toEqual({ items: [] });
    for (const path of [`/v1/status-events/${event.id}`, `/v1/credentials/${facts.id}`])
      expect(codeOf(await registry.get('stranger', path))).toEqual([404, 'not-found']);
    const proposals = await registry.get('stranger', '/v1/status-proposals');
    expect(JSON.stringify(proposals.body)).not.toContain(event.id);
    expect(await registry.statusOf(record.status_list)).toBe(0);
  });

  test('searching for the same person finds its own credentials alone', async () => {
    const who = somebody();
    const { facts } = await attest(registry, who);
    const own = await registry.post('stranger', '/v1/attestations', await attestationBody(registry, who));
    const search = async (as: string) => {
      const body = { identityNumber: who.hkid, purpose: 'status-change', caseReference: 'CASE-9' };
      const answer = await registry.post(as, '/v1/credentials/searches', body);
      return answer.body.items.map(({ id }: { id: string }) => id);
    };
    expect([await search('registrar'), await search('stranger')]).toEqual([[facts.id], [own.body.id]]);
  });
});

describe('a process that dies', () => {
  test.each(['before-reserving', 'after-reserving'] as const)(
    '%s a decision: asking again decides once',
    async (crash) => {
      const { record } = await attest(registry);
      const decision = ofRecord(record.id, 'suspend');
      const signature = await registry.statement(people.first, 'decide', decisionDigest(decision));
      const key = randomUUID();
      const send = () => registry.post('registrar', '/v1/status-events', { decision, signature }, key);
      registry.turned.crash = crash;
      expect((await send()).status).toBe(500);
      await registry.expireLease(key);
      const again = await send();
      expect([again.status, statusEvent.parse(again.body).state]).toEqual([201, 'in-force']);
      expect(
        await registry.query('select state, revision from status_events where object_id = $1', [record.id]),
      ).toEqual([{ state: 'in-force', revision: 1 }]);
      expect(await registry.statusOf(record.status_list)).toBe(2);
    },
  );

  test.each(['before-reserving', 'after-reserving'] as const)(
    '%s an approval: asking again approves once',
    async (crash) => {
      const { record } = await attest(registry);
      const event = await first(ofRecord(record.id, 'annul', 'award'));
      const { decisionSha256 } = event;
      const signature = await registry.statement(people.second, 'approve', decisionSha256);
      const key = randomUUID();
      const path = `/v1/status-events/${event.id}/approvals`;
      const send = () => registry.post('second', path, { decisionSha256, signature }, key);
      registry.turned.crash = crash;
      expect((await send()).status).toBe(500);
      await registry.expireLease(key);
      const again = await send();
      expect([again.status, statusEvent.parse(again.body).state]).toEqual([200, 'in-force']);
      expect(await registry.query('select revision from records where id = $1', [record.id])).toEqual([
        { revision: 1 },
      ]);
      expect(await registry.statusOf(record.status_list)).toBe(1);
    },
  );
});

describe('what a request may not be', () => {
  test.each<[string, (body: object) => object, string, string]>([
    [
      'an HKID with a wrong check digit',
      (body) => ({ ...body, identityNumbers: [{ type: 'hkid', number: 'A123456(4)' }] }),
      '/body/identityNumbers/0/number',
      'check-character',
    ],
    ['no number', (body) => ({ ...body, identityNumbers: [] }), '/body/identityNumbers', 'too-short'],
    ['a day that is none', (body) => ({ ...body, ...asOf('2026-02-30') }), '/body/standing/asOf', 'format'],
    ['a date as a number', (body) => ({ ...body, ...asOf(20260528) }), '/body/standing/asOf', 'type'],
    ['a member too many', (body) => ({ ...body, more: 1 }), '/body/more', 'unknown-member'],
  ])('400 with a pointer, and without the value, for %s', async (_, change, pointer, code) => {
    const who = somebody();
    const body = change(await attestationBody(registry, who));
    const answer = await registry.post('registrar', '/v1/attestations', body);
    expect([codeOf(answer), answer.body.errors]).toEqual([
      [400, 'invalid-request'],
      [expect.objectContaining({ pointer, code })],
    ]);
    for (const secret of ['A123456', who.person.nameEn, who.certificateNumber])
      expect(answer.text + registry.lines.join('')).not.toContain(secret);
  });
});

const asOf = (day: unknown) => ({ standing: { state: 'current', asOf: day } });
