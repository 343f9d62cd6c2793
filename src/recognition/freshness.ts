import type { AgreementRow, GoverningAgreement } from '../agreements/index.ts';
import { daysBetween } from '../kernel/instants.ts';
import type { DecisionDates, RecognitionEvidence } from './evidence.ts';

export interface Freshness {
  /** Days allowed at issuance: the stricter of what the agreement and the row say. */
  readonly limit: number;
  /** When the home side last spoke of the award, by an attestation or by the status token of its record. */
  readonly last: { readonly date: string; readonly ageDays: number } | undefined;
}

export function freshnessOf({
  agreement,
  row,
  evidence: { source, record },
  dates,
}: {
  readonly agreement: GoverningAgreement;
  readonly row: AgreementRow;
  readonly evidence: RecognitionEvidence;
  readonly dates: DecisionDates;
}): Freshness {
  const limits = row.conditions.flatMap((condition) =>
    condition.code === 'standing-age' ? [condition.maximumDays] : [],
  );
  const limit = Math.min(agreement.version.document.homeFreshness.atIssuanceDays, ...limits);
  const date = [source?.attestedOn, record?.statusOn]
    // What is dated after the decision proves nothing about it.
    .filter((each) => each !== undefined && each <= dates.decision)
    .reduce((latest, each) => (latest === undefined || (each ?? '') > latest ? each : latest), undefined);
  return {
    limit,
    last: date === undefined ? undefined : { date, ageDays: daysBetween(date, dates.decision) },
  };
}
