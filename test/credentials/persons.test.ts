import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { syntheticHkid, syntheticResidentId } from '../../src/vault/index.ts';
import { softwareSigner } from '../kernel/software-signer.ts';
import {
  attest,
  attestationBody,
  decide,
  holderOf,
  issuedOf,
  ofCredential,
  somebody,
  staff,
  type Staff,
} from './acts.ts';
import { crashes } from './dying.ts';
import { openRegistry, otherRegistrar, type Registry } from './registry.ts';

/** Who is known again, by what; and what a renewal takes over from what it renews. */

let registry: Registry;
let people: Staff;
beforeAll(async () => {
  registry = await openRegistry();
  people = await staff(registry);
  const organisationId = await registry.organisation(otherRegistrar, 'authority');
  await registry.officer('other', { organisationId, roles: ['home-registrar'] });
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.turned.crash = undefined;
});

const codeOf = ({ status, body }: { status: number; body: { code?: unknown } }) => [status, body.code];
const subjectOf = async (credentialId: string) =>
  (await registry.query('select subject_id from credentials where id = $1', [credentialId]))[0]?.[
    'subject_id'
  ];
let sequence = 0;
/** Another number each time. */
function resident() {
  sequence += 1;
  const number = syntheticResidentId({ birthDate: '1993-07-21', sequence });
  return { type: 'mainland-resident-id' as const, number };
}

describe('a person', () => {
  test('is known again by number, however it is written, with another key and another name', async () => {
    const who = somebody();
    const first = await attest(registry, who);
    const spelt = {
      type: 'hkid',
      number: who.hkid.number.replace('(', ' （').replace(')', '）').toLowerCase(),
    };
    const again = await attest(
      registry,
      { ...who, key: softwareSigner(), certificateNumber: `${who.certificateNumber}-2` },
      { identityNumbers: [spelt], person: { nameEn: 'DEMO Married', birthDate: '1993-07-21' } },
    );
    expect(await subjectOf(again.facts.id)).toBe(await subjectOf(first.facts.id));
    expect(again.record.id).not.toBe(first.record.id);
  });

  test('is known again by key, and then by a number learnt on the way', async () => {
    const [who, number] = [somebody(), resident()];
    const first = await attest(registry, who);
    const other = (identityNumbers: object[], key = who.key) =>
      attest(registry, { ...who, key, certificateNumber: randomUUID() }, { identityNumbers });
    const byKey = await other([number]);
    const byNumber = await other([number], softwareSigner());
    const subject = await subjectOf(first.facts.id);
    expect([await subjectOf(byKey.facts.id), await subjectOf(byNumber.facts.id)]).toEqual([subject, subject]);
  });

  test('is one to two authorities of this side, and each has an award and a record of its own', async () => {
    const who = somebody();
    const first = await attest(registry, who);
    const answer = await registry.post('other', '/v1/attestations', await attestationBody(registry, who));
    const second = issuedOf(answer.body);
    expect([answer.status, await subjectOf(second.facts.id)]).toEqual([201, await subjectOf(first.facts.id)]);
    expect(second.record.id).not.toBe(first.record.id);
    // Neither took the place of the other's.
    expect([await registry.statusOf(first.own), await registry.statusOf(second.own)]).toEqual([0, 0]);
  });

  test('is not two: 409 for numbers of two people, and for another number of a kind that is held', async () => {
    const [one, two] = [(await attest(registry)).who, (await attest(registry)).who];
    const number = resident();
    await attest(
      registry,
      { ...two, certificateNumber: randomUUID() },
      { identityNumbers: [two.hkid, number] },
    );
    const mixed = await attestationBody(registry, somebody(), { identityNumbers: [one.hkid, number] });
    expect(codeOf(await registry.post('registrar', '/v1/attestations', mixed))).toEqual([
      409,
      'identity-conflict',
    ]);
    const another = { type: 'hkid', number: syntheticHkid(999_000) };
    const renamed = await attestationBody(registry, somebody(), { identityNumbers: [another, number] });
    expect(codeOf(await registry.post('registrar', '/v1/attestations', renamed))).toEqual([
      409,
      'identity-conflict',
    ]);
    const byKey = await attestationBody(
      registry,
      { ...somebody(), key: one.key },
      { identityNumbers: [another] },
    );
    expect(codeOf(await registry.post('registrar', '/v1/attestations', byKey))).toEqual([
      409,
      'identity-conflict',
    ]);
    const withKeyOfOne = await attestationBody(registry, {
      ...two,
      key: one.key,
      certificateNumber: randomUUID(),
    });
    expect(codeOf(await registry.post('registrar', '/v1/attestations', withKeyOfOne))).toEqual([
      409,
      'identity-conflict',
    ]);
  });

  test('who is restricted is not made a second person, by number or by key; afterwards they are known again', async () => {
    const who = somebody();
    const first = await attest(registry, who);
    const subject = await subjectOf(first.facts.id);
    const count = async () => Number((await registry.query('select count(*) as n from subjects'))[0]?.['n']);
    await registry.query('update subjects set restricted_at = now() where id = $1', [subject]);
    const before = await count();
    const again = { ...who, certificateNumber: randomUUID() };
    const send = async (of: typeof who, identityNumbers: object[]) =>
      registry.post(
        'registrar',
        '/v1/attestations',
        await attestationBody(registry, of, { identityNumbers }),
      );
    for (const answer of [
      await send({ ...again, key: softwareSigner() }, [who.hkid]),
      await send(again, [resident()]),
    ])
      expect(codeOf(answer)).toEqual([409, 'subject-restricted']);
    expect(await count()).toBe(before);
    await registry.query('update subjects set restricted_at = null where id = $1', [subject]);
    const known = await attest(
      registry,
      { ...again, key: softwareSigner() },
      { identityNumbers: [who.hkid] },
    );
    expect(await subjectOf(known.facts.id)).toBe(subject);
  });

  test('a certificate is the same whatever the spacing and the case', async () => {
    const who = somebody();
    const first = await attest(registry, who);
    const spelt = await attest(registry, who, {
      award: { certificateNumber: ` ${who.certificateNumber.toLowerCase().replaceAll('-', '- ')}` },
    });
    expect(spelt.record.id).toBe(first.record.id);
  });
});

describe('a renewal', () => {
  const today = { standing: { state: 'current', asOf: '2026-06-01' } };
  const renew = (as: string, id: string, key?: string) =>
    registry.post(as, `/v1/credentials/${id}/renewals`, today, key);

  test('404 for what is another authority’s; 409 for what is suspended, or is no home attestation', async () => {
    const { facts } = await attest(registry);
    expect(codeOf(await renew('other', facts.id))).toEqual([404, 'not-found']);
    await decide(registry, 'registrar', people.first, ofCredential(facts.id, 'suspend'));
    expect(codeOf(await renew('registrar', facts.id))).toEqual([409, 'not-renewable']);
    const bridging = await registry.post('college', '/v1/bridging-results', {
      holder: await holderOf(registry, softwareSigner()),
      person: somebody().person,
      agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
      results: [{ component: 'hk-ethics-and-conduct', outcome: 'passed', date: '2026-05-20' }],
    });
    expect(bridging.status).toBe(201);
    expect(codeOf(await renew('registrar', issuedOf(bridging.body).facts.id))).toEqual([404, 'not-found']);
  });

  test('nor is a suspended one replaced by attesting the award again', async () => {
    const { facts, who, own } = await attest(registry);
    await decide(registry, 'registrar', people.first, ofCredential(facts.id, 'suspend'));
    const body = await attestationBody(registry, who);
    expect(codeOf(await registry.post('registrar', '/v1/attestations', body))).toEqual([
      409,
      'not-renewable',
    ]);
    expect(await registry.statusOf(own)).toBe(2);
    const kept = await registry.query('select id from credentials where holder_thumbprint = $1', [
      who.key.kid,
    ]);
    expect(kept).toEqual([{ id: facts.id }]);
  });

  test.each(crashes)('that died %s is finished by asking again, once', async (crash) => {
    const [former, key] = [await attest(registry), randomUUID()];
    registry.turned.crash = crash;
    expect((await renew('registrar', former.facts.id, key)).status).toBe(500);
    await registry.expireLease(key);
    const answer = await renew('registrar', former.facts.id, key);
    const newer = issuedOf(answer.body);
    expect([answer.status, newer.record.id]).toEqual([201, former.record.id]);
    const held = await registry.query(
      'select id, life from credentials where record_id = $1 order by life desc',
      [former.record.id],
    );
    expect(held).toEqual([
      { id: former.facts.id, life: 'superseded' },
      { id: newer.facts.id, life: 'active' },
    ]);
    expect([await registry.statusOf(former.own), await registry.statusOf(newer.own)]).toEqual([3, 0]);
  });
});
