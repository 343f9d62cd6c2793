/** How long the explorer takes in process, with the whole catalogue and an agreement in force. Goal: p99 under 5 ms. */
import { buildEquivalenceIndex } from '../../src/agreements/equivalence-index.ts';
import { explainEquivalence } from '../../src/agreements/equivalence.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { versionOf } from '../agreements/demo.ts';

const catalogue = createCatalogue();
const index = buildEquivalenceIndex(catalogue, [versionOf()]);
const at = new Date('2026-06-01T02:00:00Z');
const sides = ['HK', 'CN-SZ'] as const;
const questions = catalogue.qualifications().flatMap(({ id }) =>
  sides.flatMap((targetSide) => [
    {
      qualification: id,
      targetSide,
      route: 'examination',
      awardDate: '2023-09-15',
      experienceMonths: 30,
    } as const,
    { targetQualification: id, targetSide } as const,
  ]),
);

const rounds = 60;
const milliseconds: number[] = [];
for (let round = 0; round < rounds; round++) {
  for (const question of questions) {
    const started = performance.now();
    explainEquivalence(index, question, at);
    // The first rounds warm the code up; what follows is what a running node gives.
    if (round > 4) milliseconds.push(performance.now() - started);
  }
}
milliseconds.sort((a, b) => a - b);
const quantile = (part: number): string =>
  (milliseconds[Math.floor(milliseconds.length * part)] ?? 0).toFixed(3);
console.log(
  `Node ${process.version}; ${questions.length} different questions, ${milliseconds.length} answers`,
);
console.log(`p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms (goal 5 ms), slowest ${quantile(0.99999)} ms`);
