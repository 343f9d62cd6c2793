import type { z } from 'zod';
import { bases, type Qualification } from '../catalogue/index.ts';
import { fillLocalised } from './condition-texts.ts';
import type { equivalenceAnswer } from './equivalence.schema.ts';
import type { EquivalenceIndex, EquivalenceQuestion } from './equivalence-index.ts';
import type { QualificationReference, ReadyRow } from './equivalence-rows.ts';
import { nearestText } from './equivalence-texts.ts';

type Nearest = NonNullable<z.infer<typeof equivalenceAnswer>['none']>['nearest'];

const nearestMax = 3;

/**
 * The rows to the target side that come nearest to what was asked: of the same framework, then of the same awarding
 * body, then of the nearest level. A suggestion where to look, no statement about the qualification asked for.
 */
export function nearestRows(index: EquivalenceIndex, question: EquivalenceQuestion): Nearest {
  const held = known(index, question.qualification);
  const wanted = known(index, question.targetQualification);
  if (held === undefined && wanted === undefined) return [];
  return index.all
    .filter(({ answer }) => answer.outcome !== 'none')
    .flatMap((row) => pairsOf(row, index, question))
    .map((pair) => ({ pair, rank: `${distance(held, pair.from)} ${distance(wanted, pair.to)} ${pair.key}` }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .filter(({ pair }, position, all) => all.findIndex((other) => other.pair.row === pair.row) === position)
    .slice(0, nearestMax)
    .flatMap(({ pair }) => suggestion(pair, index));
}

interface Pair {
  readonly row: ReadyRow;
  readonly from: Qualification;
  readonly to: Qualification;
  readonly key: string;
}

function pairsOf(row: ReadyRow, index: EquivalenceIndex, { targetSide }: EquivalenceQuestion): Pair[] {
  return row.from.flatMap((fromId) => {
    const from = known(index, fromId);
    if (from === undefined || from.side === targetSide) return [];
    return row.to.flatMap((toId) => {
      const to = known(index, toId);
      if (to === undefined || (to.side !== targetSide && to.side !== 'JOINT')) return [];
      return [{ row, from, to, key: `${bases.indexOf(row.basis)} ${row.answer.row} ${fromId} ${toId}` }];
    });
  });
}

/** Three digits that sort: framework, awarding body, difference of level. */
function distance(asked: Qualification | undefined, offered: Qualification): string {
  if (asked === undefined) return '000';
  const framework = asked.framework.code === offered.framework.code ? 0 : 1;
  const body = asked.awardingBody === offered.awardingBody ? 0 : 1;
  const levels = asked.qf && offered.qf ? Math.abs(asked.qf.level - offered.qf.level) : 9;
  return `${framework}${body}${levels}`;
}

function suggestion({ row, from, to }: Pair, { references }: EquivalenceIndex): Nearest {
  const source = references.get(from.id);
  const target = references.get(to.id);
  if (source === undefined || target === undefined) return [];
  const { basis, agreement, row: rowId } = row.answer;
  return [{ row: rowId, basis, agreement, from: source, to: target, text: textOf(rowId, source, target) }];
}

function textOf(row: string, from: QualificationReference, to: QualificationReference) {
  const name = { en: row, zhHant: row, zhHans: row };
  return fillLocalised(
    fillLocalised(fillLocalised(nearestText, 'row', name), 'from', from.name),
    'to',
    to.name,
  );
}

function known({ catalogue }: EquivalenceIndex, id: string | undefined): Qualification | undefined {
  return id === undefined ? undefined : catalogue.qualification(id);
}
