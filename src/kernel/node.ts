import type { Jurisdiction } from './jurisdiction.ts';

/** Which node this is, and which other it knows. Origins are permanent: they stand in signed bytes and never hold a port. */
export interface NodeIdentity {
  /** `https://hk.wenjin.example` */
  readonly origin: string;
  readonly jurisdiction: Jurisdiction;
  readonly peer: {
    readonly origin: string;
    readonly jurisdiction: Jurisdiction;
    /** RFC 7638 thumbprints of the trust-list keys that the peer's list may be signed by. */
    readonly anchors: readonly string[];
  };
  /** Everything a demonstration signs says so, and a production node refuses it. */
  readonly demonstration: boolean;
  /** Where a person turns to query or correct a result. */
  readonly contact: string;
}
