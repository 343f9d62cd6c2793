import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { retentionReport } from '../../src/retention/answers.schema.ts';
import { addDays, civilDate } from '../../src/kernel/instants.ts';
import { leafHash, rootOf } from '../../src/transparency/merkle.ts';
import { type Border, startBorder } from '../support/border.ts';
import { type RecognisedPerson, recognised, until } from '../support/recognised.ts';
import { eventsPage, getAs, type Offices, openOffices, postAs } from './offices.ts';
import {
  applyAndWithdraw,
  type Attested,
  attested,
  closeEarlier,
  expire,
  patiently,
  restrictedSince,
  subjectOf,
  withdrawn,
} from './people.ts';

let border: Border;
let owner: pg.Client;
let offices: Offices;
let chan: Attested;
let shen: RecognisedPerson;

beforeAll(async () => {
  border = await startBorder({ agreed: true });
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  offices = await openOffices(border.hk);
  chan = await patiently(() => attested(border.hk, owner, 41));
  shen = await recognised(border, 42);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const run = () => border.hk.contexts.retention.execution.runOnce();
const count = async (sql: string, values: unknown[] = []): Promise<number> => {
  const { rows } = await owner.query<{ count: number }>(`select count(*)::int as count from ${sql}`, values);
  return rows[0]?.count ?? -1;
};
const personOf = (id: string) => border.hk.contexts.vault.person(border.hk.contexts.db, id);
const openingsOf = (id: string) => count('event_openings where subject_id = $1', [id]);
const eventsOf = async (query: string) => {
  const answer = await getAs(border.hk, offices.examiners[0], `/v1/audit/events?limit=200&${query}`);
  return eventsPage.parse(answer.body).items;
};
const reportOf = async (id: string) => {
  const today = civilDate(border.hk.contexts.clock.now());
  const answer = await getAs(
    border.hk,
    offices.examiners[0],
    `/v1/audit/retention/report?from=${addDays(today, -1)}&until=${addDays(today, 1)}`,
  );
  expect(answer.status).toBe(200);
  return retentionReport.parse(answer.body).classes.find((each) => each.class === id);
};
/** What the log holds, byte for byte, and the root that these bytes give. */
const logOf = async () => {
  const { rows } = await owner.query<{ idx: string; entry: Buffer; commitment: Buffer }>(
    `select l.idx, e.entry, e.commitment from log_entries l join events e on e.id = l.entry_id order by l.idx`,
  );
  return rows.map(({ idx, entry, commitment }) => ({ idx: Number(idx), entry, commitment }));
};
const headOf = async () => {
  const { rows } = await owner.query<{ size: string; root: Buffer }>('select size, root from log_head');
  return { size: Number(rows[0]?.size ?? 0), root: rows[0]?.root };
};

test('while everybody is in use nothing happens, and nothing is told', async () => {
  expect(await run()).toMatchObject({ count: 0, classes: {}, more: false });
  expect(await count("events where type = 'retention.executed'")).toBe(0);
});

describe('a credential that expired seven years ago', () => {
  beforeAll(() => expire(owner, chan.credentialId, '7 years 2 days'));

  test('first restricts its person to storage, once, and says so', async () => {
    expect(await run()).toMatchObject({ count: 1, classes: { 'ended-credential': { restricted: 1 } } });
    expect(await run()).toMatchObject({ count: 0 });
    expect(await personOf(chan.subjectId)).toBeUndefined();
    const [restricted] = await eventsOf(`type=subject.restricted&objectId=${chan.subjectId}`);
    expect(restricted).toMatchObject({
      commitmentHolds: true,
      opening: { payload: { reasonCode: 'ended-credential', actor: { id: 'rule:retention-schedule' } } },
    });
    const [executed] = await eventsOf('type=retention.executed');
    expect(executed?.opening?.payload).toMatchObject({
      details: { classes: { 'ended-credential': { restricted: 1 } } },
    });
    expect(await reportOf('ended-credential')).toMatchObject({
      due: 1,
      restricted: 1,
      held: 0,
      overdue: 0,
      done: { restricted: 1, erased: 0 },
    });
  });

  test('a hold that is placed within the grace prevents the erasure, until another person lifts it', async () => {
    const hold = await postAs(border.hk, offices.examiners[0], '/v1/retention/holds', {
      target: { type: 'credential', number: chan.number },
      legalBasis: 'investigation',
      reference: 'DEMO-CASE-1',
      until: null,
    });
    expect(hold.status).toBe(201);
    await restrictedSince(owner, chan.subjectId, '31 days');
    expect(await run()).toMatchObject({ count: 0 });
    expect(await reportOf('ended-credential')).toMatchObject({ held: 1, restricted: 0, overdue: 0 });
    expect(await openingsOf(chan.subjectId)).toBeGreaterThan(0);
    const lifted = await postAs(
      border.hk,
      offices.examiners[1],
      `/v1/retention/holds/${String(hold.body.id)}/lifts`,
      { reasonCode: 'purpose-ended' },
    );
    expect(lifted.status).toBe(200);
  });

  test('nothing is erased when the record of it cannot be written', async () => {
    await owner.query(`create function refuse_act() returns trigger language plpgsql as
      $$ begin raise exception 'no act today'; end $$`);
    await owner.query(
      'create trigger refuse_act before insert on retention_acts for each row execute function refuse_act()',
    );
    const openings = await openingsOf(chan.subjectId);
    await expect(run()).rejects.toThrow();
    expect(await openingsOf(chan.subjectId)).toBe(openings);
    expect(await count('subjects where id = $1 and erased_at is null', [chan.subjectId])).toBe(1);
    await owner.query('drop function refuse_act cascade');
  });

  test('then the person is erased: the log stays as it was, nobody can open their entries, the root still comes out', async () => {
    await until(async () => (await headOf()).size > 0 && (await count('log_pending')) === 0);
    const [before, head] = [await logOf(), await headOf()];
    const mine = await owner.query<{ event_id: string }>(
      'select event_id from event_openings where subject_id = $1',
      [chan.subjectId],
    );
    expect(mine.rows.length).toBeGreaterThan(2);
    const facts = await count('event_facts where subject_id = $1', [chan.subjectId]);

    expect(await run()).toMatchObject({ count: 1, classes: { 'ended-credential': { erased: 1 } } });

    expect(await openingsOf(chan.subjectId)).toBe(0);
    for (const table of ['persons', 'identity_numbers', 'credential_disclosures', 'retention_schedule'])
      expect(await count(`${table} where subject_id = $1`, [chan.subjectId]), table).toBe(0);
    expect(await count('subjects where id = $1 and wrapped_key is null', [chan.subjectId])).toBe(1);
    expect(await count('event_facts where subject_id = $1', [chan.subjectId])).toBe(facts);

    const after = await logOf();
    expect(after.slice(0, before.length)).toEqual(before);
    const root = rootOf(after.slice(0, head.size).map(({ entry }) => leafHash(entry)));
    expect(Buffer.compare(root, head.root ?? Buffer.alloc(0))).toBe(0);

    const all = await eventsOf('type=credential.issued');
    const gone = all.filter(({ id }) => mine.rows.some((row) => row.event_id === id));
    expect(gone.length).toBe(1);
    for (const event of gone) expect(event).toMatchObject({ opening: null, commitmentHolds: null });
  });

  test('what tells of the erasure has a count, and nothing to find the person again by', async () => {
    const [erased] = await eventsOf('type=subject.erased');
    expect(erased?.opening?.payload).toMatchObject({
      details: { count: 1, classes: { 'ended-credential': { erased: 1 } } },
    });
    expect(JSON.stringify(erased)).not.toContain(chan.subjectId);
    expect(JSON.stringify(erased)).not.toContain(chan.number);
    const { rows } = await owner.query('select * from event_facts where event_id = $1', [erased?.id]);
    expect(rows[0]).toMatchObject({ subject_id: null, count: 1 });
    const report = await reportOf('ended-credential');
    expect(report).toMatchObject({ due: 0, held: 0, restricted: 0, done: { restricted: 1, erased: 1 } });
    expect(report?.log.map(({ entry }) => entry)).toContain(erased?.id);
  });
});

describe('a withdrawn application past its two years', () => {
  test('of a person who holds a recognition goes alone; the person and their credential stay', async () => {
    const applicationId = await applyAndWithdraw(border.hk, shen.wallet);
    const subjectId = await subjectOf(owner, shen.recognitionId);
    await closeEarlier(owner, applicationId, '2 years 2 days');
    expect(await run()).toMatchObject({ classes: { 'closed-application': { removed: 1 } } });
    for (const table of ['application_evidence', 'proposals', 'application_agreements'])
      expect(await count(`${table} where application_id = $1`, [applicationId]), table).toBe(0);
    expect(await count('applications where id = $1', [applicationId])).toBe(0);
    expect(await count('event_openings where object_id = $1', [applicationId])).toBe(0);
    expect(await count('event_facts where object_id = $1', [applicationId])).toBeGreaterThan(0);
    expect(await personOf(subjectId)).toMatchObject({ birthDate: expect.any(String) });
    expect(await count('event_openings where object_id = $1', [shen.recognitionId])).toBeGreaterThan(0);
    expect(await reportOf('closed-application')).toMatchObject({ due: 0, done: { removed: 1 } });
  });

  test('of a person whom nothing else keeps takes the person along, after the grace; consents last a year longer', async () => {
    const { applicationId } = await withdrawn(border, 43);
    const { rows } = await owner.query('select subject_id from applications where id = $1', [applicationId]);
    const subjectId = String(rows[0]?.subject_id);
    await closeEarlier(owner, applicationId, '2 years 2 days');
    expect(await run()).toMatchObject({ classes: { 'closed-application': { restricted: 1 } } });
    expect(await count('applications where id = $1', [applicationId])).toBe(1);
    await restrictedSince(owner, subjectId, '31 days');
    expect(await run()).toMatchObject({ classes: { 'closed-application': { erased: 1 } } });
    expect(await count('applications where id = $1', [applicationId])).toBe(0);
    expect(await openingsOf(subjectId)).toBe(0);
    expect(await count('consents where subject_id = $1', [subjectId])).toBe(1);
    await owner.query(
      "update consents set given_at = now() - interval '3 years 2 days' where subject_id = $1",
      [subjectId],
    );
    expect(await run()).toMatchObject({ classes: { 'sharing-records': { removed: 1 } } });
    expect(await count('consents where subject_id = $1', [subjectId])).toBe(0);
  });
});

test('the application of a person who was released past their date stays, so that the schedule still knows them', async () => {
  const { applicationId } = await withdrawn(border, 47);
  const { rows } = await owner.query('select subject_id from applications where id = $1', [applicationId]);
  const subjectId = String(rows[0]?.subject_id);
  await closeEarlier(owner, applicationId, '2 years 2 days');
  expect(await run()).toMatchObject({ classes: { 'closed-application': { restricted: 1 } } });
  const path = `/v1/subjects/${subjectId}/restrictions/ends`;
  const released = await postAs(border.hk, offices.privacy[0], path, { reasonCode: 'person-returned' });
  expect(released.status).toBe(200);
  await run();
  expect(await count('applications where id = $1', [applicationId])).toBe(1);
  expect(
    await count("retention_schedule where subject_id = $1 and standing = 'unclassified'", [subjectId]),
  ).toBe(0);
});

describe('a person of whom nothing but their data was ever recorded', () => {
  const meet = (created: string) =>
    border.hk.contexts.db
      .transaction(async (tx) => {
        const id = await border.hk.contexts.vault.createSubject(tx);
        await border.hk.contexts.vault.putPerson(tx, id, { nameEn: 'NOBODY Yet' });
        return id;
      })
      .then(async (id) => {
        await owner.query(`update subjects set created_at = now() - interval '${created}' where id = $1`, [
          id,
        ]);
        return id;
      });
  const standing = async (id: string) =>
    (await owner.query('select standing, class from retention_schedule where subject_id = $1', [id])).rows[0];

  test('has a class from the first day, and so has everybody', async () => {
    const id = await meet('1 day');
    await run();
    expect(await standing(id)).toEqual({ standing: 'kept', class: 'unattached' });
    expect(await count("retention_schedule where standing = 'unclassified' or class is null")).toBe(0);
    expect(await reportOf('unattached')).toMatchObject({ due: 0 });
  });

  test('is restricted after its years and erased after the grace, though the schedule itself records both', async () => {
    const id = await meet('2 years 2 days');
    expect(await run()).toMatchObject({ classes: { unattached: { restricted: 1 } } });
    await run();
    expect(await standing(id)).toEqual({ standing: 'restricted', class: 'unattached' });
    expect(await reportOf('unattached')).toMatchObject({ due: 1, restricted: 1 });
    await restrictedSince(owner, id, '31 days');
    expect(await run()).toMatchObject({ classes: { unattached: { erased: 1 } } });
    expect(await personOf(id)).toBeUndefined();
    expect(await standing(id)).toBeUndefined();
  });

  test('is kept on when something new is recorded of them', async () => {
    const id = await meet('3 years');
    await owner.query(
      `with made as (insert into events (id, type, issuer, recorded_at, commitment, entry)
         values (gen_random_uuid(), 'offer.revoked', 'https://x', now() - interval '1 year', '', '') returning id)
       insert into event_facts (event_id, type, recorded_at, effective_at, issuer, object_type, object_id, subject_id, actor_id, actor_role, purpose)
       select id, 'offer.revoked', now() - interval '1 year', now(), 'https://x', 'offer', 'x', $1, 'x', 'x', 'x' from made`,
      [id],
    );
    await run();
    expect(await standing(id)).toEqual({ standing: 'kept', class: 'unattached' });
  });
});

test('one person with whom it fails keeps nobody else from their turn', async () => {
  const [broken, fine] = [await attested(border.hk, owner, 48), await attested(border.hk, owner, 49)];
  for (const { credentialId } of [broken, fine]) await expire(owner, credentialId, '8 years');
  await owner.query(`create function refuse_one() returns trigger language plpgsql as
    $$ begin if new.subject_id = '${broken.subjectId}' then raise exception 'not this one'; end if; return new; end $$`);
  await owner.query(
    'create trigger refuse_one before insert on retention_restrictions for each row execute function refuse_one()',
  );
  await expect(run()).rejects.toMatchObject({ name: 'AggregateError', errors: [expect.anything()] });
  await owner.query('drop trigger refuse_one on retention_restrictions');
  const restricted = ({ subjectId }: { subjectId: string }) =>
    count('retention_restrictions where subject_id = $1', [subjectId]);
  expect([await restricted(broken), await restricted(fine)]).toEqual([0, 1]);
  const [told] = (await eventsOf('type=retention.executed')).slice(-1);
  expect(told?.opening?.payload).toMatchObject({
    details: { classes: { 'ended-credential': { restricted: 1 } } },
  });
  expect(await run()).toMatchObject({ classes: { 'ended-credential': { restricted: 1 } } });
});

test('two workers at once erase a person once', async () => {
  const other = await attested(border.hk, owner, 44);
  await expire(owner, other.credentialId, '8 years');
  await Promise.all([run(), run()]);
  expect(await count('retention_restrictions where subject_id = $1', [other.subjectId])).toBe(1);
  await restrictedSince(owner, other.subjectId, '31 days');
  const before = await count("retention_acts where deed = 'erased'");
  await Promise.all([run(), run()]);
  expect(await count("retention_acts where deed = 'erased'")).toBe(before + 1);
});

test('who is restricted longer than they should be counts as overdue', async () => {
  const other = await attested(border.hk, owner, 45);
  await expire(owner, other.credentialId, '8 years');
  await run();
  await owner.query('update retention_schedule set erase_on = current_date - 3 where subject_id = $1', [
    other.subjectId,
  ]);
  expect(await reportOf('ended-credential')).toMatchObject({ overdue: 1 });
});

test('an officer’s release stops the schedule for as long as its grace', async () => {
  const other = await attested(border.hk, owner, 46);
  await expire(owner, other.credentialId, '8 years');
  await run();
  const path = `/v1/subjects/${other.subjectId}/restrictions/ends`;
  const released = await postAs(border.hk, offices.privacy[0], path, { reasonCode: 'person-returned' });
  expect(released.status).toBe(200);
  await run();
  expect(
    await count('retention_restrictions where subject_id = $1 and ended_at is null', [other.subjectId]),
  ).toBe(0);
  expect(await personOf(other.subjectId)).toBeDefined();
});
