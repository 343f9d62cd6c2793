import { z } from 'zod';
import { demonstrationAgreement } from '../agreements/index.ts';
import { localOffset } from '../kernel/instants.ts';
import * as acts from './demo-acts.ts';
import type { Side } from './demo-acts.ts';
import { say } from './demo-output.ts';
import { type Keepsakes, shown, type Stage, target, until } from './demo-stage.ts';
import { proveIssuance } from './demo-story-log.ts';
import { grandfathered, hongKonger } from './demo-story-hongkong.ts';
import { mainlander, type Recognised } from './demo-story-mainland.ts';

/** The first-run story, over HTTP against the two running nodes. Every line shows what the nodes answered. */

export async function walk(stage: Stage): Promise<Keepsakes | undefined> {
  const { story } = stage;
  await story.step(
    '1',
    'Both nodes hold the agreement, signed by both sides, and each other’s trust list',
    () => agree(stage),
  );
  await story.step(
    '2',
    'Explorer: what does QCBP Intermediate Corporate Credit count for in Hong Kong?',
    () => explore(stage),
  );
  const shen = await mainlander(stage);
  if (!shen) return undefined;
  await hongKonger(stage);
  await grandfathered(stage);
  await story.step('13', 'An altered copy, and a recognition offered as a source', () =>
    hostile(stage, shen),
  );
  await story.step('14', 'An examiner reads the life story of the recognition', () =>
    lifeStory(stage, shen.recognitionId),
  );
  await story.step('15', 'Its issuance is proved from the log, which the other node cosigned', () =>
    proveIssuance(stage, shen.recognitionId),
  );
  return shen.keepsakes;
}

const agreementView = z.object({ state: z.string(), digest: z.string(), signedBy: z.array(z.string()) });
const agreementPath = '/v1/agreements/DEMO-1/versions/1';

async function agree({ hk, sz, nodes }: Stage) {
  const [hkNode, szNode] = nodes;
  const token = await acts.officerToken(hk, 'committee', 'HK-JC-01');
  if ((await hk.api.get(agreementPath, token)).status === 404) {
    const document = demonstrationAgreement({
      parties: [
        { jurisdiction: 'HK', origin: hkNode.origin, authority: 'demo-hk-recognition' },
        { jurisdiction: 'CN-SZ', origin: szNode.origin, authority: 'demo-sz-recognition' },
      ],
      inForceFrom: '2026-01-01',
    });
    await hk.api.post('/v1/agreements', document, { token, expect: 201 });
  }
  await sign(hk, 'HK-JC-01', 'HK');
  await until(
    async () => (await sz.api.get(agreementPath)).status === 200,
    'Shenzhen has not received the agreement',
  );
  await sign(sz, 'SZ-JC-01', 'CN-SZ');
  await until(async () => {
    const states = await Promise.all(
      [hk, sz].map(async ({ api }) => agreementView.parse((await api.get(agreementPath)).body).state),
    );
    return states.every((state) => state === 'in-force');
  }, 'the agreement is not in force on both sides');
  const held = agreementView.parse((await sz.api.get(agreementPath)).body);
  return {
    result: `DEMO-1 version 1 in force, signed by ${held.signedBy.join(' and ')}`,
    more: [`SHA-256 ${held.digest}`],
  };
}

async function sign(side: Side, officer: string, jurisdiction: string): Promise<void> {
  const token = await acts.officerToken(side, 'committee', officer);
  const held = agreementView.parse((await side.api.get(agreementPath, token)).body);
  if (held.signedBy.includes(jurisdiction)) return;
  await side.api.post(`${agreementPath}/signatures`, { digest: held.digest }, { token, expect: 201 });
}

const named = z.object({ name: z.object({ en: z.string() }) });
const explored = z.object({
  rows: z.array(
    z.object({ row: z.string(), basis: z.string(), exempt: z.array(named), missing: z.array(named) }),
  ),
});

async function explore({ hk }: Stage) {
  const { body } = await hk.api.post(
    '/v1/equivalence',
    { qualification: target.sz, targetSide: 'HK' },
    { expect: 200 },
  );
  const { rows } = explored.parse(body);
  const list = (items: readonly z.output<typeof named>[]): string =>
    items.map(({ name }) => name.en).join(', ') || 'nothing';
  const kinds = rows.map(({ basis }) => basis);
  acts.expectEqual(
    'the order of the answer',
    kinds.join(),
    [...kinds].sort((a, b) => order(a) - order(b)).join(),
  );
  return {
    result: `${String(rows.length)} rows, no personal data asked for`,
    more: rows.map(
      ({ row, basis, exempt, missing }) =>
        `${row} (${basis}): exempt ${list(exempt)}; missing ${list(missing)}`,
    ),
  };
}

function order(basis: string): number {
  return ['agreement', 'published-unilateral', 'historical', 'illustrative'].indexOf(basis);
}

async function hostile({ hk }: Stage, { wallet }: Recognised) {
  const home = await wallet.show('home', shown);
  const [jwt = '', ...disclosures] = home.split('~');
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const altered = Buffer.from(payload, 'base64url').toString().replace('2019-12-02', '2009-12-02');
  const forged = [
    `${header}.${Buffer.from(altered).toString('base64url')}.${signature}`,
    ...disclosures,
  ].join('~');
  const answer = await acts.verify(hk, { credentials: [forged], caseReference: 'HR-FORGED' });
  acts.expectEqual('the answer to the altered copy', answer.result, 'SIGNATURE_INVALID');
  const chained = await acts.tryToApply(hk, wallet, target.hk, 'recognition');
  acts.expectEqual('the answer to the recognition as a source', chained.status, 422);
  const { code } = z.object({ code: z.string() }).parse(chained.body);
  return { result: `${answer.result}; 422 ${code}`, more: [answer.messages.verdict.en] };
}

const story = z.object({
  key: z.object({ kid: z.string(), validAtIssuance: z.boolean() }),
  mandate: z.object({ instrument: z.string() }),
  events: z.array(
    z.object({
      type: z.string(),
      recordedAt: z.string(),
      localTime: z.string(),
      commitmentHolds: z.boolean().nullable(),
      actor: z.object({ id: z.string() }),
    }),
  ),
});

async function lifeStory({ hk }: Stage, recognitionId: string) {
  const token = await acts.officerToken(hk, 'examiner', 'HK-EX-01');
  const { body } = await hk.api.get(`/v1/audit/credentials/${recognitionId}`, token);
  const { key, mandate, events } = story.parse(body);
  if (!events.every(({ commitmentHolds }) => commitmentHolds === true))
    throw new Error('a commitment does not hold');
  acts.expectEqual('the key at issuance', key.validAtIssuance, true);
  const lines = events.map(
    ({ type, recordedAt, localTime, actor }) =>
      `${recordedAt} UTC, ${localTime.slice(11, 19)} ${localOffset}  ${type.padEnd(24)} ${actor.id}`,
  );
  return {
    result: `${String(events.length)} events, every commitment holds; key ${key.kid.slice(0, 10)}… valid then; ${mandate.instrument}`,
    more: lines,
  };
}

export function banner(): void {
  say('Wenjin 文錦');
  say('Demonstration. Fictional people and authorities; no real body has agreed these rules.');
  say(
    '示範。人物及機構均屬虛構；並無任何真實機構同意此等規則。 · 演示。人物及机构均属虚构；并无任何真实机构同意此等规则。',
  );
  say();
}
