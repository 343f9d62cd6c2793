import { sql } from '../../src/platform/drizzle.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessRecords } from '../../src/access/access-records.table.ts';
import { createPublishedStatistics } from '../../src/audit/statistics-public.service.ts';
import { createCharts } from '../../src/audit/charts.service.ts';
import { createStatistics } from '../../src/audit/statistics.service.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Caller } from '../../src/kernel/caller.ts';
import { logCheckpoints, logEntries } from '../../src/transparency/transparency.table.ts';
import { testClock } from '../support/world.ts';
import { look, openPlanted, type Planted, type PlantedEvent, plant, plantLog } from './planted.ts';

let planted: Planted;
beforeEach(async () => {
  planted = await openPlanted();
});
afterEach(() => planted.stop());

const asked = { caller: { kind: 'public' } satisfies Caller, requestId: 'test' };
const clock = testClock('2026-07-15T02:00:00Z');
const node = { origin: 'https://hk.wenjin.example', jurisdiction: 'HK', demonstration: false } as const;
const looks: string[] = [];

function dependencies() {
  return {
    db: planted.db,
    clock,
    node,
    logOrigin: 'hk.wenjin.example/log',
    recognisable: () => ['hk-ecf-crm-core'],
    desk: {
      recordLook: (_asked: unknown, { question }: { readonly question: string }) => {
        looks.push(question);
        return Promise.resolve();
      },
    },
  };
}

const service = () => createStatistics(dependencies());

const at = (text: string) => new Date(`${text}+08:00`);
const direction = 'CN-SZ-HK';

/** One application: received, proposed, decided, asked for bridging, two days stopped, proposed anew, decided, approved. */
const application: PlantedEvent[] = [
  { type: 'application.received', recordedAt: at('2026-05-31T23:59:00') },
  { type: 'application.proposed', recordedAt: at('2026-06-01T00:01:00') },
  { type: 'application.decided', recordedAt: at('2026-06-02T00:01:00') },
  {
    type: 'application.approved',
    recordedAt: at('2026-06-02T01:00:00'),
    after: 'information-requested',
    outcome: 'bridging-required',
  },
  { type: 'application.proposed', recordedAt: at('2026-06-04T01:00:00'), before: 'information-requested' },
  { type: 'application.decided', recordedAt: at('2026-06-05T00:01:00') },
  {
    type: 'application.approved',
    recordedAt: at('2026-06-05T00:02:00'),
    after: 'issued',
    outcome: 'recognised',
  },
].map((event) => ({ ...event, direction, qualification: 'cn-qcbp-im-cc', target: 'hk-ecf-crm-core' }));

const credential = (objectId: string, rest: Partial<PlantedEvent> & { type: string }): PlantedEvent => ({
  objectType: 'credential',
  objectId,
  recordedAt: at('2026-06-06T00:00:00'),
  ...rest,
});

describe('the figures', () => {
  test('take the stopped clock out of the stages and show it apart', async () => {
    await plantLog(planted.db, application);
    const { stages } = await service().count({}, asked);
    const hours = (hour: number) => hour * 3600;
    expect(stages.receivedToProposed).toEqual({ applications: 1, medianSeconds: 120, p90Seconds: 120 });
    expect(stages.stoppedClock.medianSeconds).toBe(hours(48));
    expect(stages.proposedToDecided.medianSeconds).toBe(hours(4 * 24) - hours(48));
    expect(stages.decidedToClosed.medianSeconds).toBe(60);
    expect(stages.receivedToClosed.medianSeconds).toBe(hours(4 * 24) + 180 - hours(48));
  });

  test('give percentiles that occurred, of ten applications the fifth and the ninth', async () => {
    await plantLog(
      planted.db,
      Array.from({ length: 10 }, (_, n) => [
        { type: 'application.received', objectId: `a${String(n)}`, recordedAt: at('2026-06-01T10:00:00') },
        {
          type: 'application.refused',
          after: 'refused',
          objectId: `a${String(n)}`,
          recordedAt: new Date(at('2026-06-01T10:00:00').getTime() + (n + 1) * 60_000),
        },
      ]).flat(),
    );
    const { stages } = await service().count({}, asked);
    expect(stages.receivedToClosed).toEqual({ applications: 10, medianSeconds: 300, p90Seconds: 540 });
  });

  test('count appeals by what came of them, and leave the stages as the first end left them', async () => {
    const appealed = (objectId: string, day: number, outcome: string, after: string): PlantedEvent[] => [
      { type: 'application.received', objectId, recordedAt: at('2026-06-01T10:00:00') },
      { type: 'application.decided', objectId, recordedAt: at('2026-06-01T10:05:00') },
      { type: 'application.refused', objectId, recordedAt: at('2026-06-01T10:10:00'), after: 'refused' },
      { type: 'application.appealed', objectId, recordedAt: at('2026-06-10T10:00:00') },
      { type: 'application.decided', objectId, recordedAt: at('2026-06-11T10:00:00') },
      {
        type: 'application.appeal-determined',
        objectId,
        recordedAt: at(`2026-06-${String(day)}T10:00:00`),
        outcome,
        after,
      },
      ...(after === 'issued'
        ? [
            {
              type: 'application.approved',
              objectId,
              recordedAt: at('2026-06-20T10:00:00'),
              outcome: 'recognised',
              after,
            },
          ]
        : []),
    ];
    await plantLog(planted.db, [
      ...appealed('a1', 12, 'upheld', 'refused'),
      ...appealed('a2', 13, 'upheld', 'refused'),
      ...appealed('a3', 20, 'varied', 'issued'),
      ...appealed('a4', 21, 'remitted', 'under-assessment'),
      { type: 'application.appealed', objectId: 'a1', recordedAt: at('2026-06-13T10:00:00') },
      {
        type: 'application.appeal-withdrawn',
        objectId: 'a1',
        recordedAt: at('2026-06-14T10:00:00'),
        after: 'refused',
      },
    ]);
    const { appeals, stages } = await service().count({}, asked);
    expect(appeals).toEqual({ filed: 5, upheld: 2, varied: 1, remitted: 1, withdrawn: 1 });
    expect(stages.receivedToClosed).toEqual({ applications: 4, medianSeconds: 600, p90Seconds: 600 });
    expect(stages.decidedToClosed).toEqual({ applications: 4, medianSeconds: 300, p90Seconds: 300 });
  });

  test('count months at +08:00, and every entry once', async () => {
    await plantLog(planted.db, application);
    const { activity, reconciliation, window, asOf } = await service().count({}, asked);
    expect(window).toEqual({ from: '2025-07', until: '2026-07' });
    expect(asOf).toMatchObject({ size: 7, latestEntryAt: '2026-06-04T16:02:00.000Z' });
    expect(activity.filter(({ month }) => month === '2026-05')).toEqual([
      expect.objectContaining({ type: 'application.received', direction, count: 1 }),
    ]);
    expect(activity.find(({ decision }) => decision === 'recognised')).toMatchObject({
      month: '2026-06',
      type: 'application.approved',
      authority: 'demo',
      count: 1,
    });
    expect(reconciliation).toMatchObject({ balanced: true, entries: 7, counted: 7, inWindow: 7 });
  });

  test('are those of a size for ever, whatever the log holds since', async () => {
    await plantLog(planted.db, application);
    const next = {
      type: 'application.received',
      objectId: 'a2',
      recordedAt: at('2026-06-09T00:00:00'),
      direction,
    };
    await planted.db.transaction((tx) => tx.execute(sql`update log_head set size = 8`));
    await planted.db.transaction((tx) => plant(tx, { ...next, index: 7 }));
    await planted.db.transaction((tx) =>
      tx.insert(logCheckpoints).values([
        { size: 7, root: new Uint8Array(32).fill(7), note: 'a', signedAt: at('2026-06-08T00:00:00') },
        { size: 8, root: new Uint8Array(32), note: 'b', signedAt: at('2026-06-10T00:00:00') },
      ]),
    );
    const then = await service().count({ asOf: '2026-06-09T12:00:00+08:00' }, asked);
    expect(then.asOf).toMatchObject({ size: 7, root: Buffer.alloc(32, 7).toString('base64url') });
    expect(then.funnel[1]).toMatchObject({ applied: 1 });
    const now = await service().count({}, asked);
    expect(now.funnel[1]).toMatchObject({ applied: 2 });
    expect((await service().count({ asOf: '2026-01-01T00:00:00Z' }, asked)).asOf.size).toBe(0);
  });

  test('say so where log and facts differ', async () => {
    await plantLog(planted.db, application);
    await planted.db.transaction((tx) => tx.execute(sql`alter table event_facts disable trigger all`));
    await planted.db.transaction((tx) =>
      tx.execute(sql`delete from event_facts where type = 'application.received'`),
    );
    const { reconciliation } = await service().count({}, asked);
    expect(reconciliation).toMatchObject({ balanced: false, entries: 7, counted: 6 });
    expect(reconciliation.byType.find(({ type }) => type === 'application.received')).toEqual({
      type: 'application.received',
      entries: 1,
      counted: 0,
    });
  });

  test('hold what waits for its leaf out of everything', async () => {
    await plantLog(planted.db, application);
    await planted.db.transaction((tx) =>
      plant(tx, { type: 'application.received', objectId: 'a2', recordedAt: at('2026-06-09T00:00:00') }),
    );
    expect((await service().count({}, asked)).funnel[1]).toMatchObject({ applied: 1 });
  });

  test('take a credential for what its last act and that on its award made of it', async () => {
    const agreementId = 'DEMO-1';
    await plantLog(planted.db, [
      credential('r-active', { type: 'credential.issued', agreementId, direction }),
      credential('r-suspended', { type: 'credential.issued', agreementId, direction }),
      credential('r-suspended', { type: 'credential.suspended', after: 'suspended', direction }),
      // What was written down as another document is as suspended as before.
      credential('r-suspended', { type: 'credential.exported', direction }),
      credential('r-back', { type: 'credential.issued', agreementId, direction }),
      credential('r-back', { type: 'credential.suspended', after: 'suspended', direction }),
      credential('r-back', { type: 'credential.reinstated', after: 'active', direction }),
      credential('r-ended', { type: 'credential.issued', agreementId, direction }),
      credential('r-ended', { type: 'credential.stripped', after: 'stripped', direction }),
      credential('h-lapsed', { type: 'credential.issued', qualification: 'hk-aamlp' }),
      credential('h-lapsed', {
        type: 'credential.suspended',
        after: 'record-standing-suspended',
        qualification: 'hk-aamlp',
      }),
      credential('h-gone', { type: 'credential.issued', qualification: 'hk-aamlp' }),
      credential('h-gone', {
        type: 'credential.annulled',
        after: 'record-award-ended',
        qualification: 'hk-aamlp',
      }),
    ]);
    const { stock } = await service().count({}, asked);
    expect(stock.map(({ kind, state, count }) => [kind, state, count])).toEqual([
      ['home-attestation', 'suspended', 1],
      ['recognition', 'active', 2],
      ['recognition', 'suspended', 1],
    ]);
  });

  test('take a credential that ran out for expired, by its own end, and not one that had ended', async () => {
    const [out, still, ended, lost] = Array.from({ length: 4 }, () => crypto.randomUUID());
    const issued = (objectId = '') =>
      credential(objectId, { type: 'credential.issued', direction, agreementId: 'DEMO-1' });
    await plantLog(planted.db, [
      ...[out, still, ended, lost].map(issued),
      credential(ended ?? '', { type: 'credential.stripped', after: 'stripped', direction }),
    ]);
    const latest = '2026-06-06T00:00:00+08:00';
    for (const [id, expiresAt] of [
      [out, latest],
      [still, '2026-06-06T00:00:01+08:00'],
      [ended, '2026-06-01T00:00:00+08:00'],
    ])
      await planted.db.transaction((tx) =>
        tx.execute(sql`
          insert into credentials (id, number, vct, authority, subject_id, qualification, holder_thumbprint, status_uri, status_idx, life, payload, issued_at, expires_at)
          values (${id}, ${id}, 'x', 'demo', gen_random_uuid(), 'x', 'x', ${id}, 0, 'active', '', now(), ${expiresAt})`),
      );
    const stockOf = async (asOf?: string) =>
      (await service().count({ asOf }, asked)).stock.map(({ state, count }) => [state, count]);
    expect(await stockOf()).toEqual([
      ['active', 2],
      ['expired', 1],
    ]);
    const published = await createPublishedStatistics(dependencies()).read();
    // Of now, a month later.
    expect(published.stock.map(({ state }) => state)).toEqual(expect.arrayContaining(['expired', 'active']));
  });

  test('give the funnel in two halves, each where it can be counted', async () => {
    const [batch = ''] = await plantLog(planted.db, [
      { type: 'access.batched', recordedAt: at('2026-06-07T00:00:00'), objectType: 'access-batch', count: 5 },
      ...application,
      credential('r1', { type: 'credential.issued', agreementId: 'DEMO-1', direction }),
      credential('h1', {
        type: 'credential.issued',
        qualification: 'hk-ecf-crm-core',
        subjectId: crypto.randomUUID(),
      }),
      credential('h2', {
        type: 'credential.issued',
        qualification: 'hk-aamlp',
        subjectId: crypto.randomUUID(),
      }),
    ]);
    const bank = await organisation('bank');
    const regulator = await organisation('regulator');
    const base = { at: at('2026-06-07T00:00:00'), batchEntryId: batch };
    await planted.db.transaction((tx) =>
      tx
        .insert(accessRecords)
        .values([
          look({ ...base, organisationId: bank }),
          look({ ...base, organisationId: bank }),
          look({ ...base, organisationId: bank, objectIds: ['HK-R-000002'], result: 'SUSPENDED' }),
          look({ ...base, organisationId: regulator, objectIds: ['HK-R-000003'] }),
          look({ ...base, organisationId: bank, objectIds: ['SZ-R-000004', 'HK-A-000005'] }),
          look({ ...base, organisationId: bank, objectIds: ['HK-R-000006'], batchEntryId: null }),
        ]),
    );
    const { funnel, verifications, appeals } = await service().count({}, asked);
    expect(funnel).toEqual([
      {
        direction: 'HK-CN-SZ',
        eligible: 1,
        applied: null,
        recognised: null,
        issued: null,
        verifiedByEmployer: null,
      },
      { direction, eligible: null, applied: 1, recognised: 1, issued: 1, verifiedByEmployer: 1 },
    ]);
    expect(verifications).toEqual({
      total: 5,
      byMonth: [
        { month: '2026-06', result: 'SUSPENDED', count: 1 },
        { month: '2026-06', result: 'VALID', count: 4 },
      ],
      notLogged: 1,
    });
    expect(appeals).toEqual({ filed: 0, upheld: 0, varied: 0, remitted: 0, withdrawn: 0 });
  });

  test('of more rows than one answer holds are refused', async () => {
    await plantLog(planted.db, application);
    await planted.db.transaction((tx) =>
      tx.execute(sql`
        with made as (
          insert into events (id, type, issuer, recorded_at, commitment, entry)
          select gen_random_uuid(), 'credential.issued', 'https://hk.wenjin.example', ${at('2026-06-01T00:00:00').toISOString()}, '', ''
          from generate_series(1, 10001) returning id
        ), placed as (insert into log_entries select id, 6 + row_number() over () from made)
        insert into event_facts (event_id, type, recorded_at, effective_at, issuer, object_type, object_id, actor_id, actor_role, purpose, specialism)
        select id, 'credential.issued', ${at('2026-06-01T00:00:00').toISOString()}, now(), 'https://hk.wenjin.example', 'credential', id, 'x', 'x', 'x', id from made`),
    );
    await planted.db.transaction((tx) => tx.execute(sql`update log_head set size = ${7 + 10001}`));
    await expect(service().count({}, asked)).rejects.toMatchObject({ code: 'statistics-too-wide' });
    const charts = createCharts({ ...dependencies(), catalogue: createCatalogue() });
    await expect(charts.draw({ by: 'side', cells: 'all' }, asked, 'en')).rejects.toMatchObject({
      code: 'statistics-too-wide',
    });
    const narrow = await service().count({ direction }, asked);
    expect(narrow.reconciliation).toMatchObject({ balanced: true, entries: 10_008, inWindow: 7 });
  });
});

async function organisation(kind: 'bank' | 'regulator'): Promise<string> {
  const id = crypto.randomUUID();
  await planted.db.transaction((tx) =>
    tx.execute(sql`
      insert into organisations (id, kind, names, jurisdiction, registered_place, gba_eligible, purposes, registered_at)
      values (${id}, ${kind}, '{"en":"x","zhHant":"x","zhHans":"x"}', 'HK', 'HK', false, '{verification}', now())`),
  );
  return id;
}

describe('what is published', () => {
  test('is quarters that are over, small counts hidden, stocks rounded', async () => {
    const months = ['2026-04', '2026-05', '2026-06', '2026-07'];
    await plantLog(planted.db, [
      ...months.flatMap((month, n) =>
        Array.from({ length: n === 1 ? 3 : 6 }, (_, i) => ({
          type: 'application.approved',
          direction,
          outcome: 'recognised',
          objectId: `${month}-${String(i)}`,
          recordedAt: at(`${month}-02T00:00:00`),
        })),
      ),
      ...Array.from({ length: 7 }, (_, n) =>
        credential(`r${String(n)}`, { type: 'credential.issued', agreementId: 'DEMO-1', direction }),
      ),
    ]);
    const published = createPublishedStatistics({
      db: planted.db,
      clock,
      logOrigin: 'hk.wenjin.example/log',
    });
    const { tables, stock } = await published.read();
    const decisions = tables.find((table) => table.direction === direction && table.quarter === '2026-Q2');
    expect(decisions?.columns).toEqual([
      'recognised',
      'recognised-with-conditions',
      'bridging-required',
      'refused',
    ]);
    expect(decisions?.rows.map(({ cells, total }) => [cells[0], total])).toEqual([
      [null, null],
      [null, null],
      [6, 6],
    ]);
    expect(decisions?.totals).toEqual({ cells: [15, 0, 0, 0], total: 15 });
    expect(tables.map(({ quarter }) => quarter)).not.toContain('2026-Q3');
    expect(stock).toEqual([{ kind: 'recognition', state: 'active', roundedCount: 5 }]);
    expect(await published.read()).toBe(await published.read());
  });
});

test('an entry that stands beyond the head is in no figure', async () => {
  await plantLog(planted.db, application);
  const { rows } = await planted.db.execute<{ id: string }>(
    sql`select entry_id as id from ${logEntries} where idx = 6`,
  );
  expect(rows).toHaveLength(1);
  await planted.db.transaction((tx) => tx.execute(sql`alter table log_head disable trigger all`));
  await planted.db.transaction((tx) => tx.execute(sql`update log_head set size = 6`));
  expect((await service().count({}, asked)).funnel[1]).toMatchObject({ applied: 1, recognised: 0 });
});
