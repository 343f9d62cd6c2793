import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { neverDisclosableOf } from '../../src/typemetadata/index.ts';
import { neverDisclosable, verifySdJwtVc } from '../../src/formats/index.ts';
import type { Act } from '../../src/kernel/event.ts';
import { epochSeconds } from '../../src/kernel/instants.ts';
import { importPublicKey } from '../../src/kernel/jwk.ts';
import { vct } from '../../src/kernel/vocabulary.ts';
import { attest, attestationBody, decide, issuedOf, ofRecord, somebody, staff, type Staff } from './acts.ts';
import { crashes } from './dying.ts';
import { openRegistry, registrar, type Registry } from './registry.ts';

/** What a crash leaves behind, and what comes of it when the same request is sent again, now or hours later. */

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

const act: Act = {
  by: { kind: 'rule', name: 'test' },
  role: 'operator',
  requestId: 'test',
  purpose: 'node-operation',
};
const reservedBy = async (thumbprint: string) => {
  const rows = await registry.query(
    'select id, number, status_uri, status_idx, record_id, life from credentials where holder_thumbprint = $1',
    [thumbprint],
  );
  return rows[0];
};

/** Dies after the intention is stored; gives what it needs to be asked again. */
async function leftBehind() {
  const [who, key] = [somebody(), randomUUID()];
  const body = await attestationBody(registry, who);
  registry.turned.crash = 'before-signing';
  expect((await registry.post('registrar', '/v1/attestations', body, key)).status).toBe(500);
  await registry.expireLease(key);
  const again = () => registry.post('registrar', '/v1/attestations', body, key);
  return { who, again, reserved: await reservedBy(who.key.kid) };
}

/** The whole verification that a stranger would make, with the key that signs at that time. */
function checksOf(credential: string) {
  return verifySdJwtVc(credential, {
    now: epochSeconds(registry.clock.now()),
    neverDisclosable: neverDisclosable(neverDisclosableOf[vct.homeAttestation]),
    issuerKey: ({ kid }) => {
      const published = registry.keys.find(String(kid));
      const key = published && importPublicKey(published.jwk);
      return key ? { key, alg: 'ES256' } : { problem: 'unknown' };
    },
  });
}

describe('asked again after a crash', () => {
  test.each(crashes.filter((crash) => crash !== 'before-reserving'))(
    '%s: the same identifier, number, index and record',
    async (crash) => {
      const [who, key] = [somebody(), randomUUID()];
      const body = await attestationBody(registry, who);
      registry.turned.crash = crash;
      expect((await registry.post('registrar', '/v1/attestations', body, key)).status).toBe(500);
      const reserved = await reservedBy(who.key.kid);
      await registry.expireLease(key);
      const { facts, own, record, credential } = issuedOf(
        (await registry.post('registrar', '/v1/attestations', body, key)).body,
      );
      expect([facts.id, facts.number, own.uri, own.idx, record.id]).toEqual([
        reserved?.['id'],
        reserved?.['number'],
        reserved?.['status_uri'],
        reserved?.['status_idx'],
        reserved?.['record_id'],
      ]);
      expect(checksOf(credential).valid).toBe(true);
    },
  );

  test('hours later it says the same, as of now; the proof was good when it was reserved', async () => {
    const { again, reserved } = await leftBehind();
    registry.clock.advance(5 * 3600);
    const answer = await again();
    expect(answer.status).toBe(201);
    const { facts, payload, credential } = issuedOf(answer.body);
    expect([facts.id, facts.number]).toEqual([reserved?.['id'], reserved?.['number']]);
    expect(payload['iat']).toBe(epochSeconds(registry.clock.now()));
    expect(payload['exp']).toBe(epochSeconds(registry.clock.now()) + 365 * 86_400);
    expect(facts.issuedAt).toBe(new Date(registry.clock.now()).toISOString().replace('.000', ''));
    expect(checksOf(credential).valid).toBe(true);
  });

  test('by a key that came meanwhile it is signed as of that key’s time', async () => {
    const { again } = await leftBehind();
    registry.clock.advance(30);
    const replaced = registry.keys.signer('credential', registrar).kid;
    const prepared = await registry.keys.prepare({
      purpose: 'credential',
      authority: registrar,
      suite: 'ES256',
    });
    const report = {
      kid: replaced,
      compromisedAt: registry.clock.now(),
      reason: 'lost',
      replacement: prepared,
    };
    await registry.transaction((tx) => registry.keys.markCompromised(tx, report, act));
    await registry.refresh();
    const { payload, facts, credential } = issuedOf((await again()).body);
    expect(facts.keyId).not.toBe(replaced);
    const signFrom = registry.keys.find(facts.keyId ?? '')?.signFrom;
    expect(Number(payload['iat'])).toBeGreaterThanOrEqual(epochSeconds(signFrom ?? new Date(0)));
    expect(checksOf(credential).valid).toBe(true);
  });

  test('without the mandate that it had, nothing is signed', async () => {
    const { again, reserved } = await leftBehind();
    registry.turned.withoutMandate.add(`${registrar} ${vct.homeAttestation} hk-ecf-crm-core`);
    const answer = await again();
    expect([answer.status, answer.body.code]).toEqual([403, 'not-mandated']);
    expect(
      await registry.query('select life, issuer_jwt from credentials where id = $1', [reserved?.['id']]),
    ).toEqual([{ life: 'reserved', issuer_jwt: null }]);
  });

  test('after the record has changed, nothing is issued that contradicts it', async () => {
    const { again, reserved } = await leftBehind();
    await decide(registry, 'registrar', people.first, ofRecord(String(reserved?.['record_id']), 'suspend'));
    const answer = await again();
    expect([answer.status, answer.body.code]).toEqual([409, 'standing-differs']);
  });
});

test('a reservation is shown to nobody: it is no credential yet', async () => {
  const { who, reserved } = await leftBehind();
  const id = String(reserved?.['id']);
  expect((await registry.get('registrar', `/v1/credentials/${id}`)).status).toBe(404);
  registry.holder('waiting', who.key);
  expect((await registry.get('waiting', '/v1/holder/credentials')).body).toEqual({ items: [] });
  const listed = await registry.get('registrar', '/v1/credentials?limit=200');
  expect(JSON.stringify(listed.body)).not.toContain(id);
});

describe('first attested with standing inactive', () => {
  test('the record says so from the start, the credential is valid, and nobody is notified of a change', async () => {
    const { own, record, payload, facts } = await attest(registry, somebody(), {
      standing: { state: 'inactive' },
    });
    expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual([3, 0]);
    expect(payload['standing']).toMatchObject({ state: 'inactive' });
    expect(facts.record?.state).toBe('standing-ended');
    const [row] = await registry.query('select revision from records where id = $1', [record.id]);
    expect(row?.['revision']).toBe(0);
  });

  test('standing that comes back is first of the record, then attested', async () => {
    const { record, own, who } = await attest(registry, somebody(), { standing: { state: 'inactive' } });
    await decide(registry, 'registrar', people.first, ofRecord(record.id, 'reinstate'));
    expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual([0, 0]);
    const newer = await attest(registry, who);
    expect([newer.record.id, await registry.statusOf(newer.own)]).toEqual([record.id, 0]);
  });
});
