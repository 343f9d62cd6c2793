import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Act } from '../../src/kernel/event.ts';
import { thumbprint } from '../../src/kernel/jwk.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { type SoftwareSigner, softwareSigner } from '../kernel/software-signer.ts';
import {
  attest,
  attestationBody,
  decide,
  ofCredential,
  ofRecord,
  payloadOf,
  say,
  somebody,
  staff,
  type Staff,
} from './acts.ts';
import { crashes } from './dying.ts';
import { agreementWith, atHome, grantFor, recognise, statusEventsAbout } from './recognising.ts';
import { openRegistry, recogniser, registrar, type Registry } from './registry.ts';

/** Copies of a credential for the keys of a wallet: one recognition, one attestation, however many keys. */

let registry: Registry;
let people: Staff;
beforeAll(async () => {
  registry = await openRegistry();
  registry.turned.agreements.push(
    agreementWith('AT-ONCE', { onHomeSuspension: 'immediate', standingRequired: 'certification' }),
    agreementWith('PROPOSE', { onHomeSuspension: 'propose', standingRequired: 'certification' }),
  );
  people = await staff(registry);
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.turned.withoutMandate.clear();
  registry.turned.crash = undefined;
});

const act: Act = {
  by: { kind: 'wallet', grantId: 'test', roles: ['wallet'], scopes: [], dpopThumbprint: null },
  role: 'wallet',
  requestId: 'test',
  purpose: 'recognition',
};
const nothing = () => Promise.resolve();
const newKeys = (count: number) => Array.from({ length: count }, () => softwareSigner());

const copied = (credentialId: string, authority: string, keys: readonly SoftwareSigner[]) =>
  registry.credentials.wallets.issueToKeys(
    { credentialId, authority },
    { act, keys: keys.map(({ jwk }) => jwk), alongside: nothing, afterwards: nothing, details: {} },
  );
const groupOf = (id: string) =>
  registry.query(
    'select id, life, status_uri, status_idx from credentials where id = $1 or copy_of = $1 order by copy_of nulls first, id',
    [id],
  );
const livesOf = async (id: string) => [...new Set((await groupOf(id)).map(({ life }) => life))];
const statusesOf = async (id: string) => {
  const rows = await groupOf(id);
  return Promise.all(
    rows.map((row) => registry.statusOf({ uri: String(row['status_uri']), idx: Number(row['status_idx']) })),
  );
};

describe('a copy', () => {
  test('says what the original says, under its own number, status and key, and ends with it', async () => {
    const { facts, credential } = await attest(registry);
    const keys = newKeys(2);
    const copies = (await copied(facts.id, registrar, keys)).map(payloadOf);
    const { number: _n, status: _s, cnf: _c, iat: _i, _sd: _d, ...said } = payloadOf(credential);
    for (const copy of copies) expect(copy).toMatchObject(said);
    expect(copies.map((copy) => Object(copy['cnf']).jwk)).toEqual(keys.map(({ jwk }) => jwk));
    expect(new Set([facts.number, ...copies.map((copy) => copy['number'])]).size).toBe(3);
  });

  test('is recorded as what it is, and counted nowhere', async () => {
    const { facts } = await attest(registry);
    await copied(facts.id, registrar, newKeys(1));
    const [, copy] = await groupOf(facts.id);
    const events = await registry.eventsOf(String(copy?.['id']));
    expect(events).toMatchObject([{ action: 'credential.copied', details: { copyOf: facts.id } }]);
  });

  test('is made once for each key, of four that ask at once', async () => {
    const { facts } = await attest(registry);
    const keys = newKeys(2);
    const all = await Promise.all([1, 2, 3, 4].map(() => copied(facts.id, registrar, keys)));
    expect(new Set(all.map((each) => each.join())).size).toBe(1);
    expect(await groupOf(facts.id)).toHaveLength(3);
  });

  test('for the key of the original is the original', async () => {
    const who = somebody();
    const { facts, credential } = await attest(registry, who);
    expect(await copied(facts.id, registrar, [who.key])).toEqual([credential]);
  });

  test.each(crashes)(
    'that a crash interrupted (%s) is finished by the next request, and not made twice',
    async (crash) => {
      const { facts } = await attest(registry);
      const keys = newKeys(2);
      registry.turned.crash = crash;
      await copied(facts.id, registrar, keys).catch(() => undefined);
      registry.turned.crash = undefined;
      expect(await copied(facts.id, registrar, keys)).toHaveLength(2);
      expect(await groupOf(facts.id)).toHaveLength(3);
      expect(await livesOf(facts.id)).toEqual(['active']);
    },
  );

  test.each([
    ['of another authority', async (id: string) => copied(id, recogniser, newKeys(1)), 'not-in-force'],
    [
      'of nothing',
      async () => copied('0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b', registrar, newKeys(1)),
      'not-in-force',
    ],
    [
      'beyond the number of keys',
      async (id: string) => copied(id, registrar, newKeys(64)),
      'too-many-copies',
    ],
    [
      'for the key of another person',
      async (id: string) => copied(id, registrar, [(await attest(registry)).who.key]),
      'identity-conflict',
    ],
    [
      'without mandate now',
      async (id: string) => {
        registry.turned.withoutMandate.add(`${registrar} ${vct.homeAttestation} hk-ecf-crm-core`);
        return copied(id, registrar, newKeys(1));
      },
      'not-mandated',
    ],
  ])('%s is refused, and nothing is left', async (_, ask, code) => {
    const { facts } = await attest(registry);
    await expect(ask(facts.id)).rejects.toMatchObject({ code });
    expect(await groupOf(facts.id)).toHaveLength(1);
  });

  test('makes a key one person’s, of several people who bring it at once', async () => {
    const rounds = [1, 1, 2, 2].map(async (count) => {
      const keys = newKeys(count);
      const originals = await Promise.all([1, 2, 3].map(async () => (await attest(registry)).facts.id));
      // In either order, so that nobody may wait for who waits for them.
      const turns = [keys, keys.toReversed(), keys];
      const outcomes = await Promise.allSettled(
        originals.map((id, turn) => copied(id, registrar, turns[turn] ?? keys)),
      );
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
      for (const each of outcomes)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'identity-conflict' });
    });
    await Promise.all(rounds);
  });

  test('and an attestation of two people at once leave a key with one of them', async () => {
    for (const key of newKeys(4)) {
      const { facts } = await attest(registry);
      const body = await attestationBody(registry, { ...somebody(), key });
      const [, answer] = await Promise.all([
        copied(facts.id, registrar, [key]).catch(() => undefined),
        registry.post('registrar', '/v1/attestations', body),
      ]);
      expect([201, 409]).toContain(answer.status);
      const owners =
        'select count(distinct subject_id)::int as n from credentials where holder_thumbprint = $1';
      expect(await registry.query(owners, [thumbprint(key.jwk)])).toEqual([{ n: 1 }]);
    }
  });

  test('is made for the key of somebody who was erased and came again', async () => {
    const { facts, who } = await attest(registry);
    await registry.query(
      'update subjects set erased_at = now(), wrapped_key = null where id = (select subject_id from credentials where id = $1)',
      [facts.id],
    );
    const { facts: again } = await attest(registry, { ...somebody(), key: who.key });
    expect(await copied(again.id, registrar, [who.key])).toHaveLength(1);
    expect(await groupOf(again.id)).toHaveLength(1);
  });

  test.each(['suspend', 'withdraw'])('is not made once the original has met %s', async (kind) => {
    const { facts } = await attest(registry);
    await decide(registry, 'registrar', people.first, ofCredential(facts.id, kind));
    await expect(copied(facts.id, registrar, newKeys(1))).rejects.toMatchObject({ code: 'not-in-force' });
  });
});

describe('an award that was offered', () => {
  const offered = async () => {
    const { person, hkid, certificateNumber } = somebody();
    const award = {
      qualification: 'hk-ecf-crm-core',
      route: 'examination',
      date: '2023-09-15',
      certificateNumber,
      specialisms: [],
    };
    const standing = { state: 'current', asOf: '2026-05-28' } as const;
    const of = { authority: registrar, person, identityNumbers: [hkid], award, standing };
    const kept = await registry.transaction((tx) => registry.credentials.wallets.offer(tx, of));
    return { ...kept, award, standing };
  };
  const taken = (
    credentialId: string,
    offer: Awaited<ReturnType<typeof offered>>,
    keys: readonly SoftwareSigner[],
  ) =>
    registry.credentials.wallets.issueToKeys(
      { credentialId, authority: registrar, offer },
      { act, keys: keys.map(({ jwk }) => jwk), alongside: nothing, afterwards: nothing, details: {} },
    );

  test.each(crashes)(
    'and whose first issue a crash interrupted (%s) is issued to the keys that come next, once',
    async (crash) => {
      const [id, offer] = [randomUUID(), await offered()];
      registry.turned.crash = crash;
      await taken(id, offer, newKeys(2)).catch(() => undefined);
      registry.turned.crash = undefined;
      expect(await taken(id, offer, newKeys(2))).toHaveLength(2);
      const rows = await groupOf(id);
      expect(rows.filter(({ life }) => life === 'active').length).toBeGreaterThanOrEqual(2);
      const events = await registry.eventsOf(id);
      expect(events.filter(({ action }) => action === 'credential.issued')).toHaveLength(1);
    },
  );

  test('is issued once for each key, of four that come at once with the same and other keys', async () => {
    const [id, offer, keys] = [randomUUID(), await offered(), newKeys(3)];
    await Promise.all([keys, keys, keys.slice(1), keys.slice(0, 1)].map((each) => taken(id, offer, each)));
    expect(await groupOf(id)).toHaveLength(3);
    expect(await livesOf(id)).toEqual(['active']);
  });
});

describe('all of one credential', () => {
  test('follow a change of the record', async () => {
    const { facts, record } = await attest(registry);
    await copied(facts.id, registrar, newKeys(2));
    await decide(registry, 'registrar', people.first, ofRecord(record.id, 'suspend'));
    expect(await statusesOf(facts.id)).toEqual([2, 2, 2]);
    await decide(registry, 'registrar', people.first, ofRecord(record.id, 'reinstate'));
    expect(await statusesOf(facts.id)).toEqual([0, 0, 0]);
  });

  test('are ended by two people who named one copy', async () => {
    const { facts } = await attest(registry);
    await copied(facts.id, registrar, newKeys(2));
    const [, copy] = await groupOf(facts.id);
    const event = await decide(
      registry,
      'registrar',
      people.first,
      ofCredential(String(copy?.['id']), 'annul'),
    );
    expect(event.state).toBe('proposed');
    const said = await say(registry, { name: 'second', by: people.second, statement: 'approve' }, event);
    expect(said.status).toBe(200);
    expect([await livesOf(facts.id), await statusesOf(facts.id)]).toEqual([['annulled'], [1, 1, 1]]);
  });

  test('are given up by their holder, with the key of a copy', async () => {
    const { facts } = await attest(registry);
    const [key] = newKeys(1);
    if (!key) throw new Error('no key');
    await copied(facts.id, registrar, [key]);
    const [, copy] = await groupOf(facts.id);
    registry.holder('holder-of-copy', key);
    const decision = ofCredential(String(copy?.['id']), 'deregister', { reasonCode: 'holder-request' });
    const given = await registry.post('holder-of-copy', '/v1/status-events', { decision });
    expect(given.status).toBe(201);
    expect(await livesOf(facts.id)).toEqual(['deregistered']);
  });

  test('of a recognition are suspended at once with their home record, and decided about once', async () => {
    const { id, recordId } = await recognise(registry, await grantFor(registry, 'AT-ONCE'));
    await copied(id, recogniser, newKeys(3));
    expect(await atHome(registry, { recordId, value: 2, sequence: 1 })).toBe(1);
    expect([await livesOf(id), await statusesOf(id)]).toEqual([['suspended'], [2, 2, 2, 2]]);
    expect(await statusEventsAbout(registry, id)).toHaveLength(1);
  });

  test('of a recognition are proposed to be suspended once, not once for each key', async () => {
    const { id, recordId } = await recognise(registry, await grantFor(registry, 'PROPOSE'));
    await copied(id, recogniser, newKeys(3));
    await atHome(registry, { recordId, value: 2, sequence: 1 });
    const proposed = await registry.query(
      "select object_id from status_events where state = 'proposed' and object_id in (select id from credentials where id = $1 or copy_of = $1)",
      [id],
    );
    expect(proposed).toEqual([{ object_id: id }]);
  });
});
