/** What a receipt of the log says of one entry when it is given out; the entry itself never changes. */
export interface LogReceipt {
  /** The first line of every checkpoint of this log. */
  readonly origin: string;
  readonly entryId: string;
  /** SHA-256 of `0x00` and the entry, in base64 as a proof writes it. */
  readonly leafHash: string;
  /** Null while it waits for its place. */
  readonly index: number | null;
  readonly state: 'pending' | 'sequenced' | 'cosigned';
  /** `c2sp.org/tlog-proof@v1` under a cosigned checkpoint; only where it was asked for and came in time. */
  readonly proof?: string;
}

/** What contexts that issue need of the log, without knowing it. */
export interface Receipts<Reader> {
  /** By credential; absent where the log knows of no issuance. */
  ofCredentials(reader: Reader, credentialIds: readonly string[]): Promise<ReadonlyMap<string, LogReceipt>>;
  /** With the proof, if it comes within that time. */
  withProof(receipt: LogReceipt, waitSeconds: number): Promise<LogReceipt>;
}
