/**
 * An idempotency claim: committed before the work begins, it holds the identifier that the work will use,
 * so that a retry after a crash resumes with the same one instead of making a second thing.
 */
export interface Claim<Transaction> {
  /** UUIDv7 of the thing that will be made, or of the decision about to be taken. */
  readonly id: string;
  /**
   * Call it last inside the transaction that makes the change: the outcome commits with it.
   * @throws Fault `claim-lost` when the lease ran out and another request took over.
   */
  record(tx: Transaction, outcome: { status: number; reference: string }): Promise<void>;
}
