import type { KeyObject } from 'node:crypto';
import type { Localised } from '../kernel/localised.ts';
import type { SignatureAlgorithm } from '../kernel/ports.ts';
import type { JsonObject } from '../kernel/strict-json.ts';

/** What verification asks of its surroundings. All of it is in memory: nothing here waits for anything. */

export interface TrustedKey {
  readonly key: KeyObject;
  readonly alg: SignatureAlgorithm;
  readonly signFrom: Date;
  readonly signUntil: Date | null;
  readonly compromisedAt: Date | null;
}

export interface TrustFacts {
  issuerKey(iss: string, kid: string): TrustedKey | undefined;
  knowsIssuer(iss: string): boolean;
  isMandated(iss: string, vct: string, qualificationId: string, at: Date): boolean;
  /** What is wrong with the `x5c` of a header whose signature `key` verified, as a code. */
  problemOfCertificate(question: {
    readonly header: JsonObject;
    readonly issuedAt: number;
    readonly key: KeyObject;
    readonly iss: string;
  }): string | undefined;
  nodeKey(origin: string, purpose: 'receipt', kid: string): TrustedKey | undefined;
  version(origin: string): string;
  fresh(origin: string, at: Date): boolean;
}

export interface StatusReference {
  readonly uri: string;
  readonly idx: number;
}

export type StatusAnswer =
  | {
      readonly kind: 'known';
      readonly value: 0 | 1 | 2 | 3;
      readonly iat: number;
      readonly publishedAt: Date;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The status lists as of one instant: now from memory, the past from the signed bytes that were kept. */
export type StatusLookup = (reference: StatusReference, atSeconds: number) => StatusAnswer;

export interface RecognitionTerms {
  readonly state: 'in-force' | 'not-yet-in-force' | 'unsigned' | 'suspended' | 'terminated' | 'expired';
  readonly onTermination: 'keep' | 'expire-at-term' | 'review';
  readonly onHomeSuspension: 'immediate' | 'propose';
  readonly standingRequired: 'award' | 'certification';
  readonly notConferred: readonly { readonly code: string; readonly text: Localised }[];
  conditionText(code: string): Localised | undefined;
}

export interface AgreementFacts {
  terms(id: string, version: number, row: string, at: Date): RecognitionTerms | undefined;
}

export interface World {
  readonly trust: TrustFacts;
  readonly lookup: StatusLookup;
  readonly agreements: AgreementFacts;
  readonly qualificationName: (id: string) => Localised | undefined;
  readonly demonstration: boolean;
  /** The instant that is asked about. */
  readonly at: Date;
}

/** Kind, date and successor behind a status that is not zero: looked up off the hot path. */
export interface StatusDetail {
  readonly kind: string;
  readonly effectiveAt: string;
  readonly reasonCode?: string;
  readonly successor?: string;
  readonly reviewOn?: string;
}
