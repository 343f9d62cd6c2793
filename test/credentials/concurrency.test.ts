import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  attest,
  attestationBody,
  decide,
  issuedOf,
  ofRecord,
  somebody,
  staff,
  type Staff,
  tryToDecide,
} from './acts.ts';
import { openRegistry, type Registry } from './registry.ts';

/** Many at once: nothing is given twice, nobody becomes two, and no change is missed. */

let registry: Registry;
let people: Staff;
beforeAll(async () => {
  registry = await openRegistry();
  people = await staff(registry);
});
afterAll(() => registry.close());

const many = <T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));
const distinct = (values: readonly string[]) => new Set(values).size;

test('50 attestations at once: no number, no index and no record twice', async () => {
  const bodies = await many(50, async () => attestationBody(registry, somebody()));
  const answers = await many(50, async (index) =>
    registry.post('registrar', '/v1/attestations', bodies[index]),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
  const issued = answers.map(({ body }) => issuedOf(body));
  expect(distinct(issued.map(({ facts }) => facts.number))).toBe(50);
  expect(distinct(issued.map(({ own }) => `${own.uri}#${String(own.idx)}`))).toBe(50);
  expect(distinct(issued.map(({ record }) => record.id))).toBe(50);
  expect(distinct(issued.map(({ record: { status_list: list } }) => `${list.uri}#${String(list.idx)}`))).toBe(
    50,
  );
  const numbers = issued.map(({ facts }) => Number(facts.number.slice(-6))).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => (numbers[0] ?? 0) + index));
});

describe('one person at twelve counters at once', () => {
  test('is one subject with one record, and one credential is the current one', async () => {
    const who = somebody();
    const bodies = await many(12, async () => attestationBody(registry, who));
    const answers = await many(12, async (index) =>
      registry.post('registrar', '/v1/attestations', bodies[index]),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 201));
    expect(distinct(answers.map(({ body }) => issuedOf(body).record.id))).toBe(1);
    const held = await registry.query(
      'select subject_id, life from credentials where holder_thumbprint = $1',
      [who.key.kid],
    );
    expect(distinct(held.map(({ subject_id: subject }) => String(subject)))).toBe(1);
    expect(held.filter(({ life }) => life === 'active')).toHaveLength(1);
    expect(held.filter(({ life }) => life === 'superseded')).toHaveLength(11);
  });

  test('for twelve awards is one subject with twelve records', async () => {
    const who = somebody();
    const bodies = await many(12, async (index) =>
      attestationBody(registry, who, {
        award: { certificateNumber: `${who.certificateNumber}-${String(index)}` },
      }),
    );
    const answers = await many(12, async (index) =>
      registry.post('registrar', '/v1/attestations', bodies[index]),
    );
    expect(distinct(answers.map(({ body }) => issuedOf(body).record.id))).toBe(12);
    const subjects = await registry.query(
      'select distinct subject_id from credentials where holder_thumbprint = $1',
      [who.key.kid],
    );
    expect(subjects).toHaveLength(1);
  });
});

test('20 proposals, approvals and suspensions of one record at once leave one truth', async () => {
  const { record, own } = await attest(registry);
  const answers = await many(20, async (index) =>
    tryToDecide(
      registry,
      index % 2 === 0 ? 'registrar' : 'second',
      index % 2 === 0 ? people.first : people.second,
      ofRecord(record.id, index % 4 < 2 ? 'suspend' : 'reinstate'),
    ),
  );
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  const applied = answers.filter(({ status }) => status === 201).length;
  const [row] = await registry.query('select value, revision from records where id = $1', [record.id]);
  expect(row?.['revision']).toBe(applied);
  expect([await registry.statusOf(record.status_list), await registry.statusOf(own)]).toEqual([
    row?.['value'],
    row?.['value'],
  ]);
  const revisions = await registry.query(
    'select revision from status_events where object_id = $1 order by revision',
    [record.id],
  );
  expect(revisions.map(({ revision }) => revision)).toEqual(
    Array.from({ length: applied }, (_, index) => index + 1),
  );
});

test('an award that is withdrawn while it is being attested anew is never current again', async () => {
  await many(8, async () => {
    const { who, record } = await attest(registry);
    const body = await attestationBody(registry, who);
    const [answer] = await Promise.all([
      registry.post('registrar', '/v1/attestations', body),
      decide(registry, 'second', people.second, ofRecord(record.id, 'withdraw', 'award')),
    ]);
    expect([201, 409]).toContain(answer.status);
    const live = await registry.query(
      `select status_uri, status_idx from credentials where record_id = $1 and life = 'active'`,
      [record.id],
    );
    for (const { status_uri: uri, status_idx: idx } of live)
      expect(await registry.statusOf({ uri: String(uri), idx: Number(idx) })).toBe(1);
    expect(await registry.statusOf(record.status_list)).toBe(1);
  });
});
