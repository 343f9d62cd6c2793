import type { Signer } from '../kernel/ports.ts';

/** A key of this node that signs notes, with its public part: the 32 octets of RFC 8032. */
export interface NodeSigner {
  readonly signer: Signer;
  readonly material: Uint8Array;
}

/** What the log needs of the keys of both nodes. Public parts are 32 octets each. */
export interface NodeKeys {
  /** All that may sign for the log now: around a change of keys there are two. @throws Fault `no-signing-key` */
  logSigners(): readonly NodeSigner[];
  /** Those by which notes of this log can be verified, former ones too; none that is compromised. */
  ownLogKeys(): readonly Uint8Array[];
  /** @throws Fault `no-signing-key` */
  witnessSigner(): NodeSigner;
  /** What the peer's trust list allows to sign for its log now. */
  peerLogKeys(): readonly Uint8Array[];
  /** By which cosignatures of the peer can be verified, former ones too; none that is compromised. */
  peerWitnessKeys(): readonly Uint8Array[];
}
