/** Stable names of what is checked of a credential; the texts for people are made elsewhere. */
export type CheckCode =
  | 'structure'
  | 'header'
  | 'type'
  | 'algorithm'
  | 'issuer-key'
  | 'signature'
  | 'certificate'
  | 'disclosures'
  | 'claims'
  | TimeCheckCode
  | KeyBindingCheckCode;

export type TimeCheckCode = 'times.issued-at' | 'times.not-before' | 'times.expires';

export type KeyBindingCheckCode =
  | 'key-binding.present'
  | 'key-binding.structure'
  | 'key-binding.type'
  | 'key-binding.algorithm'
  | 'key-binding.holder-key'
  | 'key-binding.signature'
  | 'key-binding.issued-at'
  | 'key-binding.audience'
  | 'key-binding.nonce'
  | 'key-binding.sd-hash';

/** `unknown`: something else failed that this depends on. `skipped`: not asked for, or nothing to check. */
export type CheckOutcome = 'pass' | 'fail' | 'unknown' | 'skipped';

export interface Check<Code extends CheckCode = CheckCode> {
  readonly code: Code;
  readonly outcome: CheckOutcome;
  /** A code, never a value of the credential. */
  readonly detail?: string;
}

export function pass<Code extends CheckCode>(code: Code): Check<Code> {
  return { code, outcome: 'pass' };
}

export function fail<Code extends CheckCode>(code: Code, detail: string): Check<Code> {
  return { code, outcome: 'fail', detail };
}

export function unknown<Code extends CheckCode>(code: Code): Check<Code> {
  return { code, outcome: 'unknown' };
}

export function skipped<Code extends CheckCode>(code: Code, detail: string): Check<Code> {
  return { code, outcome: 'skipped', detail };
}

/** A problem fails the check, its absence passes it. */
export function judged<Code extends CheckCode>(code: Code, problem: string | undefined): Check<Code> {
  return problem === undefined ? pass(code) : fail(code, problem);
}
