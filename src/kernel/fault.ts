import { type FaultCode, faults } from './fault-codes.ts';
import type { FaultKind } from './fault-text.ts';

export interface FaultError {
  /** RFC 6901 pointer into the request: `/body/…`, `/query/…`, `/params/…`, `/headers/…`. */
  readonly pointer: string;
  readonly code: string;
}

export interface FaultOptions {
  /** Values for the placeholders of the localised text; never personal data. */
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: readonly FaultError[];
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A refusal that the caller can act on. Thrown, so that the transaction rolls back. `cause` is for us, the texts for the caller. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly kind: FaultKind;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FaultError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: FaultCode, options: FaultOptions = {}) {
    super(code, { cause: options.cause });
    this.code = code;
    this.kind = faults[code].kind;
    this.values = options.values ?? {};
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
