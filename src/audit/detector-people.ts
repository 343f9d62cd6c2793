import { civilDate } from '../kernel/instants.ts';
import {
  actorOf,
  type Detect,
  type Finding,
  type LoggedFact,
  objectOf,
  proofOf,
  secondsBetween,
} from './anomaly.ts';
import { decisionPairs, type Pair } from './detector-pairs.ts';
import { localTime } from './opened-event.ts';

type Facts = readonly LoggedFact[];

export const sameMakerAndChecker: Detect<Facts> = (facts) =>
  decisionPairs(facts)
    .filter(({ maker, checker }) => maker.actorPerson !== null && maker.actorPerson === checker.actorPerson)
    .map((pair) => findingOf(pair, {}));

export const hastyApproval: Detect<Facts> = (facts, { seconds = 0 }) =>
  decisionPairs(facts)
    .filter(({ maker, checker }) => maker.actorPerson !== null && checker.actorPerson !== null)
    .map((pair) => ({ pair, took: secondsBetween(pair.maker.recordedAt, pair.checker.recordedAt) }))
    .filter(({ took }) => took < seconds)
    .map(({ pair, took }) => findingOf(pair, { seconds: took }));

function findingOf({ maker, checker }: Pair, measured: Finding['measured']): Finding {
  return {
    at: checker.recordedAt,
    objects: [objectOf(checker)],
    actors: [...new Set([actorOf(maker), actorOf(checker)])],
    measured,
    proofs: [proofOf(maker), proofOf(checker)],
  };
}

const officersActs = [
  'application.decided',
  'application.approved',
  'application.refused',
  'application.appeal-determined',
  'credential.issued',
  'credential.renewed',
  'credential.suspended',
  'credential.reinstated',
  'credential.annulled',
  'credential.withdrawn',
  'credential.stripped',
  'credential.deregistered',
  'record.changed',
];

export const outsideOfficeHours: Detect<Facts> = (facts, { opens = 0, closes = 24 }) =>
  facts
    .filter(({ type, actorPerson }) => actorPerson !== null && officersActs.includes(type))
    .filter(({ recordedAt }) => !isOfficeHour(recordedAt, { opens, closes }))
    .map((fact) => ({
      at: fact.recordedAt,
      objects: [objectOf(fact)],
      actors: [actorOf(fact)],
      measured: { localTime: localTime(fact.recordedAt), act: fact.type },
      proofs: [proofOf(fact)],
    }));

/** Public holidays differ on the two sides and are not known here: an act on one is not found. */
function isOfficeHour(at: Date, { opens, closes }: { opens: number; closes: number }): boolean {
  const day = new Date(`${civilDate(at)}T00:00:00Z`).getUTCDay();
  const hour = Number(localTime(at).slice(11, 13));
  return day !== 0 && day !== 6 && opens <= hour && hour < closes;
}

export const overrideCluster: Detect<Facts> = (facts, { minimum = 1, percent = 0 }) => {
  const decided = facts.filter(
    ({ type, actorPerson }) => type === 'application.decided' && actorPerson !== null,
  );
  return [...Map.groupBy(decided, actorOf)].flatMap(([person, own]) => {
    const overrides = own.filter(({ override }) => override === true);
    const last = overrides.at(-1);
    const share = (overrides.length * 100) / own.length;
    if (last === undefined || overrides.length < minimum || share < percent) return [];
    return [
      {
        at: last.recordedAt,
        objects: overrides.map(objectOf),
        actors: [person],
        measured: { overrides: overrides.length, decisions: own.length },
        proofs: overrides.map(proofOf),
      },
    ];
  });
};
