import type { Localised } from '../kernel/localised.ts';
import type { CredentialType } from '../kernel/vocabulary.ts';
import type { AuthorityKind, MandateAction } from './vocabulary.ts';

/** Who issues on this node. */
export interface Authority {
  readonly slug: string;
  readonly kind: AuthorityKind;
  readonly names: Localised;
  readonly contact: string;
  readonly createdAt: Date;
}

/** What an authority may issue for which qualifications, in [validFrom, validUntil), and by what instrument. */
export interface Mandate {
  readonly id: string;
  readonly slug: string;
  readonly action: MandateAction;
  readonly vct: CredentialType;
  readonly qualificationIds: readonly string[];
  readonly validFrom: Date;
  /** Null for one without an end. */
  readonly validUntil: Date | null;
  readonly instrument: string;
  readonly recordedAt: Date;
}
