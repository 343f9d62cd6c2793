import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { officerToken } from '../../src/bin/demo-acts.ts';
import type { Called } from '../../src/bin/demo-client.ts';
import { keyProofType } from '../../src/credentials/index.ts';
import { signCompactJws } from '../../src/kernel/compact-jws.ts';
import { addDays, civilDate, epochSeconds } from '../../src/kernel/instants.ts';
import { issuedOf, somebody } from '../credentials/acts.ts';
import { realClock } from '../support/world.ts';
import { ended, type ServedNode, servedNode } from './serving.ts';

/** Killed in the middle of issuing, again and again: what was acknowledged is there, and what is asked for again is done once. */

const attestationsEach = 6;
/** When the node is killed: that many were acknowledged, and then so many milliseconds. The first ones meet the steps before any answer. */
const kills = [
  { acknowledged: 0, milliseconds: 5 },
  { acknowledged: 0, milliseconds: 20 },
  { acknowledged: 1, milliseconds: 0 },
  { acknowledged: 4, milliseconds: 0 },
];

let node: ServedNode;
let owner: pg.Client;
beforeAll(async () => {
  node = await servedNode();
  owner = new pg.Client({ connectionString: node.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await node.close();
});

interface Intention {
  readonly key: string;
  readonly body: object;
  /** What the officer was told was issued, the first time. */
  acknowledged?: { readonly id: string; readonly number: string };
}

async function intention(): Promise<Intention> {
  const who = somebody();
  const { certificateNumber } = who;
  const payload = { aud: node.origin, iat: epochSeconds(realClock.now()), jti: randomUUID() };
  const holder = { jwk: who.key.jwk, proof: await signCompactJws({ typ: keyProofType }, payload, who.key) };
  return {
    key: randomUUID(),
    body: {
      holder,
      person: who.person,
      identityNumbers: [who.hkid],
      award: {
        qualification: 'hk-ecf-crm-core',
        route: 'examination',
        date: '2023-09-15',
        certificateNumber,
        specialisms: [],
      },
      standing: { state: 'current', asOf: addDays(civilDate(realClock.now()), -5) },
    },
  };
}

/** Undefined when the node died before it answered. */
async function send({ key, body }: Intention, token: string): Promise<Called | undefined> {
  const headers = { 'idempotency-key': key };
  return node.api.post('/v1/attestations', body, { token, headers }).catch(() => undefined);
}

async function attest(wanted: Intention, token: string): Promise<void> {
  const called = await send(wanted, token);
  if (!called) return;
  expect([called.status, called.body]).toMatchObject([201, {}]);
  const { id, number } = issuedOf(called.body).facts;
  if (wanted.acknowledged) expect({ id, number }).toEqual(wanted.acknowledged);
  wanted.acknowledged = { id, number };
}

/** The dead hold their claims for half a minute; here nobody waits for that. Gives how many there were. */
async function expireLeases(): Promise<number> {
  const expired = `update idempotency_claims set lease_until = now() - interval '1 second' where status is null`;
  return (await owner.query(expired)).rowCount ?? 0;
}

const count = async (of: string): Promise<number> =>
  Number((await owner.query(`select count(*)::int as count from ${of}`)).rows[0]?.count);

const acknowledgedAmong = (some: readonly Intention[]) =>
  some.flatMap(({ acknowledged }) => acknowledged ?? []);

test('killed again and again under attestations, nothing acknowledged is lost and nothing is done twice', async () => {
  const all: Intention[] = [];
  let interrupted = 0;
  let child: ChildProcess = await node.start();
  for (const kill of kills) {
    // Tokens outlive the process: its keys are in the database.
    const token = await officerToken(node, 'registrar', 'HK-REG-01');
    const wanted = await Promise.all(Array.from({ length: attestationsEach }, intention));
    const answers = Promise.all(wanted.map((one) => attest(one, token)));
    while (acknowledgedAmong(wanted).length < kill.acknowledged) await sleep(1);
    await sleep(kill.milliseconds);
    await ended(child, 'SIGKILL');
    await answers;
    all.push(...wanted);
    child = await node.start();
    interrupted += await expireLeases();
    await Promise.all(wanted.map((one) => attest(one, token)));
  }
  // Else the kills met nothing that was under way.
  expect(interrupted).toBeGreaterThan(kills.length);
  // Once more, all of them: the same answers.
  const token = await officerToken(node, 'registrar', 'HK-REG-01');
  for (const one of all) await attest(one, token);
  const acknowledged = acknowledgedAmong(all).map(({ id, number }) => ({ id, number, life: 'active' }));
  const byNumber = (one: { number: string }, other: { number: string }) =>
    one.number < other.number ? -1 : 1;
  const { rows: credentials } = await owner.query('select id, number, life from credentials');
  expect(credentials.toSorted(byNumber)).toEqual(acknowledged.toSorted(byNumber));
  expect(acknowledged).toHaveLength(all.length);
  const { rows: issued } = await owner.query(
    `select object_id as id from event_facts where type = 'credential.issued'`,
  );
  const ids = (of: readonly { id: string }[]) => of.map(({ id }) => id).toSorted();
  expect(ids(issued)).toEqual(ids(acknowledged));
  expect(await count('records')).toBe(all.length);
  expect(await count('subjects')).toBe(all.length);
  expect(await count('(select distinct status_uri, status_idx from credentials) as given')).toBe(all.length);
}, 180_000);
