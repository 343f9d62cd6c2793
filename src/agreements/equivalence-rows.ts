import type { z } from 'zod';
import {
  type AccreditationAt,
  accreditationAt,
  type Basis,
  type Catalogue,
  type Condition,
  type EquivalenceRow,
  type Qualification,
} from '../catalogue/index.ts';
import type { AgreementDocument, AgreementRow, AgreementVersion } from './agreement.ts';
import { wordsOf } from './condition-texts.ts';
import { isWithin } from './conditions.ts';
import type { equivalenceRowAnswer } from './equivalence.schema.ts';

type RowAnswer = z.infer<typeof equivalenceRowAnswer>;
export type QualificationReference = RowAnswer['from'][number];

/** A row made ready: all that does not hang on the question, in the form of the answer. */
export interface ReadyRow {
  readonly basis: Basis;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly conditions: readonly Condition[];
  /** Share of the components that is exempt, 0 to 1. */
  readonly exemptShare: number;
  readonly answer: Omit<RowAnswer, 'from' | 'to' | 'conditions'>;
  accreditationOf(qualificationId: string, awardDate: string): AccreditationAt;
}

export function readyAgreementRow(
  { document }: Pick<AgreementVersion, 'document'>,
  row: AgreementRow,
): ReadyRow {
  const exempt = row.components.filter(({ transfer }) => transfer === 'exempt');
  const missing = row.components.filter(({ transfer }) => transfer !== 'exempt');
  return {
    basis: 'agreement',
    from: row.from,
    to: [row.target],
    conditions: row.conditions,
    exemptShare: shareOf(exempt.length, row.components.length),
    accreditationOf: (qualification, date) => accreditationWithin(row, { qualification, date }),
    answer: {
      row: row.id,
      basis: 'agreement',
      agreement: agreementReference(document, row),
      sourceRow: row.sourceRow ?? null,
      factStatus: row.factStatus,
      outcome: row.outcome,
      recognitionEffect: row.recognitionEffect,
      standingRequired: row.standingRequired,
      exempt: exempt.map(componentAnswer),
      missing: missing.map((component) => ({
        ...componentAnswer(component),
        transfer: component.transfer,
        hours: component.hours ?? null,
        requiredBefore: component.requiredBefore,
      })),
      imposedConditions: row.imposedConditions,
      notConferred: row.notConferred,
      remark: row.remark ?? null,
      sources: [],
    },
  };
}

export function readyCatalogueRow(row: EquivalenceRow, catalogue: Catalogue): ReadyRow {
  const exempt = row.components.filter(({ transfer }) => transfer === 'exempt');
  const missing = row.components.filter(({ transfer }) => transfer !== 'exempt');
  return {
    basis: row.basis,
    from: row.from,
    to: row.to,
    conditions: row.conditions,
    exemptShare: shareOf(exempt.length, row.components.length),
    accreditationOf(id, date) {
      const qualification = catalogue.qualification(id);
      return qualification ? accreditationAt(qualification, date) : 'unknown';
    },
    answer: {
      row: row.id,
      basis: row.basis,
      agreement: null,
      sourceRow: row.id,
      factStatus: row.factStatus,
      outcome: row.outcome,
      recognitionEffect: row.recognitionEffect,
      standingRequired: row.standingRequired,
      exempt: exempt.map(componentAnswer),
      missing: missing.map((component) => ({
        ...componentAnswer(component),
        transfer: component.transfer,
        hours: component.hours ?? null,
        requiredBefore: null,
      })),
      imposedConditions: [],
      notConferred: row.notConferred.map((words) => ({ code: null, text: wordsOf(words) })),
      remark: row.remark ? wordsOf(row.remark) : null,
      sources: row.sources.map((id) => ({ id, url: catalogue.source(id)?.url ?? null })),
    },
  };
}

/** The windows of the row decide, not the catalogue of today: both sides signed them. */
export function accreditationWithin(
  { accreditationWindows }: Pick<AgreementRow, 'accreditationWindows'>,
  { qualification, date }: { readonly qualification: string; readonly date: string },
): AccreditationAt {
  const windows = accreditationWindows.filter((window) => window.qualification === qualification);
  if (windows.length === 0) return 'unknown';
  return windows.some((window) => isWithin(date, window)) ? 'inside' : 'outside';
}

export function qualificationReference({
  id,
  side,
  abbreviation,
  name,
}: Pick<Qualification, 'id' | 'side' | 'abbreviation' | 'name'>): QualificationReference {
  return { id, side, abbreviation, name: wordsOf(name) };
}

function agreementReference(document: AgreementDocument, row: AgreementRow): RowAnswer['agreement'] {
  const { id, version, title, inForceFrom, demonstration } = document;
  return { id, version, row: row.id, title, inForceFrom, demonstration };
}

function componentAnswer({
  code,
  kind,
  name,
  credits,
}: Pick<AgreementRow['components'][number], 'code' | 'kind' | 'name' | 'credits'>) {
  return { code, kind, name: wordsOf(name), credits: credits ?? null };
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
