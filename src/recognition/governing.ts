import type { AgreementsView, GoverningAgreement } from '../agreements/index.ts';
import type { KeptVersion } from './application.ts';
import type { ProposalInput } from './engine.ts';
import type { DecisionDates, RecognitionEvidence } from './evidence.ts';

export interface GoverningQuestion {
  readonly evidence: RecognitionEvidence;
  readonly dates: DecisionDates;
  readonly from: string;
  readonly target: string;
  readonly at: Date;
}

/** Every row that could recognise, under the versions that govern a new application (domain 5.4, rule 1). */
export function governingRows(view: AgreementsView, question: GoverningQuestion): readonly ProposalInput[] {
  const { evidence, dates, from, target, at } = question;
  return view
    .candidates({ from, target, dates: { award: evidence.source?.awardDate, ...dates }, at })
    .map(({ agreement, row }) => ({ agreement, row, evidence, dates }));
}

/** The same under the versions that an application keeps: no case in flight silently changes its version. */
export function keptRows(
  view: AgreementsView,
  kept: readonly KeptVersion[],
  { evidence, dates, from, target, at }: GoverningQuestion,
): readonly ProposalInput[] {
  return kept.flatMap((each) => {
    const agreement = keptAgreement(view, each, { dates, awardDate: evidence.source?.awardDate, at });
    return agreement.version.document.rows
      .filter((row) => row.target === target && row.from.includes(from))
      .map((row) => ({ agreement, row, evidence, dates }));
  });
}

function keptAgreement(
  view: AgreementsView,
  { agreementId, version: number }: KeptVersion,
  { dates, awardDate, at }: { dates: DecisionDates; awardDate: string | undefined; at: Date },
): GoverningAgreement {
  const version = view.version(agreementId, number);
  const state = view.stateAt(agreementId, number, at);
  if (version === undefined || state === undefined)
    throw new Error(`Agreement ${agreementId}, version ${number}, governs an application and is not here.`);
  const newer = view
    .versions()
    .map(({ document }) => document)
    .filter(({ id, version: other }) => id === agreementId && other > number)
    .filter(({ version: other }) => view.stateAt(agreementId, other, at) !== 'unsigned')
    .map(({ version: other }) => other);
  return {
    version,
    date: { award: awardDate, ...dates }[version.document.governingDate],
    newerVersion: newer.length === 0 ? null : Math.max(...newer),
    state,
  };
}
