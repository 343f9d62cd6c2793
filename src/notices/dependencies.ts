import type { KeyObject } from 'node:crypto';
import type { Act } from '../kernel/event.ts';
import type { SignatureAlgorithm, Signer } from '../kernel/ports.ts';
import type { Reader, Transaction } from '../platform/database.ts';

export interface NoticeKey {
  readonly key: KeyObject;
  readonly alg: SignatureAlgorithm;
  readonly signFrom: Date;
  readonly signUntil: Date | null;
  readonly compromisedAt: Date | null;
}

export interface RecordChange {
  readonly iss: string;
  readonly recordId: string;
  readonly value: 0 | 1 | 2 | 3;
  readonly kind: string;
  readonly effectiveAt: Date;
  /** Counts the changes of this record from 1. */
  readonly sequence: number;
}

/** What the notices read from, and act on. */
export interface NoticeContexts {
  readonly signer: () => Signer;
  readonly peerKey: (kid: string) => NoticeKey | undefined;
  /** The change that an event `record.changed` tells of, by the event's object. */
  readonly recordChange: (reader: Reader, objectId: string) => Promise<RecordChange | undefined>;
  /** Applies a change at home to the recognitions that rest on it; gives how many it touched. */
  readonly applyHomeChange: (tx: Transaction, change: RecordChange, act: Act) => Promise<number>;
  /** Asks the other node for the agreement and takes over what verifies. */
  readonly fetchAgreement: (id: string, version: number) => Promise<void>;
  /** Fetches the other node's trust list now. */
  readonly syncTrust: () => Promise<void>;
  /** Fetches the other node's status lists now. */
  readonly refetchStatus: () => Promise<void>;
}
