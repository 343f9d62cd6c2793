import { type AgreementRow, type AgreementVersion, findRow, versionKey } from './agreement.ts';
import { type GoverningAgreement, governingAgreement, type GoverningDates, stateAt } from './state.ts';
import { type RecognitionTerms, termsOf } from './terms.ts';
import type { AgreementState } from './vocabulary.ts';

export interface CandidateQuestion {
  /** Id of the qualification that the person holds. */
  readonly from: string;
  /** Id of the qualification that it shall count towards; any when absent. */
  readonly target?: string | undefined;
  readonly dates: GoverningDates;
  readonly at: Date;
}

export interface Candidate {
  readonly agreement: GoverningAgreement;
  readonly row: AgreementRow;
}

/** All agreements that this node holds, in memory and immutable. */
export interface AgreementsView {
  versions(): readonly AgreementVersion[];
  version(id: string, version: number): AgreementVersion | undefined;
  row(id: string, version: number, row: string): AgreementRow | undefined;
  /** Undefined for a version that this node does not hold. */
  stateAt(id: string, version: number, at: Date): AgreementState | undefined;
  /** What a recognition by the row stands under; undefined where this node does not hold it. */
  terms(id: string, version: number, row: string, at: Date): RecognitionTerms | undefined;
  /** Of each agreement the newest version that is in force at the instant. */
  inForce(at: Date): readonly AgreementVersion[];
  /** The version of one agreement that governs by these dates; undefined when no version of it is signed by both sides. */
  governing(id: string, dates: GoverningDates, at: Date): GoverningAgreement | undefined;
  /** Every row that could recognise the qualification, each under the version that governs. Several are for the engine to rank. */
  candidates(question: CandidateQuestion): readonly Candidate[];
}

export function buildView(versions: readonly AgreementVersion[]): AgreementsView {
  const ordered = versions.toSorted(
    ({ document: a }, { document: b }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || a.version - b.version,
  );
  const byKey = new Map(
    ordered.map((version) => [versionKey(version.document.id, version.document.version), version]),
  );
  const byId = Map.groupBy(ordered, ({ document }) => document.id);
  const find = (id: string, version: number) => byKey.get(versionKey(id, version));
  const governing = (id: string, dates: GoverningDates, at: Date) =>
    governingAgreement(byId.get(id) ?? [], { dates, at });
  return {
    versions: () => ordered,
    version: find,
    row(id, version, row) {
      const found = find(id, version);
      return found && findRow(found.document, row);
    },
    stateAt(id, version, at) {
      const found = find(id, version);
      return found && stateAt(found, at);
    },
    terms(id, version, rowId, at) {
      const found = find(id, version);
      const row = found && findRow(found.document, rowId);
      return found && row && termsOf(found, row, at);
    },
    inForce: (at) =>
      [...byId.values()].flatMap((all) => {
        const newest = all.findLast((version) => stateAt(version, at) === 'in-force');
        return newest === undefined ? [] : [newest];
      }),
    governing,
    candidates: ({ from, target, dates, at }) =>
      [...byId.keys()].flatMap((id) => {
        const agreement = governing(id, dates, at);
        const rows = agreement?.version.document.rows ?? [];
        return rows.flatMap((row) =>
          agreement !== undefined &&
          row.from.includes(from) &&
          (target === undefined || row.target === target)
            ? [{ agreement, row }]
            : [],
        );
      }),
  };
}
