import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  activityPage,
  overridesPage,
  refusalsPage,
  terminationsPage,
} from '../../src/audit/activity.schema.ts';
import { consistency } from '../../src/audit/consistency.schema.ts';
import { accessBatch, looksPage } from '../../src/audit/looks.schema.ts';
import { lifeStory, mandatesAnswer, outsideAnswer } from '../../src/audit/story.schema.ts';
import { clientToken, holderToken, officerToken } from '../../src/bin/demo-acts.ts';
import { canonicalBytes } from '../../src/kernel/canonical-json.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { holderAccessRecordPage } from '../../src/access/access-records.schema.ts';
import { treeRoot } from '../../src/transparency/merkle.ts';
import { until } from '../support/recognised.ts';
import { ask, live, type Lived, recogniseAfterStop, withdrawAppeal } from './lived.ts';

let lived: Lived;
let owner: pg.Client;
let number: string;

beforeAll(async () => {
  lived = await live();
  owner = new pg.Client({ connectionString: lived.border.hk.database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query('select number from credentials where id = $1', [
    lived.stripped.recognitionId,
  ]);
  number = rows[0].number;
}, 60_000);
afterAll(async () => {
  await owner.end();
  await lived.border.stop();
});

async function answer<T extends z.ZodType>(
  schema: T,
  path: string,
  token = lived.examiner,
): Promise<z.output<T>> {
  const { status, body } = await ask(lived, token, path);
  expect([status, body.code]).toEqual([200, undefined]);
  return schema.parse(body);
}

describe('what happened between two dates (question 1)', () => {
  test('by kind, with totals of the whole window', async () => {
    const { totals, items } = await answer(activityPage, '/v1/audit/activity?limit=200');
    const counted = Object.fromEntries(totals.map(({ kind, count }) => [kind.code, count]));
    // The bridging result and the recognition; the person was suspended by the agreement, reinstated and stripped by people.
    expect(counted).toEqual({
      issued: 2,
      suspended: 1,
      reinstated: 1,
      terminated: 1,
      recognised: 1,
      refused: 2,
      appealed: 1,
      'appeal-determined': 1,
    });
    expect(items.length).toBe(10);
    for (const { kind } of items) expect(kind.label.zhHant).not.toBe('');
  });

  test.each([
    ['kind=terminated', 1],
    ['kind=recognised', 1],
    ['kind=bridging-required', 0],
    ['direction=CN-SZ-HK', 10],
    ['direction=HK-CN-SZ', 0],
    ['route=examination', 6],
    ['route=grandfathering', 3],
    ['qualification=cn-qcbp-im-cc', 9],
    ['qualification=hk-ecf-crm-core', 10],
    ['authority=demo-bridging-college', 1],
    ['authority=nobody', 0],
    ['from=2020-01-01T00:00:00Z&until=2020-12-01T00:00:00Z', 0],
  ])('filtered by %s', async (query, found) => {
    const { items, totals } = await answer(activityPage, `/v1/audit/activity?${query}`);
    expect(items.length).toBe(found);
    expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(found);
  });

  test('page by page, each once, oldest first, proved by the log', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await answer(activityPage, `/v1/audit/activity?limit=3${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      for (const { id, log } of page.items) expect(log.entry).toBe(id);
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(10);
    await until(async () => {
      const { items } = await answer(activityPage, '/v1/audit/activity');
      return items.every(({ log }) => log.index !== null);
    });
  });

  test('the commitment can be recomputed from salt and payload', async () => {
    const { items } = await answer(activityPage, '/v1/audit/activity?kind=refused');
    for (const { opening, commitment, commitmentHolds } of items) {
      const salt = Buffer.from(opening?.salt ?? '', 'base64url');
      const payload = Buffer.from(canonicalBytes(opening?.payload ?? {}));
      const recomputed = sha256(Buffer.concat([Buffer.from('wenjin-log/commit/1\0'), salt, payload]));
      expect(Buffer.from(recomputed).toString('base64url')).toBe(commitment);
      expect(commitmentHolds).toBe(true);
    }
    expect(items.length).toBe(2);
  });
});

describe('the life of a credential (question 2)', () => {
  test('names both people, agreement and row, evidence, mandate and key; by number as by identifier', async () => {
    const story = await answer(lifeStory, `/v1/audit/credentials/${lived.stripped.recognitionId}`);
    expect(story.credential).toMatchObject({
      number,
      life: 'stripped',
      agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
    });
    expect(story.key).toMatchObject({ validAtIssuance: true, kid: story.credential.keyId });
    expect(story.mandate).toMatchObject({ action: 'recognise', qualifications: ['hk-ecf-crm-core'] });
    expect(story.person).toMatchObject({ nameEn: 'SHEN Zhiyuan', birthDate: '1994-03-12' });
    const { decision } = story;
    expect(decision).toMatchObject({
      proposed: 'recognised-with-conditions',
      outcome: 'recognised-with-conditions',
      override: false,
      agreement: { id: 'DEMO-1', version: 1, row: 'DEMO-1/i03' },
      proposalSha256: expect.stringMatching(/^[\w-]{43}$/),
      decisionSha256: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(decision?.maker?.person).not.toBe(decision?.checker.person);
    expect(decision?.evidence?.map(({ type }) => type)).toContain('home-attestation');
    expect(decision?.proofs.length).toBe(4);
    const types = story.events.map(({ type }) => type);
    for (const type of [
      'application.received',
      'credential.issued',
      'credential.suspended',
      'credential.stripped',
    ])
      expect(types).toContain(type);
    const again = await answer(lifeStory, `/v1/audit/credentials/${number}`);
    expect(again).toEqual(story);
  });

  test('the holder sees that the regulator looked', async () => {
    await answer(lifeStory, `/v1/audit/credentials/${number}?purpose=investigation&caseReference=EX-7`);
    const token = await holderToken(lived.border.hk, lived.stripped.wallet);
    const { body } = await ask(lived, token, '/v1/holder/access-records');
    const { items } = holderAccessRecordPage.parse(body);
    expect(items[0]).toMatchObject({
      purpose: 'investigation',
      result: 'getLifeStory',
      contentClass: 'identified',
      objectIds: [number],
      organisation: { names: { en: 'Demo Hong Kong Examiner' } },
    });
    expect(JSON.stringify(body)).not.toContain('EX-7');
  });
});

describe('mandates (question 3)', () => {
  test('who was authorised at an instant, and who was not before', async () => {
    const query = 'authority=demo-hk-recognition&qualification=hk-ecf-crm-core';
    const now = await answer(mandatesAnswer, `/v1/audit/mandates?${query}`);
    expect(now.items).toMatchObject([
      {
        authorised: true,
        recordedBefore: true,
        mandate: { action: 'recognise' },
        proofs: [{ index: expect.any(Number) }],
      },
    ]);
    const then = await answer(mandatesAnswer, `/v1/audit/mandates?${query}&at=2001-01-01T00:00:00Z`);
    expect(then.items).toMatchObject([{ authorised: false, recordedBefore: false }]);
    const there = await answer(mandatesAnswer, '/v1/audit/mandates?authority=demo-sz-registrar');
    expect(there.items).toMatchObject([{ authorised: true, proofs: [] }]);
    expect(now.trustLists.own).toMatch(/^HK-\d+$/);
  });

  test('nothing was issued without; what is issued without is found', async () => {
    expect(await answer(outsideAnswer, '/v1/audit/issuance-outside-mandate')).toMatchObject({
      checked: 2,
      complete: true,
      items: [],
    });
    const id = lived.stripped.recognitionId;
    await owner.query("update credentials set qualification = 'hk-ecf-aml-core' where id = $1", [id]);
    const found = await answer(outsideAnswer, '/v1/audit/issuance-outside-mandate');
    expect(found.items).toMatchObject([
      { number, mandateFor: ['hk-ecf-aml-core'], type: 'credential.issued' },
    ]);
    await owner.query("update credentials set qualification = 'hk-ecf-crm-core' where id = $1", [id]);
  });
});

describe('what verifiers were answered (question 4), and who looked (question 6)', () => {
  test('each with its code, and its batch proves it', async () => {
    const { items } = await answer(looksPage, `/v1/audit/verifications?credential=${number}&limit=200`);
    const results = new Set(items.map(({ result }) => result));
    expect([...results].toSorted()).toEqual(
      expect.arrayContaining(['SUSPENDED', 'TERMINATED', 'VALID_WITH_CONDITIONS']),
    );
    const [last] = items;
    expect(last).toMatchObject({
      kind: 'verification',
      contentClass: 'shown',
      authorisation: { type: 'consent', reference: 'CONSENT-HR-STRIPPED' },
      caseReference: 'HR-STRIPPED',
    });
    const entry = last?.log?.entry ?? '';
    const batch = await answer(accessBatch, `/v1/audit/access-batches/${entry}`);
    expect(batch.committed).toBe(batch.root);
    expect(batch.leaves.map(({ id }) => id)).toContain(last?.id);
    if (batch.count === 1)
      expect(Buffer.from(treeRoot([Buffer.from(last?.leaf ?? '')])).toString('base64url')).toBe(batch.root);
    const at = await answer(looksPage, `/v1/audit/verifications?at=${last?.at ?? ''}`);
    expect(at.items.map(({ id }) => id)).toContain(last?.id);
    expect((await answer(looksPage, '/v1/audit/verifications?at=2001-01-01T00:00:00Z')).items).toEqual([]);
  });

  test('a record that was altered gives another root', async () => {
    const { items } = await answer(looksPage, '/v1/audit/verifications?limit=1');
    const [one] = items;
    await owner.query('alter table access_records disable trigger all');
    await owner.query("update access_records set result = 'VALID' where id = $1", [one?.id]);
    const batch = await answer(accessBatch, `/v1/audit/access-batches/${one?.log?.entry ?? ''}`);
    expect(batch.committed).not.toBe(batch.root);
    await owner.query('update access_records set result = $2 where id = $1', [one?.id, one?.result]);
    await owner.query('alter table access_records enable trigger all');
  });

  test('by credential and by person, officers and examiners among them', async () => {
    await answer(lifeStory, `/v1/audit/credentials/${number}`);
    const { items, disclosure } = await answer(looksPage, `/v1/audit/looks?credential=${number}&limit=200`);
    expect(disclosure.identified).toBe(true);
    expect(items[0]).toMatchObject({
      result: 'getLifeStory',
      purpose: 'supervision',
      person: expect.any(String),
    });
    expect(items.some(({ kind }) => kind === 'verification')).toBe(true);
    const story = await answer(lifeStory, `/v1/audit/credentials/${number}`);
    const ofPerson = await answer(looksPage, `/v1/audit/looks?subject=${story.credential.subject}&limit=200`);
    expect(ofPerson.items.length).toBeGreaterThan(items.length);
    for (const { log } of ofPerson.items) expect(log).not.toBeNull();
  });
});

describe('what ended (question 5)', () => {
  test('by legal kind, with the time to its publication', async () => {
    const { items, totals } = await answer(terminationsPage, '/v1/audit/terminations');
    expect(totals).toMatchObject([{ legalKind: { code: 'strip', label: { zhHans: '吊销' } }, count: 1 }]);
    expect(items).toMatchObject([
      {
        type: 'credential.stripped',
        reasonCode: 'conduct',
        legalKind: { code: 'strip' },
        published: { seconds: expect.any(Number), version: expect.any(Number) },
        notified: null,
        // The bank found it good, and asked again after it was stripped.
        verifiers: { relied: 1, toldSince: 1, lastToldAt: expect.any(String), seconds: expect.any(Number) },
      },
    ]);
    expect(items[0]?.published?.seconds).toBeLessThan(5);
    expect((await answer(terminationsPage, '/v1/audit/terminations?legalKind=annul')).items).toEqual([]);
    expect((await answer(terminationsPage, '/v1/audit/terminations?reasonCode=conduct')).items.length).toBe(
      1,
    );
  });
});

test('what ended at home: when its list said so, and when the other node had taken the notice', async () => {
  const token = await officerToken(lived.border.sz, 'examiner', 'SZ-EX-01');
  const path = '/v1/audit/terminations?legalKind=deregister';
  const { status, body } = await ask(lived, token, path, 'sz');
  expect(status).toBe(200);
  const { items, totals } = terminationsPage.parse(body);
  // The record, and the credential that attests it, which is suspended with it.
  expect(totals).toMatchObject([{ legalKind: { code: 'deregister', label: { zhHant: '註銷' } }, count: 2 }]);
  const record = items.find(({ type }) => type === 'record.changed');
  expect(record).toMatchObject({
    after: 'standing-ended',
    reasonCode: 'standing-lapsed',
    published: { seconds: expect.any(Number) },
    notified: { deliveredAt: expect.any(String), seconds: expect.any(Number) },
    verifiers: null,
  });
  const credential = items.find(({ type }) => type === 'credential.deregistered');
  expect(credential).toMatchObject({
    after: 'record-standing-ended',
    published: { seconds: expect.any(Number) },
    notified: null,
    verifiers: { relied: 0, toldSince: 0, lastToldAt: null, seconds: null },
  });
});

test('what ran out by itself is counted with what ended, is told in its story, and no entry was invented for it', async () => {
  const path = '/v1/audit/terminations';
  expect((await answer(terminationsPage, path)).expired).toBe(0);
  const { rows: last } = await owner.query('select max(position) as position from events');
  const { rows } = await owner.query(
    `update credentials set expires_at = now() - interval '1 second' where life <> 'reserved' returning id`,
  );
  // A recognition that was stripped before it ran out did not expire; the bridging result did.
  expect(rows.length).toBeGreaterThan(1);
  expect(await answer(terminationsPage, path)).toMatchObject({
    expired: rows.length - 1,
    totals: [{ count: 1 }],
  });
  expect((await answer(terminationsPage, `${path}?authority=nobody`)).expired).toBe(0);
  expect((await answer(terminationsPage, `${path}?legalKind=strip`)).expired).toBeNull();
  expect(
    (await answer(terminationsPage, `${path}?until=2026-01-01T00:00:00Z&from=2025-12-01T00:00:00Z`)).expired,
  ).toBe(0);
  const { credential } = await answer(lifeStory, `/v1/audit/credentials/${number}`);
  expect(credential).toMatchObject({ expired: true, life: 'stripped' });
  await owner.query(`update credentials set expires_at = expires_at + interval '1 year'`);
  expect((await answer(terminationsPage, path)).expired).toBe(0);
  const since = await owner.query('select distinct type from events where position > $1 order by 1', [
    last[0].position,
  ]);
  expect(since.rows.filter(({ type }) => /^(credential|record|status)\./.test(type))).toEqual([]);
});

describe('refusals and overrides (questions 7 and 8)', () => {
  test('counts, reasons, failed rules, the time to a decision, and what came of an appeal', async () => {
    const page = await answer(refusalsPage, '/v1/audit/refusals');
    expect(page.counts).toEqual({
      recognised: 0,
      recognisedWithConditions: 1,
      bridgingRequired: 0,
      refused: 2,
      withdrawn: 0,
    });
    expect(page.items.map(({ type, reasons }) => [type, reasons])).toEqual([
      ['application.refused', lived.reasons.overridden],
      ['application.refused', lived.reasons.refused],
      ['application.appealed', lived.grounds],
      ['application.appeal-determined', lived.reasons.upheld],
    ]);
    for (const { log } of page.items) expect(log).not.toBeNull();
    const failed = page.items.find(({ object }) => object.id === lived.refused)?.failedRules;
    expect(failed?.length).toBeGreaterThan(0);
    expect(page.appeals).toMatchObject({ filed: 1, upheld: 1, varied: 0, remitted: 0, overturnRate: 0 });
    expect(page.appeals.time.applications).toBe(1);
    expect(page.appeals.time.p99Seconds).toBeGreaterThan(0);
    expect(page.decisionTime.applications).toBe(3);
    const { p50Seconds, p90Seconds, p99Seconds } = page.decisionTime;
    expect(p50Seconds).toBeGreaterThan(0);
    expect(p99Seconds).toBeGreaterThanOrEqual(p90Seconds ?? Number.POSITIVE_INFINITY);
    expect(page.stoppedTime).toEqual({
      applications: 0,
      p50Seconds: null,
      p90Seconds: null,
      p99Seconds: null,
    });
  });

  test('what differs from the proposal, with the justification of who decided', async () => {
    const page = await answer(overridesPage, '/v1/audit/overrides');
    // One recognised, two refused, and one of these refused again on appeal.
    expect(page).toMatchObject({ decided: 4, overridden: 1 });
    expect(page.items).toMatchObject([
      {
        object: { type: 'application', id: lived.overridden },
        proposed: 'bridging-required',
        outcome: 'refused',
        justification: lived.reasons.overridden,
      },
    ]);
    const [item] = page.items;
    expect(item?.maker?.person).not.toBe(item?.checker.person);
  });
});

describe('whether the logs agree (question 9)', () => {
  test('they do once the other side has cosigned; an index without its entry is a gap', async () => {
    const path = '/v1/audit/consistency';
    await until(async () => (await answer(consistency, path)).verdict.code === 'consistent', 15_000);
    const found = await answer(consistency, path);
    expect(found).toMatchObject({ gaps: [], beyond: [], forks: [], outOfOrder: { items: [] } });
    expect(found.own.origin).toBe('hk.wenjin.example/log');
    expect(found.peer?.origin).toBe('sz.wenjin.example/log');
    expect(found.cosigned?.note).toContain('hk.wenjin.example/log');
    expect(found.outOfOrder.examined).toBeGreaterThan(50);
    await owner.query('alter table log_entries disable trigger all');
    await owner.query('update log_entries set idx = 1000000 where idx = 3');
    const broken = await answer(consistency, path);
    expect(broken).toMatchObject({
      verdict: { code: 'inconsistent' },
      gaps: [{ before: { index: 2 }, next: 4 }],
      beyond: [{ index: 1_000_000 }],
    });
    await owner.query('update log_entries set idx = 3 where idx = 1000000');
    await owner.query('alter table log_entries enable trigger all');
  });

  test('two heads of one size are shown as evidence', async () => {
    await owner.query(
      `insert into log_seen (origin, size, root, note, source, seen_at) values
       ('sz.wenjin.example/log', 999999, decode(repeat('00', 32), 'hex'), 'one', 'test', now()),
       ('sz.wenjin.example/log', 999999, decode(repeat('01', 32), 'hex'), 'other', 'test', now())`,
    );
    expect(await answer(consistency, '/v1/audit/consistency')).toMatchObject({
      verdict: { code: 'inconsistent' },
      forks: [{ origin: 'sz.wenjin.example/log', size: 999_999, notes: ['one', 'other'] }],
    });
  });
});

describe('the look itself', () => {
  test('stands in the log without a name or what was asked, and in the access records', async () => {
    const before = new Date();
    await answer(overridesPage, '/v1/audit/overrides?purpose=thematic-review');
    const { rows } = await owner.query(
      `select f.*, e.entry from event_facts f join events e on e.id = f.event_id
       where f.type = 'regulator.accessed' and f.recorded_at >= $1`,
      [before],
    );
    expect(rows).toMatchObject([{ object_id: 'listOverrides', purpose: 'thematic-review', count: 1 }]);
    expect(Object.keys(JSON.parse(rows[0].entry.toString())).length).toBe(7);
    const looks = await owner.query("select * from access_records where purpose = 'thematic-review'");
    expect(looks.rows).toMatchObject([
      { kind: 'look-up', result: 'listOverrides', batch_entry_id: expect.any(String) },
    ]);
  });
});

test('an examiner of the other side is answered with pseudonyms', async () => {
  const { items } = await answer(activityPage, '/v1/audit/activity', lived.foreigner);
  expect(items.length).toBe(10);
  for (const item of items) {
    expect(item.disclosure).toMatchObject({ identified: false, rule: 'supervision-across' });
    expect([item.opening, item.commitmentHolds]).toEqual([null, null]);
    expect(item.log.entry).toBe(item.id);
  }
  const story = await answer(lifeStory, `/v1/audit/credentials/${number}`, lived.foreigner);
  expect(story.person).toBeNull();
  expect(story.decision).toMatchObject({ evidence: null, outcome: 'recognised-with-conditions' });
  const looks = await answer(looksPage, `/v1/audit/looks?credential=${number}`, lived.foreigner);
  for (const look of looks.items)
    expect(look).toMatchObject({
      officer: null,
      person: null,
      organisation: null,
      caseReference: null,
      leaf: null,
    });
  const refusals = await answer(refusalsPage, '/v1/audit/refusals', lived.foreigner);
  for (const { reasons, failedRules } of refusals.items) expect([reasons, failedRules]).toEqual([null, null]);
  expect(JSON.stringify([items, story, looks, refusals])).not.toMatch(
    /SHEN|沈|examination;|grandfathering ended|CONSENT-/,
  );
});

const id = '0192f0c1-2c5e-7a10-8f3d-5b6f1d2e3a4b';

describe('every question', () => {
  test.each([
    'activity',
    'events',
    'terminations',
    'refusals',
    'overrides',
    'verifications',
    'mandates',
    'issuance-outside-mandate',
    'consistency',
    `credentials/${id}`,
    `looks?credential=${id}`,
    `access-batches/${id}`,
  ])('401 without a token, 403 for a bank: %s', async (path) => {
    expect((await ask(lived, '', `/v1/audit/${path}`)).status).toBe(401);
    const bank = await clientToken(lived.border.hk, 'bank');
    expect((await ask(lived, bank, `/v1/audit/${path}`)).status).toBe(403);
  });

  test.each([
    ['activity?limit=0', 'invalid-request'],
    ['activity?kind=nothing', 'invalid-request'],
    ['activity?from=yesterday', 'invalid-request'],
    ['activity?from=2020-01-01T00:00:00Z&until=2022-01-01T00:00:00Z', 'invalid-request'],
    ['activity?from=2022-01-01T00:00:00Z&until=2020-01-01T00:00:00Z', 'invalid-request'],
    ['activity?cursor=Zm9yZ2VkZm9yZ2VkZm9yZ2Vk', 'cursor-invalid'],
    ['terminations?legalKind=suspend', 'invalid-request'],
    ['terminations?cursor=x', 'cursor-invalid'],
    ['refusals?sql=1', 'invalid-request'],
    ['refusals?cursor=x', 'cursor-invalid'],
    ['overrides?cursor=x', 'cursor-invalid'],
    ['overrides?purpose=curiosity', 'invalid-request'],
    ['verifications?cursor=x', 'cursor-invalid'],
    ['verifications?at=then', 'invalid-request'],
    ['looks', 'invalid-request'],
    [`looks?credential=${id}&subject=${id}`, 'invalid-request'],
    ['looks?subject=me', 'invalid-request'],
    ['mandates?at=then', 'invalid-request'],
    ['consistency?from=then', 'invalid-request'],
    ['issuance-outside-mandate?until=2010-01-01T00:00:00Z&from=2000-01-01T00:00:00Z', 'invalid-request'],
    ['credentials/no%20such', 'invalid-request'],
    ['access-batches/x', 'invalid-request'],
    ['events?cursor=x', 'cursor-invalid'],
  ])('400 for %s', async (path, code) => {
    const { status, body, type } = await ask(lived, lived.examiner, `/v1/audit/${path}`);
    expect([status, body.code, type]).toEqual([400, code, 'application/problem+json']);
  });

  test.each([
    `credentials/${id}`,
    'credentials/DEMO-HK-R-999999',
    `looks?credential=${id}`,
    `looks?subject=${id}`,
    `access-batches/${id}`,
  ])('404 for %s', async (path) => {
    const { status, body } = await ask(lived, lived.examiner, `/v1/audit/${path}`);
    expect([status, body.code]).toEqual([404, 'not-found']);
  });

  test('a cursor of one question is nothing to another', async () => {
    const { next } = await answer(activityPage, '/v1/audit/activity?limit=1');
    expect((await ask(lived, lived.examiner, `/v1/audit/refusals?cursor=${next ?? ''}`)).status).toBe(400);
  });
});

test('looks outside of the reading room are on record too, with what they showed', async () => {
  const { hk } = lived.border;
  const officer = await officerToken(hk, 'recogniser', 'HK-01');
  const recorded = async () =>
    (
      await owner.query(
        `select purpose, result, content_class, object_ids, case_reference, holder_thumbprint is not null as told
         from access_records order by id desc limit 1`,
      )
    ).rows[0];
  const path = `/v1/credentials/${lived.stripped.recognitionId}`;
  expect((await ask(lived, officer, path)).status).toBe(200);
  const shown = { purpose: 'verification', result: 'credential', object_ids: [number], told: true };
  expect(await recorded()).toMatchObject({ ...shown, content_class: 'identified' });
  expect((await ask(lived, lived.examiner, path)).status).toBe(200);
  const supervised = { ...shown, purpose: 'supervision', content_class: 'pseudonymous' };
  expect(await recorded()).toMatchObject(supervised);
  expect((await ask(lived, officer, '/v1/credentials')).status).toBe(200);
  expect(await recorded()).toMatchObject({ result: 'credentials', object_ids: [number], told: false });
  expect((await ask(lived, officer, '/v1/applications')).status).toBe(200);
  expect(await recorded()).toMatchObject({ result: 'applications', purpose: 'recognition', told: false });
  const search = {
    identityNumber: { type: 'mainland-resident-id', number: '990000199403120024' },
    purpose: 'status-change',
    caseReference: 'CASE-9',
  };
  await hk.api.post('/v1/credentials/searches', search, { token: officer, expect: 200 });
  expect(await recorded()).toMatchObject({
    result: 'not-found',
    purpose: 'status-change',
    case_reference: 'CASE-9',
    object_ids: [],
  });
});

test('the time in which the clock stood still is taken off a decision, and shown apart', async () => {
  await recogniseAfterStop(lived, 5);
  const { counts, decisionTime, stoppedTime } = await answer(refusalsPage, '/v1/audit/refusals');
  expect(counts).toMatchObject({ bridgingRequired: 1, recognisedWithConditions: 2, refused: 2 });
  expect([decisionTime.applications, stoppedTime.applications]).toEqual([4, 1]);
  expect(stoppedTime.p50Seconds).toBeGreaterThan(0.3);
  const asked = await answer(activityPage, '/v1/audit/activity?kind=bridging-required');
  expect(asked.items).toMatchObject([{ after: 'information-requested', outcome: 'bridging-required' }]);
  expect((await answer(activityPage, '/v1/audit/activity?kind=recognised')).items.length).toBe(2);
});

test('a refusal that two others let stand against the rules departs from them once more', async () => {
  const before = await answer(overridesPage, '/v1/audit/overrides');
  await lived.upholdOverridden();
  const page = await answer(overridesPage, '/v1/audit/overrides');
  const { decided, overridden } = before;
  expect(page).toMatchObject({ decided: decided + 1, overridden: overridden + 1 });
  expect(page.items.at(-1)).toMatchObject({
    type: 'application.appeal-determined',
    object: { id: lived.overridden },
    proposed: 'bridging-required',
    outcome: 'upheld',
    override: true,
    justification: lived.reasons.upheld,
  });
  const [first, last] = [page.items[0], page.items.at(-1)];
  expect(last?.maker?.person).not.toBe(first?.maker?.person);
  expect(last?.maker?.person).not.toBe(last?.checker.person);
});

test('an appeal that its holder withdrew is counted by itself, and no refusal is upheld or overturned by it', async () => {
  const { appeals: before } = await answer(refusalsPage, '/v1/audit/refusals');
  const application = await withdrawAppeal(lived, 6);
  const { appeals, items } = await answer(refusalsPage, '/v1/audit/refusals');
  const { filed, upheld, varied, remitted, overturnRate, time } = before;
  expect(appeals).toEqual({
    filed: filed + 1,
    withdrawn: before.withdrawn + 1,
    ...{ upheld, varied, remitted, overturnRate, time },
  });
  expect(items.at(-1)).toMatchObject({
    type: 'application.appeal-withdrawn',
    object: { id: application },
    reasons: null,
  });
  const listed = await answer(activityPage, '/v1/audit/activity?kind=appeal-withdrawn');
  expect(listed.items).toMatchObject([{ after: 'refused', object: { id: application } }]);
});

test('when the person is erased, entries, facts and proofs stay and nothing opens', async () => {
  const { hk } = lived.border;
  const before = await answer(lifeStory, `/v1/audit/credentials/${number}`);
  await hk.contexts.db.transaction((tx) => hk.contexts.vault.erase(tx, before.credential.subject));
  const after = await answer(lifeStory, `/v1/audit/credentials/${number}`);
  expect(after.person).toBeNull();
  expect(after.events.map(({ id: entry, commitment, log }) => [entry, commitment, log])).toEqual(
    before.events.map(({ id: entry, commitment, log }) => [entry, commitment, log]),
  );
  for (const { opening, commitmentHolds } of after.events)
    expect([opening, commitmentHolds]).toEqual([null, null]);
  const {
    proposalSha256: _erased,
    decisionSha256: _too,
    evidence: _with,
    ...decided
  } = before.decision ?? {};
  expect(after.decision).toMatchObject({ ...decided, evidence: null });
});
