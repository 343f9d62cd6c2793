/** Both names are the address without the scheme (C2SP tlog-checkpoint, tlog-witness), so a node's origin gives them. */

/** The first line of every checkpoint of that node's log, and the name of the key that signs it. */
export function logOriginOf(nodeOrigin: string): string {
  return `${new URL(nodeOrigin).host}/log`;
}

/** The name of the key with which that node cosigns the other's checkpoints. */
export function witnessNameOf(nodeOrigin: string): string {
  return `${new URL(nodeOrigin).host}/witness`;
}
