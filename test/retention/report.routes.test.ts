import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientToken } from '../../src/bin/demo-acts.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { duePage, retentionClassList, retentionReport } from '../../src/retention/answers.schema.ts';
import { type Border, startBorder } from '../support/border.ts';
import { getAs, type Offices, openOffices } from './offices.ts';
import { type Attested, attested, patiently } from './people.ts';

let border: Border;
let owner: pg.Client;
let offices: Offices;
let chan: Attested;
let lam: Attested;

beforeAll(async () => {
  border = await startBorder();
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  offices = await openOffices(border.hk);
  chan = await patiently(() => attested(border.hk, owner, 51));
  lam = await patiently(() => attested(border.hk, owner, 52));
  await border.hk.contexts.retention.execution.runOnce();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const get = (path: string, token?: string) => getAs(border.hk, token, path);
const tomorrow = () => addDays(civilDate(border.hk.contexts.clock.now()), 1);

describe('the reading room', () => {
  test('shows the schedule with its bases and how sure they are', async () => {
    const answer = await get('/v1/audit/retention/classes', offices.examiners[0]);
    expect(answer.status).toBe(200);
    const { items, graceDays } = retentionClassList.parse(answer.body);
    expect(graceDays).toBe(30);
    expect(items.find(({ id }) => id === 'ended-credential')).toMatchObject({
      period: { years: 7, atLeast: false },
      onExpiry: 'erase-person',
      bases: [
        { mark: 'V1', source: 'S47' },
        { mark: 'V1', source: 'S39' },
      ],
    });
    expect(items.find(({ id }) => id === 'access-log')).toMatchObject({ executedBy: 'database-owner' });
  });

  test('lists who is due before a date, by page, with class and basis; the look is on record', async () => {
    const [examiner] = offices.examiners;
    const far = '2090-01-01';
    const all = duePage.parse((await get(`/v1/audit/retention/due?before=${far}`, examiner)).body);
    expect(all.items.map(({ subjectId }) => subjectId).toSorted()).toEqual(
      [chan.subjectId, lam.subjectId].toSorted(),
    );
    expect(all.items[0]).toMatchObject({ class: 'ended-credential', standing: 'in-use' });
    expect(all.items[0]?.bases.length).toBeGreaterThan(0);
    const first = duePage.parse((await get(`/v1/audit/retention/due?before=${far}&limit=1`, examiner)).body);
    const second = duePage.parse(
      (await get(`/v1/audit/retention/due?before=${far}&limit=1&cursor=${String(first.next)}`, examiner))
        .body,
    );
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect(second.next).toBeNull();
    const none = duePage.parse((await get(`/v1/audit/retention/due?before=${tomorrow()}`, examiner)).body);
    expect(none.items).toEqual([]);
    const { rows } = await owner.query("select purpose from access_records where result = 'retention-due'");
    expect(rows[0]).toMatchObject({ purpose: 'supervision' });
  });

  test('counts the looks that its owner has to remove', async () => {
    await owner.query(
      `insert into access_records (id, at, kind, caller_name, purpose, object_ids, result, request_id)
       values ('01600000-0000-7000-8000-000000000000', '2018-01-01', 'look-up', 'public', 'x', '{}', 'x', 'x')`,
    );
    const path = `/v1/audit/retention/report?from=2026-01-01&until=${tomorrow()}`;
    const report = retentionReport.parse((await get(path, offices.examiners[0])).body);
    expect(report).toMatchObject({ subjects: 2, sweptAt: expect.any(String) });
    const of = (id: string) => report.classes.find((each) => each.class === id);
    expect(of('access-log')).toMatchObject({ due: 1, done: { removed: 0 } });
    expect(of('log-entries')).toMatchObject({ due: null });
    expect(of('ended-credential')).toMatchObject({ due: 0, overdue: 0 });
  });

  test('shows the privacy officer of an authority who is due of the persons that it knows', async () => {
    const stranger = randomUUID();
    await owner.query(
      "insert into retention_schedule (subject_id, standing, class, due_on, held) values ($1, 'due', 'ended-credential', '2020-01-01', false)",
      [stranger],
    );
    const dueTo = async (token: string) =>
      duePage
        .parse((await get('/v1/audit/retention/due?before=2090-01-01', token)).body)
        .items.map(({ subjectId }) => subjectId);
    expect(await dueTo(offices.privacy[0])).toContain(stranger);
    const known = await dueTo(offices.registrarPrivacy);
    expect(known).toContain(chan.subjectId);
    expect(known).not.toContain(stranger);
    await owner.query('delete from retention_schedule where subject_id = $1', [stranger]);
  });

  test('adds up all that was done, and says how many of its proofs are left off', async () => {
    await owner.query(
      `insert into retention_acts (id, run_id, at, class, deed, count, entries)
       select gen_random_uuid(), gen_random_uuid(), '2025-03-01', 'ended-credential', 'erased', 2, array[gen_random_uuid()]
       from generate_series(1, 300)`,
    );
    const path = '/v1/audit/retention/report?from=2025-01-01&until=2025-12-31';
    const { classes } = retentionReport.parse((await get(path, offices.examiners[0])).body);
    const ended = classes.find((each) => each.class === 'ended-credential');
    expect(ended).toMatchObject({ done: { erased: 600, restricted: 0 }, logLeftOff: 100 });
    expect(ended?.log).toHaveLength(200);
  });

  const report = '/v1/audit/retention/report';
  const due = '/v1/audit/retention/due';
  test.each<[string, () => PromiseLike<{ status: number; body: { code?: string } }>, number, string]>([
    ['the schedule for nobody', () => get('/v1/audit/retention/classes'), 401, 'unauthenticated'],
    [
      'the schedule for a bank',
      async () => get('/v1/audit/retention/classes', await clientToken(border.hk, 'bank')),
      403,
      'forbidden',
    ],
    [
      'a question about it',
      () => get('/v1/audit/retention/classes?x=1', offices.privacy[0]),
      400,
      'invalid-request',
    ],
    ['a report for nobody', () => get(`${report}?from=2026-01-01&until=2026-02-01`), 401, 'unauthenticated'],
    [
      'a report for a bank',
      async () => get(`${report}?from=2026-01-01&until=2026-02-01`, await clientToken(border.hk, 'bank')),
      403,
      'forbidden',
    ],
    [
      'a report for an examiner of the other side',
      () => get(`${report}?from=2026-01-01&until=2026-02-01`, offices.otherSide),
      403,
      'retention-other-side',
    ],
    [
      'what is due for an examiner of the other side',
      () => get(`${due}?before=2030-01-01`, offices.otherSide),
      403,
      'retention-other-side',
    ],
    ['no window', () => get(report, offices.privacy[0]), 400, 'invalid-request'],
    [
      'a window that ends first',
      () => get(`${report}?from=2026-02-01&until=2026-01-01`, offices.privacy[0]),
      422,
      'window-empty',
    ],
    [
      'a window of a lifetime',
      () => get(`${report}?from=1990-01-01&until=2026-01-01`, offices.privacy[0]),
      422,
      'window-empty',
    ],
    ['what is due for nobody', () => get(`${due}?before=2030-01-01`), 401, 'unauthenticated'],
    [
      'what is due for a bank',
      async () => get(`${due}?before=2030-01-01`, await clientToken(border.hk, 'bank')),
      403,
      'forbidden',
    ],
    [
      'a date that does not exist',
      () => get(`${due}?before=2030-02-30`, offices.privacy[0]),
      400,
      'invalid-request',
    ],
    [
      'a forged cursor',
      () => get(`${due}?before=2030-01-01&cursor=Zm9yZ2VkZm9yZ2VkZm9yZ2Vk`, offices.privacy[0]),
      400,
      'cursor-invalid',
    ],
  ])('%s is refused', async (_name, ask, status, code) => {
    const answer = await ask();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
