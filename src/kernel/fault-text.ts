import type { Localised } from './localised.ts';

/** Closed: `platform/problem.ts` maps every member to a status of HTTP, and only it does. */
export type FaultKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'not-acceptable'
  | 'timeout'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'too-many'
  | 'internal'
  | 'unavailable';

export interface FaultText {
  readonly kind: FaultKind;
  /** What is wrong. */
  readonly title: Localised;
  /** What to do next. */
  readonly detail: Localised;
}

export type FaultTexts = Readonly<Record<string, FaultText>>;
