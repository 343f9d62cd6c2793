import type { Act } from '../kernel/event.ts';
import type { Signer } from '../kernel/ports.ts';
import type { Reader, Transaction } from '../platform/database.ts';
import type { TokenKey } from './key-ring.ts';
import type { OutsideCertification } from './outside-certification.ts';
import type { KeyRequest, PreparedKey } from './preparation.ts';
import type { PublishedKey } from './signing-key.ts';
import type { KeyPurpose, NodeKeyPurpose } from './vocabulary.ts';

export interface CompromiseReport {
  readonly kid: string;
  /** The earliest instant at which somebody else may have had the key. */
  readonly compromisedAt: Date;
  readonly reason: string;
  /** Of the same slot. Used only when nothing else is there to sign from now on. */
  readonly replacement: PreparedKey;
}

/** The keys of a node: who signs, and what may be known of it. Private parts stay inside. */
export interface Keys {
  /**
   * From memory. Read the clock for `iat` before and not long before: the windows of two keys overlap by a minute at least.
   * @throws Fault `no-signing-key`
   */
  signer(purpose: KeyPurpose, authority?: string): Signer;
  /** All of a slot of the node that may sign now: while one key takes the place of another there are two. @throws Fault `no-signing-key` */
  signers(purpose: NodeKeyPurpose): readonly Signer[];
  /** The whole history, from memory. */
  published(): readonly PublishedKey[];
  /** What is in the JWK sets now: the node's own keys, or those of an authority. */
  listed(authority: string | null): readonly PublishedKey[];
  find(kid: string): PublishedKey | undefined;
  /**
   * The value of `x5c` for what this key signs now: base64 of the DER, the leaf first, the anchor left out (HAIP 1.0). Undefined for a
   * key that nobody certified: only those of credentials, status lists, trust lists, requests and metadata on P-256 are.
   */
  chain(kid: string): readonly string[] | undefined;
  /** All such values, the newest first: while one certificate takes the place of another there are two. */
  chains(kid: string): readonly (readonly string[])[];
  /** Base64 of the DER of the roots to which the chains of this node lead, those of the past too. The same array until one is added. */
  anchors(): readonly string[];
  /** The one that signs now first, then those whose tokens are still good. */
  tokenKeys(): readonly TokenKey[];
  /** The whole history as it is in the database. */
  readPublished(reader: Reader): Promise<readonly PublishedKey[]>;
  readOne(reader: Reader, kid: string): Promise<PublishedKey | undefined>;
  /** Makes a key pair and seals its private part. Stores nothing; done before a transaction begins. */
  prepare(request: KeyRequest): Promise<PreparedKey>;
  /** The first key of its slot: signs as of now. */
  create(tx: Transaction, prepared: PreparedKey, act: Act): Promise<PublishedKey>;
  /**
   * Puts a prepared key in the place of the one that signs; signs from `signFrom`, or from a usual time ahead.
   * @throws Fault `not-found`, `rotation-under-way`, `rotation-time`
   */
  rotate(
    tx: Transaction,
    change: { readonly prepared: PreparedKey; readonly signFrom: Date | undefined },
    act: Act,
  ): Promise<PublishedKey>;
  /**
   * The key never signs again; `replacement` takes its place at once if it was the one to sign.
   * @throws Fault `not-found`, `key-already-compromised`, `compromise-in-future`
   */
  markCompromised(tx: Transaction, report: CompromiseReport, act: Act): Promise<PublishedKey>;
  /** Certifies, in a demonstration, the keys that need it; gives those that wait for an outside authority. Safe to run by several processes. */
  certify(): Promise<readonly PublishedKey[]>;
  /** Certificates from elsewhere, by way of the command line. */
  readonly outside: OutsideCertification;
  /** Makes the node's own keys that are missing. Safe to run by several processes and again. */
  ensureNodeKeys(): Promise<void>;
  /** What was committed before is in memory when this returns; in a demonstration, keys that need a certificate have one. */
  refresh(): Promise<void>;
}
