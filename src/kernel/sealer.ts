/** Encrypts under a key that belongs to one person (or to the node), so that destroying the key erases the content. */
export interface Sealer<Transaction, Reader> {
  /** `subjectId` null: the node's own key. `context` is bound as associated data. */
  seal(tx: Transaction, subjectId: string | null, plain: Uint8Array, context: string): Promise<Uint8Array>;
  /** Undefined when the key is gone. */
  open(
    reader: Reader,
    subjectId: string | null,
    sealed: Uint8Array,
    context: string,
  ): Promise<Uint8Array | undefined>;
}
