import { fillLocalised } from './condition-texts.ts';
import type { AgreementComponent, AgreementRow, AgreementVersion, CodedText } from './agreement.ts';
import type { Localised } from '../kernel/localised.ts';
import { stateAt } from './state.ts';
import type { AgreementState } from './vocabulary.ts';

/** What a recognition by one row stands under, for who verifies it later. */
export interface RecognitionTerms {
  readonly state: AgreementState;
  readonly onTermination: AgreementVersion['document']['onTermination'];
  readonly onHomeSuspension: AgreementVersion['document']['onHomeSuspension'];
  readonly standingRequired: AgreementRow['standingRequired'];
  readonly notConferred: readonly CodedText[];
  /** Of the condition codes that a credential by this row can carry. */
  conditionText(code: string): Localised | undefined;
}

const outstanding: Localised = {
  en: '{name} outstanding.',
  zhHant: '尚欠「{name}」。',
  zhHans: '尚缺“{name}”。',
};

/** A component that may follow later: the recognition stands, and says that it is outstanding. */
export function outstandingCondition({ code, name }: Pick<AgreementComponent, 'code' | 'name'>): CodedText {
  return { code: `outstanding-${code}`, text: fillLocalised(outstanding, 'name', name) };
}

export function termsOf(version: AgreementVersion, row: AgreementRow, at: Date): RecognitionTerms {
  const { onTermination, onHomeSuspension } = version.document;
  return {
    state: stateAt(version, at),
    onTermination,
    onHomeSuspension,
    standingRequired: row.standingRequired,
    notConferred: row.notConferred,
    conditionText: (code) => conditionTextOf(row, code),
  };
}

function conditionTextOf(row: AgreementRow, code: string): Localised | undefined {
  const imposed = row.imposedConditions.find((condition) => condition.code === code);
  if (imposed) return imposed.text;
  const component = row.components.find((each) => outstandingCondition(each).code === code);
  return component && outstandingCondition(component).text;
}
