import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decisionDigest } from '../../src/credentials/index.ts';
import { statusEvent } from '../../src/credentials/credentials.schema.ts';
import { syntheticHkid } from '../../src/vault/index.ts';
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
import { openRegistry, type RegisteredOfficer, type Registry, registrar } from './registry.ts';

let registry: Registry;
let people: Staff;
/** The first person once more, registered in another organisation. */
let again: RegisteredOfficer;
beforeAll(async () => {
  registry = await openRegistry();
  people = await staff(registry);
  const organisationId = await registry.organisation(registrar, 'authority');
  const { personId } = people.first.caller;
  again = await registry.officer('again', { organisationId, personId, roles: ['home-registrar'] });
});
afterAll(() => registry.close());

const codeOf = ({ status, body }: { status: number; body: { code?: unknown } }) => [status, body.code];
const first = (decision: object) => decide(registry, 'registrar', people.first, decision);
const refusal = async (decision: object) =>
  codeOf(await tryToDecide(registry, 'registrar', people.first, decision));
const instrumentDigest = decisionDigest({});

describe('deciding', () => {
  test('201: suspending a record suspends what attests it, and reinstating it puts it right', async () => {
    const { record, own } = await attest(registry);
    const event = await first(ofRecord(record.id, 'suspend'));
    expect(event).toMatchObject({
      state: 'in-force',
      from: 'good',
      to: 'standing-suspended',
      legalEffect: 'prospective',
    });
    expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual([2, 2]);
    await first(ofRecord(record.id, 'reinstate'));
    expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual([0, 0]);
  });

  test('201: an end of standing leaves the award; an end of the award is for good', async () => {
    const { record } = await attest(registry);
    await first(ofRecord(record.id, 'withdraw'));
    expect(await registry.statusOf(record.status_list)).toBe(3);
    await first(ofRecord(record.id, 'withdraw', 'award'));
    expect(await registry.statusOf(record.status_list)).toBe(1);
    expect(await refusal(ofRecord(record.id, 'reinstate'))).toEqual([409, 'transition-refused']);
  });

  test('201: a credential alone is suspended, reinstated and withdrawn; its record is untouched', async () => {
    const { facts, record, own } = await attest(registry);
    for (const [kind, published] of [
      ['suspend', 2],
      ['reinstate', 0],
      ['withdraw', 1],
    ] as const) {
      await first(ofCredential(facts.id, kind));
      expect(await registry.statusOf(own)).toBe(published);
    }
    expect(await registry.statusOf(record.status_list)).toBe(0);
    for (const kind of ['suspend', 'reinstate', 'withdraw', 'deregister'])
      expect(await refusal(ofCredential(facts.id, kind))).toEqual([409, 'transition-refused']);
  });

  test('a reason is for the file: in no answer, and sealed in the log', async () => {
    const { record } = await attest(registry);
    const reason = 'A reason that nobody else reads';
    const answer = await tryToDecide(
      registry,
      'registrar',
      people.first,
      ofRecord(record.id, 'suspend'),
      reason,
    );
    expect(answer.status).toBe(201);
    expect(answer.text).not.toContain(reason);
    expect(registry.lines.join('')).not.toContain(reason);
    const entries = await registry.eventsOf(statusEvent.parse(answer.body).id);
    expect(JSON.stringify(entries)).toContain(reason);
    const [bare] = await registry.query(
      `select count(*) as n from events e where e::text like '%nobody else reads%'`,
    );
    expect(bare).toEqual({ n: '0' });
  });

  test('the same key of idempotency decides once', async () => {
    const { record } = await attest(registry);
    const decision = ofRecord(record.id, 'suspend');
    const signature = await registry.statement(people.first, 'decide', decisionDigest(decision));
    const key = randomUUID();
    const send = () => registry.post('registrar', '/v1/status-events', { decision, signature }, key);
    const [one, two] = [await send(), await send()];
    expect([one.status, two.status, two.body]).toEqual([201, 201, one.body]);
  });

  test.each([
    ['a facet of the other kind of object', (id: string) => ofRecord(id, 'suspend', 'credential')],
    ['a strip without an instrument', (id: string) => ofRecord(id, 'strip')],
    ['a word there is not', (id: string) => ofRecord(id, 'revoke')],
    [
      'a time to come',
      (id: string) => ofRecord(id, 'suspend', 'standing', { effectiveAt: '2027-01-01T00:00:00Z' }),
    ],
  ])('400 for %s', async (_, decision) => {
    const { record } = await attest(registry);
    expect(await refusal(decision(record.id))).toEqual([400, 'invalid-request']);
    expect(await registry.statusOf(record.status_list)).toBe(0);
  });

  test('401 for nobody; 403 for a bank, and for a system where a person must decide', async () => {
    const { record } = await attest(registry);
    const decision = ofRecord(record.id, 'suspend');
    const signature = await registry.statement(people.first, 'decide', decisionDigest(decision));
    for (const [as, expected] of [
      [undefined, [401, 'unauthenticated']],
      ['bank', [403, 'forbidden']],
      ['registry-system', [403, 'officer-required']],
    ] as const)
      expect(codeOf(await registry.post(as, '/v1/status-events', { decision, signature }))).toEqual(expected);
    expect(await registry.statusOf(record.status_list)).toBe(0);
  });

  test('404 for what is another authority’s, or nobody’s', async () => {
    expect(await refusal(ofRecord(randomUUID(), 'suspend'))).toEqual([404, 'not-found']);
    expect(await refusal(ofCredential(randomUUID(), 'suspend'))).toEqual([404, 'not-found']);
  });

  test('422 for a signature over something else, by somebody else, for another act, or none', async () => {
    const { record } = await attest(registry);
    const decision = ofRecord(record.id, 'suspend');
    const digest = decisionDigest(decision);
    const signatures = [
      await registry.statement(people.first, 'decide', decisionDigest({ ...decision, kind: 'reinstate' })),
      await registry.statement(people.second, 'decide', digest),
      await registry.statement(people.first, 'approve', digest),
      undefined,
    ];
    for (const signature of signatures)
      expect(
        codeOf(
          await registry.post('registrar', '/v1/status-events', {
            decision,
            ...(signature !== undefined && { signature }),
          }),
        ),
      ).toEqual([422, 'signature-not-accepted']);
    expect(await registry.statusOf(record.status_list)).toBe(0);
  });

  test('two at once: one suspends, the other is told', async () => {
    const { record } = await attest(registry);
    const both = [1, 2].map(() =>
      tryToDecide(registry, 'registrar', people.first, ofRecord(record.id, 'suspend')),
    );
    expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });
});

describe('two people', () => {
  const proposed = async () => {
    const issued = await attest(registry);
    const event = await first(ofRecord(issued.record.id, 'annul', 'award', { reasonCode: 'false-evidence' }));
    return { event, ...issued };
  };
  const second = (statement: 'approve' | 'reject', event: { id: string; decisionSha256: string }) =>
    say(registry, { name: 'second', by: people.second, statement }, event);

  test.each([
    ['annulling a record’s award', ofRecord, 'annul', 'award', {}],
    ['stripping standing', ofRecord, 'strip', 'standing', { instrumentDigest }],
  ] as const)('%s is only proposed by the first', async (_, object, kind, facet, more) => {
    const { record } = await attest(registry);
    const event = await first(object(record.id, kind, facet, more));
    expect(event.state).toBe('proposed');
    expect(await registry.statusOf(record.status_list)).toBe(0);
    expect((await second('approve', event)).status).toBe(200);
    expect(await registry.statusOf(record.status_list)).toBe(kind === 'annul' ? 1 : 3);
  });

  test('standing that was stripped does not come back; standing that lapsed does', async () => {
    const [stripped, lapsed] = [await attest(registry), await attest(registry)];
    await second(
      'approve',
      await first(ofRecord(stripped.record.id, 'strip', 'standing', { instrumentDigest })),
    );
    await first(ofRecord(lapsed.record.id, 'deregister', 'standing', { reasonCode: 'standing-lapsed' }));
    expect(await refusal(ofRecord(stripped.record.id, 'reinstate'))).toEqual([409, 'transition-refused']);
    expect((await first(ofRecord(lapsed.record.id, 'reinstate'))).to).toBe('good');
    expect([await registry.statusOf(stripped.own), await registry.statusOf(lapsed.own)]).toEqual([2, 0]);
  });

  test('200: the second puts it in force, ab initio, and both are named', async () => {
    const { event, own } = await proposed();
    const answer = await second('approve', event);
    const now = statusEvent.parse(answer.body);
    expect([answer.status, now.state, now.legalEffect, now.approvedBy]).toEqual([
      200,
      'in-force',
      'ab-initio',
      `officer:${people.second.caller.officerId}`,
    ]);
    expect(await registry.statusOf(own)).toBe(1);
  });

  test('403 for the same person, under whatever registration', async () => {
    const { event, record } = await proposed();
    for (const [name, by] of [
      ['registrar', people.first],
      ['again', again],
    ] as const)
      expect(codeOf(await say(registry, { name, by, statement: 'approve' }, event))).toEqual([
        403,
        'same-person',
      ]);
    expect(await registry.statusOf(record.status_list)).toBe(0);
  });

  test('200: rejected, or taken back, nothing changes; and that is final', async () => {
    for (const [name, by] of [
      ['second', people.second],
      ['registrar', people.first],
    ] as const) {
      const { event, record } = await proposed();
      const answer = await say(registry, { name, by, statement: 'reject' }, event);
      expect([answer.status, answer.body.state]).toEqual([200, 'rejected']);
      expect(await registry.statusOf(record.status_list)).toBe(0);
      expect(codeOf(await second('approve', event))).toEqual([409, 'not-proposed']);
      expect(codeOf(await second('reject', event))).toEqual([409, 'not-proposed']);
    }
  });

  test('409 where the record has ended meanwhile', async () => {
    const { event, record } = await proposed();
    await first(ofRecord(record.id, 'withdraw', 'award'));
    expect(codeOf(await second('approve', event))).toEqual([409, 'transition-refused']);
  });

  test.each(['approvals', 'rejections'])('%s: 400, 401, 403, 404 and 422', async (path) => {
    const { event } = await proposed();
    const statement = path === 'approvals' ? 'approve' : 'reject';
    const signature = await registry.statement(people.second, statement, event.decisionSha256);
    const wrong = await registry.statement(people.second, 'decide', event.decisionSha256);
    const body = { decisionSha256: event.decisionSha256, signature };
    const other = decisionDigest({ other: true });
    const ofOther = {
      decisionSha256: other,
      signature: await registry.statement(people.second, statement, other),
    };
    const cases: [string | undefined, string, object, number, string][] = [
      ['second', event.id, {}, 400, 'invalid-request'],
      [undefined, event.id, body, 401, 'unauthenticated'],
      ['bank', event.id, body, 403, 'forbidden'],
      ['registry-system', event.id, body, 403, 'officer-required'],
      ['second', randomUUID(), body, 404, 'not-found'],
      ['second', event.id, { ...body, signature: wrong }, 422, 'signature-not-accepted'],
      ['second', event.id, ofOther, 422, 'signature-not-accepted'],
    ];
    for (const [as, id, sent, status, code] of cases)
      expect(codeOf(await registry.post(as, `/v1/status-events/${id}/${path}`, sent)), code).toEqual([
        status,
        code,
      ]);
  });

  test('what waits is listed, page by page, until the second has spoken', async () => {
    const waiting = async (query = '') => registry.get('second', `/v1/status-proposals${query}`);
    const [one, two] = [await proposed(), await proposed()];
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await waiting(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      seen.push(...page.body.items.map(({ id }: { id: string }) => id));
      cursor = page.body.next;
    }
    expect(seen).toEqual(expect.arrayContaining([one.event.id, two.event.id]));
    await second('approve', one.event);
    expect((await waiting('?limit=200')).body.items.map(({ id }: { id: string }) => id)).not.toContain(
      one.event.id,
    );
    expect(codeOf(await waiting('?cursor=x'))).toEqual([400, 'cursor-invalid']);
    expect(codeOf(await registry.get(undefined, '/v1/status-proposals'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await registry.get('examiner', '/v1/status-proposals'))).toEqual([403, 'forbidden']);
  });
});

describe('a holder', () => {
  const surrender = (id: string, kind = 'deregister', reasonCode = 'holder-request') =>
    registry.post('holder', '/v1/status-events', {
      decision: ofCredential(id, kind, { reasonCode, reviewOn: '2026-09-01' }),
    });
  test('gives up an own credential, and nothing else', async () => {
    const [own, other] = [await attest(registry), await attest(registry)];
    registry.holder('holder', own.who.key);
    expect(codeOf(await surrender(other.facts.id))).toEqual([404, 'not-found']);
    expect(codeOf(await surrender(own.facts.id, 'suspend'))).toEqual([403, 'officer-required']);
    expect(codeOf(await surrender(own.facts.id, 'deregister', 'deceased'))).toEqual([
      403,
      'officer-required',
    ]);
    expect((await surrender(own.facts.id)).status).toBe(201);
    expect([await registry.statusOf(own.own), await registry.statusOf(own.record.status_list)]).toEqual([
      1, 0,
    ]);
  });
});

describe('reading what was decided', () => {
  test('200 for the authority and a regulator of this side; nothing for the other side’s', async () => {
    const { record } = await attest(registry);
    const event = await first(ofRecord(record.id, 'suspend'));
    const about = `/v1/status-events?objectType=record&objectId=${record.id}`;
    for (const as of ['registrar', 'registry-system', 'examiner']) {
      expect((await registry.get(as, about)).body.items).toEqual([event]);
      expect((await registry.get(as, `/v1/status-events/${event.id}`)).body).toEqual(event);
    }
    expect((await registry.get('their-examiner', about)).body.items).toEqual([]);
    expect(codeOf(await registry.get('their-examiner', `/v1/status-events/${event.id}`))).toEqual([
      404,
      'not-found',
    ]);
  });
  test.each([
    ['registrar', '/v1/status-events', 400, 'invalid-request'],
    ['registrar', '/v1/status-events/x', 400, 'invalid-request'],
    ['registrar', `/v1/status-events/${randomUUID()}`, 404, 'not-found'],
    [undefined, `/v1/status-events/${randomUUID()}`, 401, 'unauthenticated'],
    ['bank', `/v1/status-events/${randomUUID()}`, 403, 'forbidden'],
    [undefined, `/v1/status-events?objectType=record&objectId=${randomUUID()}`, 401, 'unauthenticated'],
    ['bank', `/v1/status-events?objectType=record&objectId=${randomUUID()}`, 403, 'forbidden'],
  ])('%s %s: %i', async (as, path, status, code) => {
    expect(codeOf(await registry.get(as, path))).toEqual([status, code]);
  });
});

describe('reading credentials', () => {
  test('the whole is for an officer of the issuer; its systems and a regulator here get the facts; to others it is not there', async () => {
    const { facts, credential } = await attest(registry);
    const path = `/v1/credentials/${facts.id}`;
    const { credential: _, ...bare } = facts;
    expect((await registry.get('registrar', path)).body).toEqual({ ...bare, credential });
    for (const as of ['registry-system', 'examiner'])
      expect((await registry.get(as, path)).body).toEqual(bare);
    for (const as of ['college', 'their-examiner'])
      expect(codeOf(await registry.get(as, path))).toEqual([404, 'not-found']);
    expect(codeOf(await registry.get('bank', path))).toEqual([403, 'forbidden']);
    expect(codeOf(await registry.get(undefined, path))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await registry.get('registrar', '/v1/credentials/x'))).toEqual([400, 'invalid-request']);
  });

  test('the list pages through all of the authority’s, without personal data', async () => {
    const { facts, who } = await attest(registry);
    const seen: string[] = [];
    for (let query = '?limit=7'; ; ) {
      const page = await registry.get('registrar', `/v1/credentials${query}`);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain(who.person.nameEn);
      seen.push(...page.body.items.map(({ id }: { id: string }) => id));
      if (page.body.next === null) break;
      query = `?limit=7&cursor=${page.body.next}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(facts.id);
    expect((await registry.get('college', '/v1/credentials')).body.items).toEqual([]);
    for (const [as, query, status, code] of [
      ['registrar', '?cursor=x', 400, 'cursor-invalid'],
      [undefined, '', 401, 'unauthenticated'],
      ['bank', '', 403, 'forbidden'],
    ] as const)
      expect(codeOf(await registry.get(as, `/v1/credentials${query}`))).toEqual([status, code]);
  });

  test('a holder gets the own ones whole, and no others', async () => {
    const own = await attest(registry);
    registry.holder('me', own.who.key);
    expect((await registry.get('me', '/v1/holder/credentials')).body.items).toEqual([own.facts]);
    expect(codeOf(await registry.get(undefined, '/v1/holder/credentials'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await registry.get('registrar', '/v1/holder/credentials'))).toEqual([403, 'forbidden']);
  });

  test('a search by identity number finds those of the authority, is on record, and shows the number to nobody', async () => {
    const who = somebody();
    const { facts } = issuedOf(
      (await registry.post('registrar', '/v1/attestations', await attestationBody(registry, who))).body,
    );
    const body = { identityNumber: who.hkid, purpose: 'status-change', caseReference: 'CASE-1' };
    const search = (as: string | undefined, sent: object) =>
      registry.post(as, '/v1/credentials/searches', sent);
    const found = await search('registrar', body);
    expect([found.status, found.body.items.map(({ id }: { id: string }) => id)]).toEqual([200, [facts.id]]);
    expect(found.text + registry.lines.join('')).not.toContain(who.hkid.number);
    const looks = await registry.query(
      `select o.object_id as id from event_openings o where o.object_type = 'search'`,
    );
    const entries = await registry.eventsOf(String(looks.at(-1)?.['id']));
    expect(JSON.stringify(entries)).toContain('CASE-1');
    expect(JSON.stringify(entries)).not.toContain(who.hkid.number);
    const unknown = { ...body, identityNumber: { type: 'hkid', number: syntheticHkid(999_999) } };
    expect((await search('registrar', unknown)).body.items).toEqual([]);
    for (const [as, sent, status, code] of [
      ['registrar', {}, 400, 'invalid-request'],
      [undefined, body, 401, 'unauthenticated'],
      ['bank', body, 403, 'forbidden'],
    ] as const)
      expect(codeOf(await search(as, sent))).toEqual([status, code]);
  });
});

test('404 for who acts for no authority: there is nothing of theirs', async () => {
  registry.client('unattached', { roles: ['home-registrar'] });
  const body = {
    identityNumber: { type: 'hkid', number: syntheticHkid(999_998) },
    purpose: 'status-change',
    caseReference: 'CASE-2',
  };
  for (const answer of [
    await registry.get('unattached', '/v1/credentials'),
    await registry.get('unattached', '/v1/status-proposals'),
    await registry.post('unattached', '/v1/credentials/searches', body),
  ])
    expect(codeOf(answer)).toEqual([404, 'not-found']);
});
