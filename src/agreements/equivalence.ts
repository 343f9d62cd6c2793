import type { z } from 'zod';
import { type AwardSide, bases, outcomes } from '../catalogue/index.ts';
import { Fault } from '../kernel/fault.ts';
import { civilDate, instantText } from '../kernel/instants.ts';
import { conditionText } from './condition-texts.ts';
import { type Facts, standingOf } from './conditions.ts';
import type { equivalenceAnswer } from './equivalence.schema.ts';
import type { EquivalenceIndex, EquivalenceQuestion } from './equivalence-index.ts';
import { nearestRows } from './equivalence-nearest.ts';
import type { ReadyRow } from './equivalence-rows.ts';
import { equivalenceNotice, type NoneReason, noneTexts } from './equivalence-texts.ts';

export type EquivalenceAnswer = z.infer<typeof equivalenceAnswer>;
type RowAnswer = EquivalenceAnswer['rows'][number];

/** @throws Fault `qualification-unknown` */
export function explainEquivalence(
  index: EquivalenceIndex,
  question: EquivalenceQuestion,
  at: Date,
): EquivalenceAnswer {
  const { catalogue, references } = index;
  assertKnown(question, references);
  const targets = targetsOf(question, index);
  const onSide = (id: string): boolean => isOnSide(references.get(id)?.side, question.targetSide);
  const rows = candidatesOf(question, index, targets)
    .map((ready) => {
      const to = ready.to.filter((id) => onSide(id) && (targets === undefined || targets.has(id)));
      const from = ready.from.filter(
        (id) => references.get(id)?.side !== question.targetSide && isAsked(question.qualification, id),
      );
      return { ready, from, to };
    })
    .filter(({ from, to }) => from.length > 0 && to.length > 0)
    .map(({ ready, from, to }) => answerRow(ready, { from, to, question, index, at }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ answer }) => answer);
  const matches = rows.some(({ outcome }) => outcome !== 'none');
  const reason = matches ? undefined : reasonOf(question, { rows, targets, references });
  return {
    asOf: instantText(at),
    catalogueVersion: catalogue.version,
    result: matches ? 'matches' : 'none',
    rows,
    none: reason === undefined ? null : noneAnswer(reason, question, index),
    notice: equivalenceNotice,
  };
}

function assertKnown(question: EquivalenceQuestion, references: EquivalenceIndex['references']): void {
  const errors = (['qualification', 'targetQualification'] as const).flatMap((member) => {
    const id = question[member];
    return id === undefined || references.has(id)
      ? []
      : [{ pointer: `/body/${member}`, code: 'qualification-unknown' }];
  });
  if (errors.length > 0) throw new Fault('qualification-unknown', { errors });
}

/** The qualifications that the words and the id of the target mean; undefined when neither was given. */
function targetsOf(
  { targetQualification, targetRole, targetSide }: EquivalenceQuestion,
  { catalogue }: EquivalenceIndex,
): ReadonlySet<string> | undefined {
  if (targetRole === undefined)
    return targetQualification === undefined ? undefined : new Set([targetQualification]);
  const named = catalogue
    .qualifications({ text: targetRole })
    .filter(({ id, side }) => isOnSide(side, targetSide) && isAsked(targetQualification, id));
  return new Set(named.map(({ id }) => id));
}

function candidatesOf(
  { qualification }: EquivalenceQuestion,
  { byFrom, byTo }: EquivalenceIndex,
  targets: ReadonlySet<string> | undefined,
): readonly ReadyRow[] {
  if (qualification !== undefined) return byFrom.get(qualification) ?? [];
  return [...new Set([...(targets ?? [])].flatMap((id) => byTo.get(id) ?? []))];
}

interface Matched {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly question: EquivalenceQuestion;
  readonly index: EquivalenceIndex;
  readonly at: Date;
}

function answerRow(ready: ReadyRow, matched: Matched): { readonly rank: string; readonly answer: RowAnswer } {
  const { references } = matched.index;
  const facts = factsOf(ready, matched);
  const conditions = ready.conditions.map((condition) => ({
    standing: standingOf(condition, facts),
    condition,
    text: conditionText(condition),
  }));
  const named = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const reference = references.get(id);
      return reference ? [reference] : [];
    });
  return {
    rank: rankOf(
      ready,
      conditions.some(({ standing }) => standing === 'not-met'),
    ),
    answer: { ...ready.answer, from: named(matched.from), to: named(matched.to), conditions },
  };
}

function factsOf(ready: ReadyRow, { question, index, at, to }: Matched): Facts {
  const { qualification, awardDate, language, specialisms } = question;
  const held = qualification === undefined ? undefined : index.catalogue.qualification(qualification);
  const [target, ...others] = to;
  const only =
    target !== undefined && others.length === 0 ? index.catalogue.qualification(target) : undefined;
  return {
    asOf: civilDate(at),
    route: question.route,
    awardDate,
    experienceMonths: question.experienceMonths,
    cpd: question.cpd,
    languages: language === undefined ? undefined : [language],
    examination: held && held.kind === 'regulatory-exam',
    accreditation: held && awardDate !== undefined ? ready.accreditationOf(held.id, awardDate) : undefined,
    specialisms,
    targetSpecialism: only?.specialism?.code,
  };
}

/**
 * Sorts by whose word it is, then best for the holder: nothing failed before something failed, the whole before a part
 * before nothing, more exempt before less, and by id at the end, so that the order never hangs on chance.
 */
function rankOf({ basis, answer, exemptShare }: ReadyRow, failed: boolean): string {
  const { outcome, missing, row } = answer;
  const whole = outcome === 'full' ? 0 : outcome === 'none' ? 2 : 1;
  const share = String(1000 - Math.round(exemptShare * 1000)).padStart(4, '0');
  const fewer = String(missing.length).padStart(2, '0');
  return [bases.indexOf(basis), failed ? 1 : 0, whole, share, outcomes.indexOf(outcome), fewer, row].join(
    ' ',
  );
}

function reasonOf(
  { qualification, targetRole, targetSide }: EquivalenceQuestion,
  found: {
    readonly rows: readonly RowAnswer[];
    readonly targets: ReadonlySet<string> | undefined;
    readonly references: EquivalenceIndex['references'];
  },
): NoneReason {
  if (qualification !== undefined && found.references.get(qualification)?.side === targetSide)
    return 'same-side';
  if (targetRole !== undefined && found.targets?.size === 0) return 'role-unknown';
  return found.rows.length > 0 ? 'nothing-recognised' : 'no-row';
}

function noneAnswer(reason: NoneReason, question: EquivalenceQuestion, index: EquivalenceIndex) {
  const isHopeless = reason === 'same-side' || reason === 'role-unknown';
  return { reason, text: noneTexts[reason], nearest: isHopeless ? [] : nearestRows(index, question) };
}

function isOnSide(side: AwardSide | undefined, wanted: AwardSide): boolean {
  return side === wanted || side === 'JOINT';
}

function isAsked(wanted: string | undefined, id: string): boolean {
  return wanted === undefined || wanted === id;
}
