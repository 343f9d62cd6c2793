import pg from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anomalies } from '../../src/audit/anomalies.schema.ts';
import { detectorIds } from '../../src/audit/anomaly-definitions.ts';
import { definitions, publicStatistics, statistics } from '../../src/audit/statistics.schema.ts';
import { clientToken, officerToken } from '../../src/bin/demo-acts.ts';
import { problem } from '../../src/platform/fields.schema.ts';
import { type Border, startBorder, type TestNode } from '../support/border.ts';
import { recognised, until } from '../support/recognised.ts';

/** Statistics and anomalies of a border over which one banker went, by real requests. */

let border: Border;
let examiner: string;
let owner: pg.Client;

beforeAll(async () => {
  border = await startBorder({ agreed: true });
  await recognised(border, 0);
  examiner = await officerToken(border.hk, 'examiner', 'HK-EX-01');
  owner = new pg.Client({ connectionString: border.hk.database.ownerUrl });
  await owner.connect();
  await until(
    async () => Number((await owner.query('select count(*) as n from log_pending')).rows[0]?.n) === 0,
  );
}, 60_000);
afterAll(async () => {
  await owner.end();
  await border.stop();
});

const get = (path: string, token: string = examiner, node: TestNode = border.hk) => {
  const call = request(node.app.server).get(path);
  return token === '' ? call : call.set('authorization', `Bearer ${token}`);
};
const count = async (path = '') => {
  const answer = await get(`/v1/audit/statistics${path}`);
  expect(answer.status).toBe(200);
  return statistics.parse(answer.body);
};

describe('GET /v1/audit/statistics', () => {
  test('reconciles with the log to the unit, and gives the root that the log has at that size', async () => {
    const { asOf, reconciliation, activity } = await count();
    const { rows } = await owner.query(
      'select e.type, count(*)::int as entries from log_entries l join events e on e.id = l.entry_id where idx < $1 group by 1 order by 1',
      [asOf.size],
    );
    expect(asOf.size).toBeGreaterThan(40);
    expect(reconciliation.byType).toEqual(rows.map((row) => ({ ...row, counted: row.entries })));
    expect(reconciliation).toMatchObject({
      balanced: true,
      entries: asOf.size,
      counted: asOf.size,
      inWindow: asOf.size,
    });
    expect(activity.reduce((sum, row) => sum + row.count, 0)).toBe(asOf.size);
    expect(asOf.origin).toBe('hk.wenjin.example/log');
  });

  test('gives the same figures for the same size, whatever was logged since', async () => {
    const first = await count();
    await until(async () => (await count()).asOf.size > first.asOf.size);
    const again = await count(`?asOf=${String(first.asOf.size)}`);
    // What waits for its leaf is the one figure that is of now.
    const settled = { verifications: { ...first.verifications, notLogged: expect.any(Number) } };
    expect(again).toEqual({ ...first, ...settled });
  });

  test('knows the way of one banker, on both sides of the border', async () => {
    const { funnel, activity, stages, stock } = await count();
    expect(funnel.find(({ direction }) => direction === 'CN-SZ-HK')).toEqual({
      direction: 'CN-SZ-HK',
      eligible: null,
      applied: 1,
      recognised: 1,
      issued: 1,
      verifiedByEmployer: 1,
    });
    expect(activity.find(({ type }) => type === 'application.approved')).toMatchObject({
      direction: 'CN-SZ-HK',
      authority: 'demo-hk-recognition',
      qualification: 'cn-qcbp-im-cc',
      target: 'hk-ecf-crm-core',
      decision: 'recognised-with-conditions',
      count: 1,
    });
    for (const stage of [stages.receivedToProposed, stages.proposedToDecided, stages.decidedToClosed])
      expect(stage.applications).toBe(1);
    expect(stages.stoppedClock).toEqual({ applications: 0, medianSeconds: null, p90Seconds: null });
    expect(stock.find(({ kind }) => kind === 'recognition')).toMatchObject({ state: 'active', count: 1 });
    const there = await get(
      '/v1/audit/statistics?direction=CN-SZ-HK',
      await officerToken(border.sz, 'examiner', 'SZ-EX-01'),
      border.sz,
    );
    expect(statistics.parse(there.body).funnel).toEqual([
      expect.objectContaining({ direction: 'CN-SZ-HK', eligible: 1, applied: null }),
    ]);
  });

  test('counts what is asked for only; the reconciliation stays that of the whole log', async () => {
    const { activity, reconciliation, asOf } = await count(
      '?authority=demo-hk-recognition&qualification=hk-ecf-crm-core',
    );
    expect(activity.length).toBeGreaterThan(0);
    expect(new Set(activity.map(({ authority }) => authority))).toEqual(new Set(['demo-hk-recognition']));
    expect(reconciliation.counted).toBe(asOf.size);
    expect((await count('?qualification=hk-aamlp')).activity).toEqual([]);
    expect((await count('?from=2020-01&until=2020-02')).reconciliation).toMatchObject({
      balanced: true,
      inWindow: 0,
    });
    expect((await count('?asOf=0')).asOf.size).toBe(0);
  });

  test('is a look on record: an entry of the log, and an access record', async () => {
    await count('?purpose=thematic-review');
    const entries = await owner.query(
      "select * from event_facts where type = 'regulator.accessed' and object_id = 'getStatistics' and purpose = 'thematic-review'",
    );
    expect(entries.rowCount).toBe(1);
    const looks = await owner.query(
      "select * from access_records where result = 'getStatistics' and purpose = 'thematic-review'",
    );
    expect(looks.rows).toMatchObject([{ kind: 'look-up', content_class: 'aggregate', object_ids: [] }]);
  });

  test.each<[string, string, string, string]>([
    ['a size that the log has not reached', '?asOf=999999999', '/query/asOf', 'too-long'],
    ['a size with a leading zero', '?asOf=01', '/query/asOf', 'choice'],
    ['no month', '?from=2026-13', '/query/from', 'format'],
    ['an end before the beginning', '?from=2026-02&until=2026-02', '/query/until', 'period'],
    ['more than 60 months', '?from=2020-01&until=2026-01', '/query/from', 'period'],
    ['a direction that is none', '?direction=HK-HK', '/query/direction', 'choice'],
    ['a member that the contract does not know', '?sql=1', '/query/sql', 'unknown-member'],
  ])('%s is refused', async (_name, query, pointer, code) => {
    const answer = await get(`/v1/audit/statistics${query}`);
    expect(answer.status).toBe(400);
    expect(problem.parse(answer.body).errors).toMatchObject([{ pointer, code }]);
  });
});

describe('GET /v1/audit/statistics/definitions', () => {
  test('says in three languages what each figure counts', async () => {
    const answer = await get('/v1/audit/statistics/definitions');
    expect(answer.status).toBe(200);
    const { items } = definitions.parse(answer.body);
    expect(items.map(({ figure }) => figure)).toContain('funnel-eligible');
  });
  test('knows no parameters', async () => {
    expect((await get('/v1/audit/statistics/definitions?x=1')).status).toBe(400);
  });
});

describe('GET /v1/statistics', () => {
  test('shows anybody whole quarters, and nobody small counts', async () => {
    const answer = await get('/v1/statistics', '');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=60');
    const { tables, stock } = publicStatistics.parse(answer.body);
    expect(new Set(tables.map(({ quarter }) => quarter)).size).toBe(4);
    for (const { rows, totals } of tables)
      for (const value of [
        ...rows.flatMap(({ cells, total }) => [...cells, total]),
        ...totals.cells,
        totals.total,
      ])
        expect(value === null || value === 0 || value >= 5).toBe(true);
    for (const { roundedCount } of stock) expect(roundedCount % 5).toBe(0);
  });
  test('takes no parameters: there is no other view of it', async () => {
    expect((await get('/v1/statistics?asOf=5', '')).status).toBe(400);
  });
});

describe('GET /v1/audit/statistics/chart', () => {
  const chart = async (query: string, language = 'en') => {
    const answer = await get(`/v1/audit/statistics/chart${query}`)
      .set('accept-language', language)
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => done(null, text));
      });
    expect([answer.status, answer.type, answer.headers['cache-control']]).toEqual([
      200,
      'image/svg+xml',
      'no-store',
    ]);
    const text = String(answer.body);
    const [, numbers = ''] = /<metadata>(.*?)<\/metadata>/.exec(text) ?? [];
    const metadata = numbers.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    return { text, numbers: chartNumbers.parse(JSON.parse(metadata)) };
  };
  const chartNumbers = z.object({
    asOf: z.object({ size: z.int(), root: z.string() }),
    series: z.array(z.object({ id: z.string(), label: z.string() })),
    totals: z.object({ cells: z.array(z.int().nullable()), total: z.int().nullable() }),
  });

  test.each(['outcome', 'side', 'qualification'] as const)(
    'by %s counts what the statistics of the same size count',
    async (by) => {
      const { numbers } = await chart(`?by=${by}`);
      const { asOf, activity } = await count(`?asOf=${String(numbers.asOf.size)}`);
      expect(numbers.asOf.root).toBe(asOf.root);
      const types =
        by === 'outcome' ? ['application.approved', 'application.refused'] : ['credential.issued'];
      const expected = activity.filter(({ type }) => types.includes(type));
      expect(numbers.totals.total).toBe(expected.reduce((sum, row) => sum + row.count, 0));
      expect(numbers.totals.total).toBeGreaterThan(0);
      expect(numbers.totals.cells).toHaveLength(numbers.series.length);
    },
  );

  test('speaks three languages, and hides what is small where it is asked to', async () => {
    const labels = async (language: string) => (await chart('?by=side', language)).numbers.series[1]?.label;
    expect(await Promise.all(['en', 'zh-HK', 'zh-CN'].map(labels))).toEqual([
      'Shenzhen → Hong Kong',
      '深圳 → 香港',
      '深圳 → 香港',
    ]);
    expect((await chart('?by=outcome', 'zh-HK')).text).toContain('附條件承認');
    expect((await chart('?by=outcome&cells=published')).numbers.totals.total).toBeNull();
  });

  test('is a look on record', async () => {
    await chart('?by=side&purpose=thematic-review');
    const { rowCount } = await owner.query(
      "select * from event_facts where type = 'regulator.accessed' and object_id = 'getStatisticsChart' and purpose = 'thematic-review'",
    );
    expect(rowCount).toBe(1);
  });

  test.each<[string, string, string]>([
    ['no cut', '', '/query/by'],
    ['a cut that there is not', '?by=officer', '/query/by'],
    ['cells that there are not', '?by=side&cells=some', '/query/cells'],
    ['more than 60 months', '?by=side&from=2020-01&until=2026-01', '/query/from'],
    ['a size that the log has not reached', '?by=side&asOf=999999999', '/query/asOf'],
  ])('%s is refused', async (_name, query, pointer) => {
    const answer = await get(`/v1/audit/statistics/chart${query}`);
    expect(answer.status).toBe(400);
    expect(problem.parse(answer.body).errors).toMatchObject([{ pointer }]);
  });
});

describe('GET /v1/audit/anomalies', () => {
  const find = async (query = '') => {
    const answer = await get(`/v1/audit/anomalies${query}`);
    expect(answer.status).toBe(200);
    return anomalies.parse(answer.body);
  };

  test('runs every detector, each with its definition and thresholds', async () => {
    const { detectors } = await find();
    expect(detectors.map(({ id }) => id)).toEqual([...detectorIds]);
    for (const { definition } of detectors) expect(definition.zhHans.length).toBeGreaterThan(0);
  });

  test('finds the haste of two officers who are programs, with both entries and their leaves', async () => {
    const { detectors } = await find('?detectors=hasty-approval');
    const [finding] = detectors[0]?.findings ?? [];
    expect(detectors[0]).toMatchObject({
      id: 'hasty-approval',
      truncated: false,
      thresholds: [{ name: 'seconds', value: 60 }],
    });
    const { rows } = await owner.query(
      'select e.type, l.idx::int as index from log_entries l join events e on e.id = l.entry_id where l.entry_id = any($1) order by idx',
      [finding?.proofs.map(({ entry }) => entry)],
    );
    expect(rows.map(({ type }) => type)).toEqual(['application.decided', 'application.approved']);
    expect(finding?.proofs.map(({ index }) => index)).toEqual(rows.map(({ index }) => index));
  });

  test('finds nothing else in an honest demonstration, but for the hour at which it is run', async () => {
    const { detectors } = await find();
    const found = detectors.filter(({ findings }) => findings.length > 0).map(({ id }) => id);
    expect(found.filter((id) => id !== 'outside-office-hours')).toEqual(['hasty-approval', 'backdated']);
    // Its mandates are older than the node that tells of them.
    const old = detectors.find(({ id }) => id === 'backdated')?.findings ?? [];
    expect(new Set(old.map(({ measured }) => measured['act']))).toEqual(new Set(['trust.changed']));
  });

  test('is a look on record', async () => {
    await find('?purpose=investigation&detectors=chain-gap');
    const { rowCount } = await owner.query(
      "select * from event_facts where type = 'regulator.accessed' and object_id = 'findAnomalies' and purpose = 'investigation'",
    );
    expect(rowCount).toBe(1);
  });

  test.each<[string, string, string]>([
    ['a detector that does not exist', '?detectors=chain-gap,nothing', '/query/detectors'],
    ['a threshold beyond its limits', '?thresholds=hasty-approval.seconds:0', '/query/thresholds'],
    ['a threshold that does not exist', '?thresholds=chain-gap.minutes:5', '/query/thresholds'],
    ['a window of more than a year', '?from=2025-01-01T00:00:00Z&until=2026-02-01T00:00:00Z', '/query/until'],
    [
      'a window that ends before it begins',
      '?from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z',
      '/query/until',
    ],
    ['no instant', '?from=yesterday', '/query/from'],
  ])('%s is refused', async (_name, query, pointer) => {
    const answer = await get(`/v1/audit/anomalies${query}`);
    expect(answer.status).toBe(400);
    expect(problem.parse(answer.body).errors).toMatchObject([{ pointer }]);
  });
});

describe.each([
  '/v1/audit/statistics',
  '/v1/audit/statistics/definitions',
  '/v1/audit/statistics/chart',
  '/v1/audit/anomalies',
])('%s', (path) => {
  test('is for examiners: 401 without a token, 403 for a bank and an assessor', async () => {
    expect((await get(path, '')).status).toBe(401);
    expect((await get(path, await clientToken(border.hk, 'bank'))).status).toBe(403);
    expect((await get(path, await officerToken(border.hk, 'recogniser', 'HK-01'))).status).toBe(403);
  });
});
