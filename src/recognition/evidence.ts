import type { AcquisitionRoute } from '../catalogue/index.ts';
import type { Language } from '../kernel/localised.ts';

/** What an application rests on, as values: signatures, mandates and status were checked before it came to this. */
export interface RecognitionEvidence {
  /** The claims of the credential offered as source; null while none was. */
  readonly source: SourceEvidence | null;
  /** The award's record in the home side's status list; null while it is out of reach. */
  readonly record: RecordEvidence | null;
  readonly bridging: readonly BridgingEvidence[];
  readonly experienceMonths?: number | undefined;
  readonly cpd?: { readonly hours: number; readonly withinMonths: number } | undefined;
  readonly languages?: readonly Language[] | undefined;
  /** Code of the specialism of the target, where a row asks that streams match. */
  readonly targetSpecialism?: string | undefined;
}

export interface SourceEvidence {
  /** A recognition can be offered, and is then refused: recognitions do not chain. */
  readonly kind: 'home-attestation' | 'recognition';
  readonly qualification: string;
  readonly route?: AcquisitionRoute | undefined;
  /** Civil dates throughout. */
  readonly awardDate?: string | undefined;
  readonly specialisms?: readonly { readonly code: string; readonly date: string }[] | undefined;
  readonly standing?: { readonly state: 'current' | 'inactive'; readonly asOf: string } | undefined;
  readonly attestedOn?: string | undefined;
  /** Is the qualification a single examination, not a standing professional title? */
  readonly examination?: boolean | undefined;
}

export interface RecordEvidence {
  /** 0 good, 1 award ended, 2 standing suspended, 3 standing ended with the award intact. */
  readonly value: 0 | 1 | 2 | 3;
  /** Civil date on which the status token was issued. */
  readonly statusOn: string;
}

export interface BridgingEvidence {
  readonly agreement: string;
  readonly row: string;
  /** Codes of the components passed. */
  readonly components: readonly string[];
  /** Was the provider mandated for it when it signed? */
  readonly providerMandated: boolean;
}

export interface DecisionDates {
  readonly application: string;
  /** When the proposal is made; freshness is measured up to here. */
  readonly decision: string;
}
