import { describe, expect, test } from 'vitest';
import type { Finding, LoggedFact, Proof } from '../../src/audit/anomaly.ts';
import { detectorDefinitions, detectorIds } from '../../src/audit/anomaly-definitions.ts';
import { parseOverrides, thresholdsFor, thresholdsOf } from '../../src/audit/anomaly-thresholds.ts';
import {
  agreementNotInForce,
  keyOutsideWindow,
  outsideMandate,
  staleHomeAttestation,
} from '../../src/audit/detector-authority.ts';
import { severalInOne } from '../../src/audit/detector-identity.ts';
import {
  hastyApproval,
  outsideOfficeHours,
  overrideCluster,
  sameMakerAndChecker,
} from '../../src/audit/detector-people.ts';
import { backdated, type ChainState, chainGap, clockDrift } from '../../src/audit/detector-time.ts';
import { purposeMismatch, terminatedStillVerified } from '../../src/audit/detector-use.ts';
import { abnormalNotFound, bulkLookUps, volumeSpike } from '../../src/audit/detector-volume.ts';

/** A Monday, 10:00 at +08:00. */
const monday = new Date('2026-06-01T02:00:00.000Z');
const after = (seconds: number, from = monday) => new Date(from.getTime() + seconds * 1000);
const day = 86_400;

function fact(change: Partial<LoggedFact> = {}): LoggedFact {
  return {
    entry: 'e1',
    index: 7,
    type: 'credential.issued',
    recordedAt: monday,
    effectiveAt: monday,
    issuer: 'https://hk.wenjin.example/authorities/demo-hk-recognition',
    objectType: 'credential',
    objectId: 'c1',
    subjectId: 's1',
    actorId: 'officer:o1',
    actorPerson: 'p1',
    organisationId: 'org1',
    agreementId: 'DEMO-1',
    agreementVersion: 1,
    agreementRow: 'DEMO-1/i03',
    after: null,
    keyId: 'k1',
    qualification: 'cn-qcbp-im-cc',
    target: 'hk-ecf-crm-core',
    outcome: null,
    override: null,
    legalKind: null,
    ...change,
  };
}

/** A decision by p1 and the word on it by another, a quarter of an hour later. */
function decided(change: { maker?: Partial<LoggedFact>; checker?: Partial<LoggedFact> } = {}): LoggedFact[] {
  const about = { objectType: 'application', objectId: 'a1' };
  return [
    fact({ ...about, entry: 'e1', index: 1, type: 'application.decided', ...change.maker }),
    fact({
      ...about,
      entry: 'e2',
      index: 2,
      type: 'application.approved',
      actorPerson: 'p2',
      recordedAt: after(900),
      ...change.checker,
    }),
  ];
}

const stripped = (change: Partial<LoggedFact> = {}): LoggedFact[] => [
  fact({ entry: 'e1', index: 1, type: 'status.proposed', objectType: 'status-event', legalKind: 'strip' }),
  fact({
    entry: 'e2',
    index: 2,
    type: 'credential.stripped',
    legalKind: 'strip',
    recordedAt: after(900),
    actorPerson: 'p2',
    ...change,
  }),
];

const proofs: Proof[] = [{ entry: 'b1', index: 11 }];

const refused = { entryId: 'e1', fault: 'issuer', recordedAt: monday };
const chain: ChainState = {
  now: after(3600),
  size: 10,
  held: 10,
  gaps: [],
  beyond: [],
  pending: [],
  refused: null,
};

const used = {
  ending: fact({ type: 'credential.annulled', effectiveAt: monday }),
  number: 'HK-R-000001',
  verifier: 'bank',
  verifications: 2,
  lastAt: after(day),
  proofs,
};

const stated = {
  caller: 'client:c',
  organisationId: 'bank',
  kind: 'verification',
  purpose: 'employment-screening',
  looks: 1,
  lastAt: monday,
  proofs,
  registeredFor: ['verification'],
};

const key = { signFrom: after(-day), signUntil: after(day), compromisedAt: null };
const volumes = (today: number, before: number) => ({
  firstDay: '2026-06-01',
  days: [
    { actorType: 'person' as const, actor: 'p1', day: '2026-06-01', count: today, proofs },
    ...Array.from({ length: 7 }, (_, n) => ({
      actorType: 'person' as const,
      actor: 'p1',
      day: `2026-05-${String(25 + n)}`,
      count: before,
      proofs: [],
    })),
  ],
});
const overridden = (overrides: number, others: number) =>
  Array.from({ length: overrides + others }, (_, n) =>
    fact({
      entry: `e${String(n)}`,
      type: 'application.decided',
      objectId: `a${String(n)}`,
      override: n < overrides,
    }),
  );
const looks = (objects: number) => ({
  actor: 'p1',
  organisationId: 'bank',
  day: '2026-06-01',
  looks: 500,
  objects,
  proofs,
});
const verifier = (notFound: number, verifications = 100) => ({
  organisationId: 'bank',
  verifications,
  notFound,
  lastAt: monday,
  proofs,
});
const ordered = (seconds: number) => ({
  entry: 'e9',
  index: 9,
  type: 'credential.issued',
  recordedAt: monday,
  latestBefore: after(seconds),
});
const evidence = (ageDays: number) => [{ fact: fact(), observedAt: after(-ageDays * day), allowedDays: 30 }];

type Case = readonly [
  what: string,
  planted: () => readonly Finding[],
  near: () => readonly Finding[],
  shown: Partial<Finding>,
];

const both = [
  { entry: 'e1', index: 1 },
  { entry: 'e2', index: 2 },
];
const own = [{ entry: 'e1', index: 7 }];

const cases: readonly Case[] = [
  [
    'one person decides and approves, under two registrations',
    () => sameMakerAndChecker(decided({ checker: { actorPerson: 'p1', actorId: 'officer:o2' } }), {}),
    () => sameMakerAndChecker(decided({ checker: { actorId: 'officer:o1' } }), {}),
    { actors: ['p1'], proofs: both },
  ],
  [
    'one person proposes and approves an end',
    () => sameMakerAndChecker(stripped({ actorPerson: 'p1' }), {}),
    () => sameMakerAndChecker(stripped({ actorPerson: 'p1', legalKind: 'suspend' }), {}),
    { proofs: both },
  ],
  [
    'an approval within the seconds',
    () => hastyApproval(decided({ checker: { recordedAt: after(59) } }), { seconds: 60 }),
    () => hastyApproval(decided({ checker: { recordedAt: after(60) } }), { seconds: 60 }),
    { measured: { seconds: 59 }, proofs: both },
  ],
  [
    'an approval of another application',
    () => hastyApproval(decided({ checker: { recordedAt: after(1) } }), { seconds: 60 }),
    () => hastyApproval(decided({ checker: { recordedAt: after(1), objectId: 'a2' } }), { seconds: 60 }),
    {},
  ],
  [
    'an act on a Saturday at +08:00 that is a Friday in UTC',
    () =>
      outsideOfficeHours([fact({ recordedAt: new Date('2026-06-05T16:30:00Z') })], { opens: 0, closes: 24 }),
    () =>
      outsideOfficeHours([fact({ recordedAt: new Date('2026-06-05T15:30:00Z') })], { opens: 0, closes: 24 }),
    { measured: { localTime: '2026-06-06T00:30:00.000+08:00', act: 'credential.issued' } },
  ],
  [
    'an act at the hour of closing',
    () =>
      outsideOfficeHours([fact({ recordedAt: new Date('2026-06-01T12:00:00Z') })], { opens: 8, closes: 20 }),
    () =>
      outsideOfficeHours([fact({ recordedAt: new Date('2026-06-01T11:59:59Z') })], { opens: 8, closes: 20 }),
    { proofs: own },
  ],
  [
    'an act at night by a person, not by a rule',
    () =>
      outsideOfficeHours([fact({ recordedAt: new Date('2026-06-01T20:00:00Z') })], { opens: 8, closes: 20 }),
    () =>
      outsideOfficeHours([fact({ recordedAt: new Date('2026-06-01T20:00:00Z'), actorPerson: null })], {
        opens: 8,
        closes: 20,
      }),
    {},
  ],
  [
    'a day of more than five times the median',
    () => volumeSpike(volumes(51, 10), { factor: 5, minimum: 20, baselineDays: 7 }),
    () => volumeSpike(volumes(50, 10), { factor: 5, minimum: 20, baselineDays: 7 }),
    { measured: { day: '2026-06-01', count: 51, medianBefore: 10 }, proofs },
  ],
  [
    'an account that wakes',
    () => volumeSpike(volumes(20, 0), { factor: 5, minimum: 20, baselineDays: 28 }),
    () => volumeSpike(volumes(19, 0), { factor: 5, minimum: 20, baselineDays: 28 }),
    {},
  ],
  [
    'an issuance under a terminated agreement',
    () => agreementNotInForce([{ fact: fact(), state: 'terminated' }], {}),
    () => agreementNotInForce([{ fact: fact(), state: 'in-force' }], {}),
    { measured: { state: 'terminated' }, proofs: own },
  ],
  [
    'an issuance without mandate',
    () => outsideMandate([{ fact: fact(), mandated: false }], {}),
    () => outsideMandate([{ fact: fact(), mandated: true }], {}),
    { measured: { qualification: 'hk-ecf-crm-core' } },
  ],
  [
    'two pseudonyms with one number, or one key',
    () => severalInOne([{ subjectIds: ['s2', 's1'], lastAt: monday, proofs }], {}),
    () => severalInOne([{ subjectIds: ['s1', 's1'], lastAt: monday, proofs }], {}),
    {
      objects: [
        { type: 'subject', id: 's1' },
        { type: 'subject', id: 's2' },
      ],
      proofs,
    },
  ],
  [
    'evidence a day too old',
    () => staleHomeAttestation(evidence(31), { graceDays: 0 }),
    () => staleHomeAttestation(evidence(30), { graceDays: 0 }),
    { measured: { allowedDays: 30, ageDays: 31 } },
  ],
  [
    'no evidence at all',
    () => staleHomeAttestation([{ fact: fact(), observedAt: undefined, allowedDays: 30 }], {}),
    () => staleHomeAttestation(evidence(30), {}),
    { measured: { allowedDays: 30, ageDays: 'no-evidence' } },
  ],
  [
    'an effect of more than seven days before',
    () => backdated([fact({ effectiveAt: after(-7 * day - 1) })], { days: 7 }),
    () => backdated([fact({ effectiveAt: after(-7 * day) })], { days: 7 }),
    { proofs: own },
  ],
  [
    'an ended credential that is verified after the grace',
    () => terminatedStillVerified([used], { graceMinutes: 15 }),
    () => terminatedStillVerified([{ ...used, lastAt: after(900) }], { graceMinutes: 15 }),
    { actors: ['bank'], proofs: [...own, ...proofs] },
  ],
  [
    'a verifier who finds nothing genuine too often',
    () => abnormalNotFound([verifier(30)], { percent: 30, minimum: 20 }),
    () => abnormalNotFound([verifier(29)], { percent: 30, minimum: 20 }),
    { measured: { verifications: 100, notFound: 30 }, proofs },
  ],
  [
    'a verifier who asked often enough to be judged',
    () => abnormalNotFound([verifier(20, 20)], { percent: 30, minimum: 20 }),
    () => abnormalNotFound([verifier(19, 19)], { percent: 30, minimum: 20 }),
    {},
  ],
  [
    'a clerk who looks at more than a hundred things in a day',
    () => bulkLookUps([looks(101)], { perDay: 100 }),
    () => bulkLookUps([looks(100)], { perDay: 100 }),
    { actors: ['p1', 'bank'], measured: { day: '2026-06-01', looks: 500, objects: 101 } },
  ],
  [
    'an inspection by a bank',
    () => purposeMismatch([{ ...stated, purpose: 'regulatory-inspection' }], {}),
    () =>
      purposeMismatch([{ ...stated, purpose: 'regulatory-inspection', registeredFor: ['supervision'] }], {}),
    {
      measured: { kind: 'verification', purpose: 'regulatory-inspection', looks: 1, why: 'not-a-regulator' },
    },
  ],
  [
    "a holder's check by a bank",
    () => purposeMismatch([{ ...stated, purpose: 'holder-check' }], {}),
    () =>
      purposeMismatch([{ ...stated, purpose: 'holder-check', caller: 'holder:k', organisationId: null }], {}),
    { proofs },
  ],
  [
    'a verification by an organisation that is registered for other things',
    () => purposeMismatch([{ ...stated, registeredFor: ['bridging'] }], {}),
    () => purposeMismatch([stated], {}),
    { actors: ['client:c', 'bank'] },
  ],
  [
    'a signature at the end of the window, which is exclusive',
    () => keyOutsideWindow([{ fact: fact({ effectiveAt: after(day) }), key }], {}),
    () => keyOutsideWindow([{ fact: fact({ effectiveAt: after(day - 1) }), key }], {}),
    { measured: { why: 'after-window' } },
  ],
  [
    'a signature with a key that was compromised by then',
    () => keyOutsideWindow([{ fact: fact(), key: { ...key, compromisedAt: monday } }], {}),
    () => keyOutsideWindow([{ fact: fact(), key: { ...key, compromisedAt: after(1) } }], {}),
    { measured: { why: 'compromised' } },
  ],
  [
    'an entry behind one that is six seconds later',
    () => clockDrift([ordered(6)], { seconds: 5 }),
    () => clockDrift([ordered(5)], { seconds: 5 }),
    { measured: { seconds: 6, latestBefore: after(6).toISOString() }, proofs: [{ entry: 'e9', index: 9 }] },
  ],
  [
    'a missing index',
    () => chainGap({ ...chain, held: 9, gaps: [{ before: { entry: 'e3', index: 3 }, next: 5 }] }, {}),
    () => chainGap(chain, {}),
    { measured: { why: 'index-gap', from: 4, next: 5 }, proofs: [{ entry: 'e3', index: 3 }] },
  ],
  [
    'an event that waits for its leaf',
    () => chainGap({ ...chain, pending: [{ entry: 'e1', recordedAt: after(3539) }] }, { pendingSeconds: 60 }),
    () => chainGap({ ...chain, pending: [{ entry: 'e1', recordedAt: after(3540) }] }, { pendingSeconds: 60 }),
    { measured: { why: 'no-leaf', seconds: 61 }, proofs: [{ entry: 'e1', index: null }] },
  ],
  [
    'an event that the log refuses, once, and those that wait for it',
    () => chainGap({ ...chain, refused, pending: [{ ...refused, entry: 'e1' }] }, { pendingSeconds: 60 }),
    () => chainGap({ ...chain, pending: [] }, { pendingSeconds: 60 }),
    { measured: { why: 'refused', fault: 'issuer' }, proofs: [{ entry: 'e1', index: null }] },
  ],
  [
    'three overrides of one officer',
    () => overrideCluster(overridden(3, 9), { minimum: 3, percent: 25 }),
    () => overrideCluster(overridden(2, 0), { minimum: 3, percent: 25 }),
    { actors: ['p1'], measured: { overrides: 3, decisions: 12 } },
  ],
  [
    'a share of overrides',
    () => overrideCluster(overridden(3, 9), { minimum: 3, percent: 25 }),
    () => overrideCluster(overridden(3, 10), { minimum: 3, percent: 25 }),
    {},
  ],
];

describe('a detector', () => {
  test.each(cases)('finds %s, and not what only comes near', (_what, planted, near, shown) => {
    const found = planted();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject(shown);
    expect(near()).toEqual([]);
  });

  test.each(detectorIds)('%s is defined in three languages, with usual thresholds within limits', (id) => {
    for (const text of Object.values(detectorDefinitions[id])) expect(text.length).toBeGreaterThan(10);
    for (const { usual, least, most } of thresholdsOf[id]) {
      expect(usual).toBeGreaterThanOrEqual(least);
      expect(usual).toBeLessThanOrEqual(most);
    }
  });
});

describe('thresholds', () => {
  test('are the usual ones, but for what a question says', () => {
    const overrides = parseOverrides('hasty-approval.seconds:120,volume-spike.factor:3');
    expect(overrides && thresholdsFor('hasty-approval', overrides)).toEqual({ seconds: 120 });
    expect(overrides && thresholdsFor('volume-spike', overrides)).toEqual({
      factor: 3,
      minimum: 20,
      baselineDays: 28,
    });
  });

  test.each([
    '',
    'hasty-approval.seconds',
    'hasty-approval.seconds:0',
    'hasty-approval.seconds:86401',
    'hasty-approval.hours:2',
    'hasty-approval.seconds:1,hasty-approval.seconds:2',
    'nothing.seconds:2',
    'toString.length:2',
  ])('%j is refused', (text) => {
    expect(parseOverrides(text)).toBeUndefined();
  });
});
