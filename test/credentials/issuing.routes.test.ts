import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { vct } from '../../src/kernel/vocabulary.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  attest,
  attestationBody,
  decide,
  holderOf,
  issuedOf,
  ofRecord,
  somebody,
  type Somebody,
  staff,
  type Staff,
} from './acts.ts';
import { crashes } from './dying.ts';
import { openRegistry, type Registry, registrar } from './registry.ts';

let registry: Registry;
let people: Staff;
beforeAll(async () => {
  registry = await openRegistry();
  people = await staff(registry);
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.turned.withoutMandate.clear();
  registry.turned.crash = undefined;
});

const attestations = '/v1/attestations';
const send = async (who: Somebody, changes: Parameters<typeof attestationBody>[2] = {}) =>
  registry.post('registrar', attestations, await attestationBody(registry, who, changes));
const codeOf = ({ status, body }: { status: number; body: { code?: unknown } }) => [status, body.code];
const rows = async (table: string) =>
  Number((await registry.query(`select count(*) as n from ${table}`))[0]?.['n']);

describe('attesting an award', () => {
  test('201: a credential with every disclosure for its holder, personal data in disclosures alone', async () => {
    const { facts, credential, payload, who } = await attest(registry);
    expect(facts).toMatchObject({
      vct: vct.homeAttestation,
      qualification: 'hk-ecf-crm-core',
      life: 'active',
      record: { state: 'good' },
      holderThumbprint: who.key.kid,
    });
    expect(credential.endsWith('~')).toBe(true);
    expect(JSON.stringify(payload)).not.toContain(who.person.nameEn);
    expect(JSON.stringify(payload)).not.toContain(who.person.birthDate);
  });

  test('the same key of idempotency gives the same credential, and nothing twice', async () => {
    const [sent, key] = [await attestationBody(registry, somebody()), randomUUID()];
    const first = await registry.post('registrar', attestations, sent, key);
    const count = await rows('credentials');
    const again = await registry.post('registrar', attestations, sent, key);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(await rows('credentials')).toBe(count);
    const other = await registry.post(
      'registrar',
      attestations,
      { ...sent, standing: { state: 'inactive', asOf: '2026-05-01' } },
      key,
    );
    expect(codeOf(other)).toEqual([422, 'idempotency-key-reused']);
  });

  test('the same award keeps its record; the newer credential supersedes the former', async () => {
    const who = somebody();
    const former = await attest(registry, who);
    const newer = await attest(registry, who);
    expect(newer.record.id).toBe(former.record.id);
    const then = await registry.get('registrar', `/v1/credentials/${former.facts.id}`);
    expect(then.body).toMatchObject({ life: 'superseded', supersededBy: newer.facts.id });
    expect([await registry.statusOf(former.own), await registry.statusOf(newer.own)]).toEqual([3, 0]);
  });

  describe('is refused and leaves nothing', () => {
    const refused = async (
      expected: [number, string],
      act: () => Promise<{ status: number; body: { code?: unknown } }>,
    ) => {
      const [credentials, records, events] = [
        await rows('credentials'),
        await rows('records'),
        await rows('events'),
      ];
      expect(codeOf(await act())).toEqual(expected);
      expect([await rows('credentials'), await rows('records'), await rows('events')]).toEqual([
        credentials,
        records,
        events,
      ]);
    };
    test('400 for what does not read', async () => {
      const sent = await attestationBody(registry, somebody());
      await refused([400, 'invalid-request'], () =>
        registry.post('registrar', attestations, { ...sent, more: 1 }),
      );
    });
    test('401 for nobody, 403 for who does not issue', async () => {
      const sent = await attestationBody(registry, somebody());
      await refused([401, 'unauthenticated'], () => registry.post(undefined, attestations, sent));
      await refused([403, 'forbidden'], () => registry.post('bank', attestations, sent));
    });
    test('403 without a mandate of today', async () => {
      registry.turned.withoutMandate.add(`${registrar} ${vct.homeAttestation} hk-ecf-crm-core`);
      await refused([403, 'not-mandated'], () => send(somebody()));
    });
    test('422 for a qualification of the other side', () =>
      refused([422, 'qualification-unknown'], () =>
        send(somebody(), { award: { qualification: 'cn-qcbp-im-cc' } }),
      ));
    test.each([
      ['another audience', { aud: 'https://elsewhere.example' }],
      ['an old one', { iat: 1 }],
    ])('422 for a key proof of %s', async (_, claims) => {
      const who = somebody();
      const sent = await attestationBody(registry, who);
      const holder = await holderOf(registry, who.key, claims);
      await refused([422, 'key-proof-refused'], () =>
        registry.post('registrar', attestations, { ...sent, holder }),
      );
    });
    test('422 for the proof of another key', async () => {
      const who = somebody();
      const sent = await attestationBody(registry, who);
      const { proof } = await holderOf(registry, softwareSigner());
      await refused([422, 'key-proof-refused'], () =>
        registry.post('registrar', attestations, { ...sent, holder: { jwk: who.key.jwk, proof } }),
      );
    });
    test('a key proof is good once', async () => {
      const who = somebody();
      const sent = await attestationBody(registry, who);
      expect((await registry.post('registrar', attestations, sent)).status).toBe(201);
      await refused([422, 'key-proof-refused'], () => registry.post('registrar', attestations, sent));
    });
    test('422 for what the lint will not sign: an award of tomorrow', () =>
      refused([422, 'credential-not-sound'], () => send(somebody(), { award: { date: '2026-06-02' } })));
    test('409 for the certificate of another', async () => {
      const { who } = await attest(registry);
      await refused([409, 'award-of-another'], () =>
        send(somebody(), { award: { certificateNumber: who.certificateNumber } }),
      );
    });
    test('409 for a key that is another person’s', async () => {
      const { who } = await attest(registry);
      const other = { ...somebody(), key: who.key };
      await refused([409, 'identity-conflict'], () =>
        send(other, { person: { nameEn: 'DEMO Other', birthDate: '1970-01-01' } }),
      );
    });
    test('409 for standing that the record contradicts, and for an award that has ended', async () => {
      const { who, record } = await attest(registry);
      await decide(registry, 'registrar', people.first, ofRecord(record.id, 'suspend'));
      await refused([409, 'standing-differs'], () => send(who));
      await decide(registry, 'registrar', people.first, ofRecord(record.id, 'withdraw', 'award'));
      await refused([409, 'record-ended'], () => send(who));
    });
  });
});

describe('a process that dies on the way', () => {
  test.each(crashes)('%s: asking again gives one credential, and one event', async (crash) => {
    const [who, key] = [somebody(), randomUUID()];
    const sent = await attestationBody(registry, who);
    registry.turned.crash = crash;
    const died = await registry.post('registrar', attestations, sent, key);
    expect(died.status).toBe(500);
    expect(registry.turned.crash).toBeUndefined();
    await registry.expireLease(key);
    const again = await registry.post('registrar', attestations, sent, key);
    expect(again.status).toBe(201);
    const { facts } = issuedOf(again.body);
    const held = await registry.query('select id, life from credentials where holder_thumbprint = $1', [
      who.key.kid,
    ]);
    expect(held).toEqual([{ id: facts.id, life: 'active' }]);
    expect(await registry.eventsOf(facts.id)).toHaveLength(1);
  });
});

describe('renewing', () => {
  const renew = (id: string, body: object, as = 'registrar') =>
    registry.post(as, `/v1/credentials/${id}/renewals`, body);
  const today = { standing: { state: 'current', asOf: '2026-06-01' } };

  test('201: for the same record and key, and the former says so', async () => {
    const former = await attest(registry);
    const answer = await renew(former.facts.id, today);
    const newer = issuedOf(answer.body);
    expect([answer.status, newer.record.id, newer.facts.holderThumbprint]).toEqual([
      201,
      former.record.id,
      former.facts.holderThumbprint,
    ]);
    expect(await registry.statusOf(former.own)).toBe(3);
  });
  test('201: with a correction of the award', async () => {
    const former = await attest(registry);
    const answer = await renew(former.facts.id, { ...today, correction: { award: { date: '2022-01-03' } } });
    expect(issuedOf(answer.body).payload['award_date']).toBe('2022-01-03');
  });
  test('400, 401 and 403', async () => {
    const { facts } = await attest(registry);
    expect(codeOf(await renew(facts.id, {}))).toEqual([400, 'invalid-request']);
    expect(codeOf(await registry.post(undefined, `/v1/credentials/${facts.id}/renewals`, today))).toEqual([
      401,
      'unauthenticated',
    ]);
    expect(codeOf(await renew(facts.id, today, 'bank'))).toEqual([403, 'forbidden']);
    registry.turned.withoutMandate.add(`${registrar} ${vct.homeAttestation} hk-ecf-crm-core`);
    expect(codeOf(await renew(facts.id, today))).toEqual([403, 'not-mandated']);
  });
  test('404 for one that is not, and 409 for one that was superseded', async () => {
    expect(codeOf(await renew(randomUUID(), today))).toEqual([404, 'not-found']);
    const { facts } = await attest(registry);
    await renew(facts.id, today);
    expect(codeOf(await renew(facts.id, today))).toEqual([409, 'not-renewable']);
  });
  test('two at once: one renews, the other is told', async () => {
    const { facts } = await attest(registry);
    const answers = await Promise.all([renew(facts.id, today), renew(facts.id, today)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });
  test('409 with the certificate of another, or where the record has ended; 422 for a date to come', async () => {
    const [one, two] = [await attest(registry), await attest(registry)];
    const taken = { award: { certificateNumber: two.who.certificateNumber } };
    expect(codeOf(await renew(one.facts.id, { ...today, correction: taken }))).toEqual([
      409,
      'award-of-another',
    ]);
    expect(codeOf(await renew(one.facts.id, { standing: { state: 'current', asOf: '2026-06-02' } }))).toEqual(
      [422, 'credential-not-sound'],
    );
    await decide(registry, 'registrar', people.first, ofRecord(one.record.id, 'suspend'));
    expect(codeOf(await renew(one.facts.id, today))).toEqual([409, 'standing-differs']);
    await decide(registry, 'registrar', people.first, ofRecord(one.record.id, 'withdraw', 'award'));
    expect(codeOf(await renew(one.facts.id, today))).toEqual([409, 'record-ended']);
  });
});

test('409 for a correction about who is restricted, or erased', async () => {
  const { facts, who } = await attest(registry);
  const correct = () =>
    registry.post('registrar', `/v1/credentials/${facts.id}/renewals`, {
      standing: { state: 'current', asOf: '2026-06-01' },
      correction: { person: who.person },
    });
  const subject = 'where id = (select subject_id from credentials where id = $1)';
  await registry.query(`update subjects set restricted_at = now() ${subject}`, [facts.id]);
  expect(codeOf(await correct())).toEqual([409, 'subject-restricted']);
  await registry.query(
    `update subjects set restricted_at = null, wrapped_key = null, erased_at = now() ${subject}`,
    [facts.id],
  );
  expect(codeOf(await correct())).toEqual([409, 'subject-erased']);
});

describe('certifying bridging', () => {
  const path = '/v1/bridging-results';
  const body = async (who: Somebody, component = 'hk-ethics-and-conduct', row = 'DEMO-1/i03') => ({
    holder: await holderOf(registry, who.key),
    person: who.person,
    agreement: { id: 'DEMO-1', version: 1, row },
    results: [{ component, outcome: 'passed', date: '2026-05-20' }],
  });
  test('201: component by component, without a record', async () => {
    const answer = await registry.post('college', path, await body(somebody()));
    expect([answer.status, answer.body.vct, answer.body.record]).toEqual([201, vct.bridgingResult, null]);
  });
  test('is refused: 400, 401, 403, 422', async () => {
    const sent = await body(somebody());
    const cases: [number, string, string | undefined, object][] = [
      [400, 'invalid-request', 'college', { ...sent, results: [] }],
      [401, 'unauthenticated', undefined, sent],
      [403, 'forbidden', 'registrar', sent],
      [403, 'not-mandated', 'college', await body(somebody(), 'never-heard-of')],
      [
        422,
        'agreement-row-unknown',
        'college',
        await body(somebody(), 'hk-ethics-and-conduct', 'DEMO-1/x99'),
      ],
      [
        422,
        'key-proof-refused',
        'college',
        { ...sent, holder: await holderOf(registry, softwareSigner(), { iat: 1 }) },
      ],
      [
        422,
        'credential-not-sound',
        'college',
        { ...sent, results: [{ component: 'hk-ethics-and-conduct', outcome: 'passed', date: '2026-06-09' }] },
      ],
    ];
    for (const [status, code, as, sending] of cases)
      expect(codeOf(await registry.post(as, path, sending)), code).toEqual([status, code]);
  });
});
