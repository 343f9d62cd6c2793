import { randomUUID } from 'node:crypto';
import { sql } from '../../src/platform/drizzle.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessRecords } from '../../src/access/access-records.table.ts';
import type { DetectorId } from '../../src/audit/anomaly-definitions.ts';
import { type AnomaliesDependencies, createAnomalies } from '../../src/audit/anomalies.service.ts';
import { readPositions } from '../../src/transparency/tree.store.ts';
import { testClock } from '../support/world.ts';
import { look, openPlanted, type Planted, type PlantedEvent, plant, plantLog } from './planted.ts';

/** Every detector over a real database that holds exactly one case of it, and one that only comes near. */

let planted: Planted;
beforeEach(async () => {
  planted = await openPlanted();
});
afterEach(() => planted.stop());

const at = (text: string) => new Date(`${text}+08:00`);
const clock = testClock(at('2026-06-30T00:00:00'));
const window = { from: '2026-06-01T00:00:00+08:00', until: '2026-06-30T00:00:00+08:00' };
const monday = at('2026-06-15T10:00:00');
const later = (seconds: number, from = monday) => new Date(from.getTime() + seconds * 1000);

async function find(id: DetectorId, rest: Partial<AnomaliesDependencies> = {}, thresholds?: string) {
  const service = createAnomalies({
    db: planted.db,
    clock,
    agreementState: () => 'in-force',
    freshnessDays: () => 30,
    mandated: () => true,
    key: () => undefined,
    desk: {
      recordLook: () => Promise.resolve(),
      window: () => ({ from: new Date(window.from), until: new Date(window.until) }),
      async places(reader, entryIds) {
        const known = new Map(
          (await readPositions(reader, entryIds)).map(({ entryId, idx }) => [entryId, idx]),
        );
        return (entry) => ({ entry, index: known.get(entry) ?? null });
      },
    },
    ...rest,
  });
  const asked = { caller: { kind: 'public' } as const, requestId: 'test' };
  const { detectors } = await service.find({ detectors: id, ...(thresholds && { thresholds }) }, asked);
  expect(detectors.map((one) => one.id)).toEqual([id]);
  return detectors[0]?.findings ?? [];
}

async function findOne(...question: Parameters<typeof find>) {
  const findings = await find(...question);
  expect(findings).toHaveLength(1);
  return findings[0];
}

const credential = (rest: Partial<PlantedEvent> = {}): PlantedEvent => ({
  type: 'credential.issued',
  objectType: 'credential',
  objectId: randomUUID(),
  recordedAt: monday,
  actorPerson: 'p1',
  agreementId: 'DEMO-1',
  agreementVersion: 1,
  agreementRow: 'DEMO-1/i03',
  target: 'hk-ecf-crm-core',
  keyId: 'k1',
  ...rest,
});

const decision = (n: number, checker: string, seconds: number): PlantedEvent[] => [
  { type: 'application.decided', objectId: `a${String(n)}`, actorPerson: 'p1', recordedAt: later(n) },
  {
    type: 'application.approved',
    objectId: `a${String(n)}`,
    actorPerson: checker,
    recordedAt: later(n + seconds),
  },
];

const looked = (rows: Parameters<typeof look>[0][]) =>
  planted.db.transaction((tx) => tx.insert(accessRecords).values(rows.map((row) => look(row))));

async function organisation(purposes: string): Promise<string> {
  const id = randomUUID();
  await planted.db.transaction((tx) =>
    tx.execute(sql`
      insert into organisations (id, kind, names, jurisdiction, registered_place, gba_eligible, purposes, registered_at)
      values (${id}, 'bank', '{"en":"x","zhHant":"x","zhHans":"x"}', 'HK', 'HK', false, ${purposes}, now())`),
  );
  return id;
}

async function subject(): Promise<string> {
  const id = randomUUID();
  await planted.db.transaction((tx) =>
    tx.execute(
      sql`insert into subjects (id, wrapped_key, created_at) values (${id}, '', ${monday.toISOString()})`,
    ),
  );
  return id;
}

async function heldCredential(of: {
  subjectId: string;
  thumbprint: string;
  number: string;
  authority?: string;
}): Promise<string> {
  const id = randomUUID();
  await planted.db.transaction((tx) =>
    tx.execute(sql`
      insert into credentials (id, number, vct, authority, subject_id, qualification, holder_thumbprint, status_uri, status_idx, life,
        payload, issuer_jwt, issued_at, expires_at)
      values (${id}, ${of.number}, 'v', ${of.authority ?? 'demo'}, ${of.subjectId}, 'q', ${of.thumbprint}, ${id}, 0, 'active', '', 'jwt',
        ${monday.toISOString()}, ${monday.toISOString()})`),
  );
  return id;
}

describe('over acts of people', () => {
  test('one who is maker and checker is found, and where both entries stand', async () => {
    const ids = await plantLog(planted.db, [...decision(1, 'p1', 900), ...decision(2, 'p2', 900)]);
    expect(await findOne('same-maker-and-checker')).toMatchObject({
      actors: ['p1'],
      objects: [{ type: 'application', id: 'a1' }],
      proofs: [
        { entry: ids[0], index: 0 },
        { entry: ids[1], index: 1 },
      ],
    });
  });

  test('an approval in haste is found, by the threshold of the question', async () => {
    await plantLog(planted.db, [...decision(1, 'p2', 100), ...decision(2, 'p2', 200)]);
    expect(await find('hasty-approval')).toEqual([]);
    expect(await findOne('hasty-approval', {}, 'hasty-approval.seconds:120')).toMatchObject({
      measured: { seconds: 100 },
    });
  });

  test('an act at night is found, and one outside of the window is not', async () => {
    await plantLog(planted.db, [
      credential({ recordedAt: at('2026-06-15T23:00:00') }),
      credential({ recordedAt: at('2026-06-15T12:00:00') }),
      credential({ recordedAt: at('2026-05-15T23:00:00') }),
    ]);
    expect(await findOne('outside-office-hours')).toMatchObject({
      measured: { localTime: '2026-06-15T23:00:00.000+08:00' },
    });
  });

  test('a cluster of overrides is found', async () => {
    const of = (person: string, overrides: number) =>
      Array.from(
        { length: 4 },
        (_, n): PlantedEvent => ({
          type: 'application.decided',
          objectId: `${person}-${String(n)}`,
          actorPerson: person,
          recordedAt: monday,
          override: n < overrides,
        }),
      );
    await plantLog(planted.db, [...of('p1', 3), ...of('p2', 2)]);
    expect(await findOne('override-cluster')).toMatchObject({
      actors: ['p1'],
      measured: { overrides: 3, decisions: 4 },
    });
  });

  test('a day of an officer above all days before is found; an issuer whose every day is like it is not', async () => {
    const days = (person: string, day: string, count: number, issuer: string) =>
      Array.from({ length: count }, () =>
        credential({
          actorPerson: person,
          recordedAt: at(`${day}T10:00:00`),
          issuer,
          type: 'application.decided',
        }),
      );
    await plantLog(planted.db, [
      ...['2026-06-12', '2026-06-13', '2026-06-14'].flatMap((day) => days('p2', day, 20, 'steady')),
      ...days('p1', '2026-06-13', 1, 'a'),
      ...days('p1', '2026-06-15', 21, 'a'),
      ...['2026-06-15'].flatMap((day) => days('p2', day, 20, 'steady')),
    ]);
    const found = await find('volume-spike', {}, 'volume-spike.minimum:21');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      actors: ['p1'],
      measured: { day: '2026-06-15', count: 21, medianBefore: 0 },
    });
    expect(found[0]?.proofs).toHaveLength(20);
  });
});

describe('over authority', () => {
  test.each<[DetectorId, Partial<AnomaliesDependencies>, object]>([
    [
      'agreement-not-in-force',
      { agreementState: (id) => (id === 'OLD' ? 'expired' : 'in-force') },
      { state: 'expired' },
    ],
    [
      'outside-mandate',
      { mandated: ({ qualification }) => qualification !== 'other' },
      { qualification: 'other' },
    ],
    [
      'key-outside-window',
      {
        key: (kid) =>
          kid === 'gone' ? undefined : { signFrom: new Date(0), signUntil: null, compromisedAt: null },
      },
      { why: 'unknown-key' },
    ],
  ])('%s is found once', async (id, knowledge, measured) => {
    const bad = randomUUID();
    await plantLog(planted.db, [
      credential(),
      credential({ objectId: bad, agreementId: 'OLD', target: 'other', keyId: 'gone' }),
    ]);
    expect(await findOne(id, knowledge)).toMatchObject({
      objects: expect.arrayContaining([{ type: 'credential', id: bad }]),
      measured,
      proofs: [{ index: 1 }],
    });
  });

  test('a recognition on old evidence is found by what is on its file', async () => {
    const [old, fresh] = [randomUUID(), randomUUID()];
    await plantLog(planted.db, [credential({ objectId: old }), credential({ objectId: fresh })]);
    for (const [id, days] of [
      [old, 31],
      [fresh, 29],
    ] as const)
      await evidenceFor(id, later(-days * 86_400));
    expect(await findOne('stale-home-attestation')).toMatchObject({
      objects: [{ type: 'credential', id: old }],
      measured: { ageDays: 31, allowedDays: 30 },
    });
  });

  async function evidenceFor(credentialId: string, observedAt: Date): Promise<void> {
    const id = randomUUID();
    await planted.db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql`
        insert into application_evidence (id, application_id, type, source, content, digest, observed_at)
        values (${randomUUID()}, ${id}, 'home-attestation', 'x', '', 'd', ${observedAt.toISOString()}),
          (${randomUUID()}, ${id}, 'key-binding', 'x', '', 'd', ${monday.toISOString()})`);
      await tx.execute(sql`
        insert into approvals (id, application_id, decision_id, verdict, jws, officer_id, person_id, organisation_id, approved_at, credential_id)
        values (${randomUUID()}, ${id}, ${randomUUID()}, 'approve', 'x', ${id}, ${id}, ${id}, ${monday.toISOString()}, ${credentialId})`);
    });
  }
});

describe('over pseudonyms', () => {
  test('one number with two of them is found, and never shown', async () => {
    const people = [await subject(), await subject(), await subject()];
    const hashes = ['aa', 'aa', 'bb'];
    for (const [n, id] of people.entries())
      await planted.db.transaction((tx) =>
        tx.execute(sql`insert into identity_numbers (subject_id, type, keyed_hash, tail)
          values (${id}, 'hkid', decode(${hashes[n]}, 'hex'), '0001')`),
      );
    const ids = await plantLog(
      planted.db,
      people.map((subjectId) => credential({ subjectId })),
    );
    const finding = await findOne('shared-identity-number');
    expect(finding).toMatchObject({
      objects: people
        .slice(0, 2)
        .sort()
        .map((id) => ({ type: 'subject', id })),
      measured: { subjects: 2 },
    });
    expect(finding?.proofs.map(({ entry }) => entry).sort()).toEqual(ids.slice(0, 2).sort());
    expect(JSON.stringify(finding)).not.toMatch(/0001|"aa"|qg==/);
  });

  test('one key with two of them is found', async () => {
    const [a, b, c] = [await subject(), await subject(), await subject()];
    await heldCredential({ subjectId: a, thumbprint: 'shared', number: 'N1' });
    await heldCredential({ subjectId: b, thumbprint: 'shared', number: 'N2' });
    await heldCredential({ subjectId: c, thumbprint: 'own', number: 'N3' });
    await heldCredential({ subjectId: c, thumbprint: 'own', number: 'N4' });
    await heldCredential({ subjectId: a, thumbprint: 'own', number: 'N5', authority: 'other' });
    const finding = await findOne('several-pseudonyms');
    expect(finding?.objects).toEqual([a, b].sort().map((id) => ({ type: 'subject', id })));
    expect(JSON.stringify(finding)).not.toContain('shared');
  });
});

describe('over looks', () => {
  test('the use of an ended credential is found, and by whom', async () => {
    const subjectId = await subject();
    const ended = await heldCredential({ subjectId, thumbprint: 't', number: 'HK-R-000001' });
    const [batch = '', ending = ''] = await plantLog(planted.db, [
      { type: 'access.batched', recordedAt: monday },
      credential({ type: 'credential.withdrawn', objectId: ended }),
    ]);
    const bank = randomUUID();
    await looked([
      { at: later(-60), organisationId: bank, batchEntryId: batch },
      { at: later(3600), organisationId: bank, batchEntryId: batch, result: 'TERMINATED' },
      { at: later(3600), organisationId: bank, objectIds: ['HK-R-000002'] },
    ]);
    expect(await findOne('terminated-still-verified')).toMatchObject({
      actors: [bank],
      measured: { verifications: 1 },
      proofs: [
        { entry: ending, index: 1 },
        { entry: batch, index: 0 },
      ],
    });
  });

  test('a verifier who mostly finds nothing genuine is found', async () => {
    const [guesser, careful] = [randomUUID(), randomUUID()];
    await looked(
      Array.from({ length: 40 }, (_, n) => ({
        at: later(n),
        organisationId: n % 2 === 0 ? guesser : careful,
        result: n % 2 === 0 && n < 12 ? 'SIGNATURE_INVALID' : 'VALID',
      })),
    );
    await looked([{ at: later(50), organisationId: careful, result: 'NOT_FOUND_OR_NOT_SHARED' }]);
    expect(await findOne('abnormal-not-found')).toMatchObject({
      actors: [guesser],
      measured: { verifications: 20, notFound: 6 },
    });
  });

  test('a clerk who looks at very many is found, by the person', async () => {
    const clerk = randomUUID();
    await looked(
      Array.from({ length: 4 }, (_, n) => ({
        at: later(n),
        personId: clerk,
        objectIds: [`N${String(n)}`, 'N0'],
      })),
    );
    await looked(
      Array.from({ length: 9 }, (_, n) => ({ at: later(n), callerName: 'client:steady', objectIds: ['N1'] })),
    );
    expect(await find('bulk-look-ups', {}, 'bulk-look-ups.perDay:4')).toEqual([]);
    expect(await findOne('bulk-look-ups', {}, 'bulk-look-ups.perDay:3')).toMatchObject({
      actors: [clerk],
      measured: { day: '2026-06-15', looks: 4, objects: 4 },
    });
  });

  test('a purpose that is not the caller’s is found', async () => {
    const bank = await organisation('{verification}');
    await looked([
      { at: monday, organisationId: bank },
      { at: monday, organisationId: bank, purpose: 'regulatory-inspection' },
    ]);
    expect(await findOne('purpose-mismatch')).toMatchObject({
      measured: { why: 'not-a-regulator', looks: 1 },
    });
  });
});

describe('over time and the log', () => {
  test('what takes effect before it is recorded is found', async () => {
    await plantLog(planted.db, [
      credential({ effectiveAt: later(-8 * 86_400) }),
      credential({ effectiveAt: later(-6 * 86_400) }),
    ]);
    expect(await findOne('backdated')).toMatchObject({ measured: { days: 8 }, proofs: [{ index: 0 }] });
  });

  test('an entry behind a later one is found', async () => {
    const [, , third] = await plantLog(planted.db, [
      credential({ recordedAt: later(0) }),
      credential({ recordedAt: later(60) }),
      credential({ recordedAt: later(50) }),
      credential({ recordedAt: later(57) }),
    ]);
    expect(await findOne('clock-drift')).toMatchObject({
      measured: { seconds: 10 },
      proofs: [{ entry: third, index: 2 }],
    });
  });

  test('a whole log has no gap', async () => {
    await plantLog(planted.db, [credential(), credential()]);
    expect(await find('chain-gap')).toEqual([]);
  });

  test.each<[string, number[], number, object]>([
    ['in the middle', [0, 2], 3, { why: 'index-gap', from: 1, next: 2 }],
    ['at the beginning', [1, 2], 3, { why: 'index-gap', from: 0, next: 1 }],
    ['at the end', [0, 1], 3, { why: 'index-gap', from: 2, next: 3 }],
    ['beyond the head', [0, 1, 2], 2, { why: 'beyond-head', size: 2 }],
  ])('an index that is missing %s is found', async (_where, indices, size, measured) => {
    await planted.db.transaction(async (tx) => {
      for (const index of indices) await plant(tx, { ...credential(), index });
      await tx.execute(sql`insert into log_head values (1, ${size}, '')`);
    });
    expect(await findOne('chain-gap')).toMatchObject({ measured });
  });

  test('an event that never became a leaf is found', async () => {
    await plantLog(planted.db, [credential()]);
    const lost = await planted.db.transaction((tx) => plant(tx, credential()));
    await planted.db.transaction((tx) => plant(tx, credential({ recordedAt: at('2026-06-29T23:59:30') })));
    expect(await findOne('chain-gap')).toMatchObject({
      measured: { why: 'no-leaf' },
      proofs: [{ entry: lost, index: null }],
    });
  });

  test('an event that the log refuses is found, however short it has waited and whenever it was recorded', async () => {
    await plantLog(planted.db, [credential()]);
    const [bad, behind] = await planted.db.transaction(async (tx) => [
      await plant(tx, credential({ recordedAt: at('2026-01-01T00:00:00') })),
      await plant(tx, credential({ recordedAt: at('2026-06-29T23:59:59') })),
    ]);
    await planted.db.execute(sql`insert into log_pending (entry_id) values (${bad}), (${behind})`);
    expect(await findOne('chain-gap')).toMatchObject({
      measured: { why: 'refused', fault: 'not-json' },
      proofs: [{ entry: bad, index: null }],
    });
  });
});
